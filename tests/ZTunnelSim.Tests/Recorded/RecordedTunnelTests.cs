namespace ZTunnelSim.Tests;

/// <summary>
/// Which process gets what is opened while two listen, where connections travel in HBONE connections: each of these picks when it is made,
/// and its streams stay with it. So a node's share of new streams is all or nothing, or what follows where a new one is made in between.
/// </summary>
public class RecordedTunnelTests
{
    public static TheoryData<string> Series => [.. TunnelHandover.SeriesWithLedgers];

    [Fact]
    public void Cuts_lie_in_the_95_percent_interval_whichever_sides_ztunnel_is_replaced()
    {
        Fidelity[] cuts = Of("connections cut");
        Assert.NotEmpty(cuts);
        Assert.All(cuts, row => Assert.InRange(row.Expected / row.Recorded, 0.95, 1.05));
        Assert.True(cuts.Sum(row => row.Inside) >= 0.93 * cuts.Sum(row => row.Figures.Count), string.Join('\n', cuts.AsEnumerable()));
    }

    [Fact]
    public void Connections_and_tunnels_pick_the_new_process_as_often_as_the_old_one()
    {
        Fidelity[] rows = [.. Of("connections to the client's new ztunnel"), .. Of("HBONE connections to")];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(row.HoldsAsOften, row.ToString()));
    }

    /// <summary>Were each stream to pick, the engine's intervals lay around one half, and theory's shares at one half.</summary>
    [Fact]
    public void Shares_of_streams_are_those_of_the_tunnels_choice()
    {
        Fidelity[] rows = [.. Of("streams to the server's new ztunnel"), .. Of("connections on one node")];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(row.HoldsAsOften, row.ToString()));
        Fidelity[] means = [.. rows.Where(row => row.What.EndsWith("their mean", StringComparison.Ordinal))];
        Assert.Equal(rows.Length, 2 * means.Length);
        Assert.All(means, row => Assert.True(row.Figures is [{ IsInside: true, ExpectsInside: true }], $"{row.Figures[0]}"));
    }

    /// <summary>The recordings alone: what the two tests before would not see if it were different.</summary>
    [Theory]
    [MemberData(nameof(Series))]
    public void All_streams_of_a_tunnel_are_with_one_process_and_those_of_an_older_tunnel_with_the_old_one(string series)
    {
        (IReadOnlyList<int> processes, int onOld, int onNew) = TunnelHandover.Streams(series);
        Assert.All(processes, p => Assert.Equal(1, p));
        Assert.InRange(onOld, 100, int.MaxValue);
        Assert.Equal(0, onNew);
    }

    private static Fidelity[] Of(string beginning)
    {
        Fidelity[] rows = [.. TunnelFigures.Rows.Where(row => row.What.StartsWith(beginning, StringComparison.Ordinal))];
        foreach (Fidelity row in rows) TestContext.Current.TestOutputHelper?.WriteLine(row.ToString());
        return rows;
    }
}
