namespace ZTunnelSim.Cli.Tests;

public class CompareMeasuresTests
{
    [Fact]
    public void Every_measure_that_says_something_has_its_columns_in_a_table()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(4),
            [
                Workload.Of("calls", Traffic.Between(null, "web", 20), new Exponential(2)),
                Workload.Of("sessions", Traffic.OpenBetween("web", "db", 80), new Exponential(300)) with
                {
                    Clients = ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(1), max: TimeSpan.FromSeconds(20)),
                },
            ],
            [Application.WithReplicas("web", 4), Application.WithReplicas("db", 2) with { GracePeriod = TimeSpan.FromSeconds(5) }]);
        Rollout rollout = Rollout.Of(cluster) with
        {
            GracePeriod = 30,
            AcceptQueue = new AcceptQueue(new Exponential(0.5)),
        };
        CompareResult result = Compare.Run(
            [
                new("surge", rollout),
                new("unavailable", rollout with { Strategy = UpdateStrategy.MaxUnavailable(2) }),
                new("drain", rollout with { Strategy = UpdateStrategy.EvacuateNodes() }),
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
