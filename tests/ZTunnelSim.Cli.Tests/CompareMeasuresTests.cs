namespace ZTunnelSim.Cli.Tests;

public class CompareMeasuresTests
{
    [Fact]
    public void Every_measure_that_says_something_has_its_columns_in_a_table()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(4),
            [
                Workload.Between("calls", new ConnectionEnds(null, "web"), 20, new Exponential(2)),
                Workload.BetweenWithOpenConnections("sessions", new ConnectionEnds("web", "db"), 80, new Exponential(300))
                    .WithClients(ClientBehaviour.ReconnectsWithBackoff(1, maxSeconds: 20)),
            ],
            [Application.WithReplicas("web", 4), Application.WithReplicas("db", 2).WithGracePeriod(5)]);
        Rollout rollout = Rollout.Of(cluster).WithGracePeriod(30)
            .WithAcceptQueue(new AcceptQueue(new Exponential(0.5)));
        CompareResult result = Compare.Run(
            [
                new("surge", rollout),
                new("unavailable", rollout.WithStrategy(new RollingUpdate(default, IntOrPercent.Nodes(2)))),
                new("drain", rollout.WithStrategy(new EvacuateNodes())),
                new("stalls", rollout.WithNeverReady("node-1")),
            ],
            new CompareOptions { Replications = 5 });

        string[] columns = [.. CompareTables.Of(result).SelectMany(table => table.Columns).Select(column => column.Header)];
        Measure[] seen = [.. Measure.All.Where(measure => result.Strategies.Any(s => s[measure].Mean > 0))];
        string[] headings = [.. seen.SelectMany(measure => measure.Figures).Select(figure => figure.Heading).OfType<string>()];
        Assert.Empty(headings.Except(columns));
        // Each measure but the loss of an endpoint happens in this cluster, or the test would say little.
        Assert.InRange(Measure.All.Count - seen.Length, 0, 4);
    }
}
