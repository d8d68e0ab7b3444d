namespace ZTunnelSim.Tests;

/// <summary>
/// From the law, the rate, T, the age of the processes and w alone: what the real ztunnel cut, held at SIGTERM and shared in the overlap,
/// and when its drain ended.
/// </summary>
public class RecordedHandoverTests
{
    [Fact]
    public void Cuts_lie_in_the_95_percent_interval()
    {
        Fidelity[] cuts = Of("connections cut");
        Assert.Equal(2, cuts.Length);
        Assert.All(cuts, row => Assert.True(row.HoldsAsOften, row.ToString()));
        Assert.All(cuts, row => Assert.InRange(row.Expected / row.Recorded, 0.95, 1.05));
        AtLeast(0.93, cuts);
    }

    [Fact]
    public void All_that_the_ledgers_tell_lies_in_the_95_percent_interval()
    {
        Fidelity[] rows = Of("connections cut", "open at SIGTERM", "connections to the new process");
        Assert.Equal(4, rows.Length);
        Assert.All(rows, row => Assert.True(row.HoldsAsOften, row.ToString()));
        AtLeast(0.93, rows);
    }

    [Fact]
    public void Drains_end_where_their_law_has_it()
    {
        // Each of these had something left to cut, so that the law is the budget's end.
        Assert.All(
            HandoverFigures.Between.Concat(HandoverFigures.OnNode), h => Assert.Equal(h.Budget, h.Rollout.DrainBudgetSeconds));
        AtLeast(0.93, Of("end of the drain"));
        AtLeast(0.93, Of("end of the process, process to process"));
        // The kubelet tells of the end later: by the default law, where the machine is not busy.
        double[] exits = [.. HandoverFigures.OnNode.Select(h => h.ExitedAfter - h.Budget).Order()];
        Assert.InRange(exits[exits.Length / 4], ReplacementTiming.Default.Exit.Quantile(0), ReplacementTiming.Default.Exit.Quantile(1));
        Assert.InRange(exits[0], 0.1, double.PositiveInfinity);
    }

    [Fact]
    public void Without_the_ages_there_would_be_twice_as_many_cuts()
    {
        Fidelity old = Assert.Single(Of("for comparison"));
        Assert.InRange(old.Expected / old.Recorded, 1.5, 3);
        Assert.False(old.HoldsAsOften);
    }

    private static Fidelity[] Of(params string[] beginnings) =>
        [.. HandoverFigures.Rows.Where(row => beginnings.Any(b => row.What.StartsWith(b, StringComparison.Ordinal)))];

    private static void AtLeast(double share, Fidelity[] rows)
    {
        foreach (Fidelity row in rows) TestContext.Current.TestOutputHelper?.WriteLine(row.ToString());
        Assert.NotEmpty(rows);
        Assert.True(rows.Sum(r => r.Inside) >= share * rows.Sum(r => r.Figures.Count), string.Join('\n', rows.AsEnumerable()));
    }
}
