namespace ZTunnelSim.Data.Tests;

/// <summary>Times of single nodes that a scenario names a file for.</summary>
public class NodeTimesTests
{
    private const string Text = """
        cluster: {nodes: [a, b, c]}
        ztunnel: {terminationGracePeriodSeconds: 30, minReadySeconds: 2, startup: 10s, ready: 5s, overlap: 0s, reaction: 0s,
          nodeOrder: asListed, nodeTimes: times.csv, staleControllerConsistencyDaemonSet: false}
        workloads: [{name: w, openPerNode: 0, lifetime: 5m}]
        """;

    [Fact]
    public void They_take_the_place_of_those_that_are_drawn()
    {
        Rollout rollout = Load("node,startup,ready,room_from,removal\nb, 1.5 ,2m,60,\n\nc,,,,0.25\n").Rollout;
        Assert.False(rollout.StaleControllerConsistencyDaemonSet);
        Assert.Equal(
            [null, new GivenTimes(1.5, 120, 60), new GivenTimes(null, null, null, 0.25)], rollout.Cluster.Nodes.Select(n => n.Times));
        RolloutResult result = rollout.Simulate(1);
        // 10 s, 5 s until Ready and 3 s until the controller looks; room from 60 s on, 1.5 s, 2 min and 3 s.
        Assert.Equal([18, 184.5], result.Timelines.Take(2).Select(t => t.SigtermAt));
        Assert.Equal(0.25, result.Timelines[2].OldGoneAt - result.Timelines[2].OldExitedAt, 1e-9);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_or_be_missing_and_the_gate_is_on_unless_said_otherwise()
    {
        Rollout rollout = Load("room_from;node\n7;c\n", Text.Replace(", staleControllerConsistencyDaemonSet: false", "")).Rollout;
        Assert.True(rollout.StaleControllerConsistencyDaemonSet);
        Assert.Equal([null, null, new GivenTimes(null, null, 7)], rollout.Cluster.Nodes.Select(n => n.Times));
    }

    [Theory]
    [InlineData("", null, "columns node, startup, ready, room_from, removal are expected")]
    [InlineData("startup,ready\n1,2\n", 1, "a column 'node' is missing")]
    [InlineData("node,redy\na,2\n", 1, "there is no column 'redy' (did you mean 'ready'?)")]
    [InlineData("node,ready,ready\na,2,3\n", 1, "the column 'ready' stands twice")]
    [InlineData("node,ready\na,2\nd,2\n", 3, "node: the cluster has no node 'd'")]
    [InlineData("node,ready\na,2\na,2\n", 3, "node: the node 'a' is named twice")]
    [InlineData("node,ready\na,-2\n", 2, "ready: '-2' is no time of at least 0 s")]
    [InlineData("node,ready\na,soon\n", 2, "ready: 'soon' is no time of at least 0 s")]
    [InlineData("node,ready\na,2,3\n", 2, "the row has 3 fields, the header 2")]
    [InlineData("node,ready\n\"a,2\n", 2, "a quotation mark is not closed")]
    public void What_is_wrong_is_told_in_one_line_with_file_line_and_column(string csv, int? line, string message)
    {
        InputException e = Assert.Throws<InputException>(() => Load(csv));
        Assert.EndsWith("times.csv", e.File);
        Assert.Equal(line, e.Line);
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Contains(
        "nowhere.csv: does not exist.",
        Assert.Throws<InputException>(() => Load("node\n", Text.Replace("times.csv", "nowhere.csv"))).Message);

    private static Scenario Load(string csv, string scenario = Text)
    {
        string path = Files.Temporary("scenario.yaml", scenario);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "times.csv"), csv);
        return Scenario.Load(path);
    }
}
