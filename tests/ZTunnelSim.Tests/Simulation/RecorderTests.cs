namespace ZTunnelSim.Tests;

public class RecorderTests
{
    [Fact]
    public void A_connection_that_its_other_end_resets_leaves_the_process_that_it_was_counted_on()
    {
        RolloutResult run = Run(seed: 1);
        OpenConnectionSeries series = run.OpenConnections!;
        Assert.All(series.OnOld, open => Assert.True(open >= 0));
        // The last old process has gone by then.
        Assert.Equal(0, series.OnOld[^1]);
        // Both together are what was found open or opened and has not ended.
        for (int i = 0; i < series.OnOld.Count; i += 10)
        {
            double time = i * series.StepSeconds;
            long open = run.Trace!.Where(e => e.Seconds <= time).Sum(e => e.Kind switch
            {
                TraceEventKind.FoundOpen or TraceEventKind.Opened => 1,
                TraceEventKind.Closed or TraceEventKind.Reset or TraceEventKind.AppTerminated => -1,
                _ => 0,
            });
            Assert.Equal(open, series.OnOld[i] + series.OnNew[i]);
        }
    }

    [Fact]
    public void A_resets_peer_is_the_node_at_the_other_end()
    {
        TraceEvent[] resets = [.. Run(seed: 2).Trace!.Where(e => e.Kind == TraceEventKind.Reset)];
        Assert.NotEmpty(resets);
        Assert.All(resets, e => Assert.NotEqual(e.Node, e.PeerNode));
        // Three nodes, one pod of each application on each: two thirds of the connections cross two nodes.
        Assert.InRange(resets.Count(e => e.PeerNode is not null) / (double)resets.Length, 0.5, 0.85);
    }

    private static RolloutResult Run(ulong seed)
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(3),
            [Workload.Of("calls", Traffic.OpenBetween("a", "b", 120), new Exponential(100)) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }],
            [Application.WithReplicas("a", 3), Application.WithReplicas("b", 3)]);
        return (Rollout.Of(cluster) with { Pacing = Pacing.OneNodeAtATime, GracePeriod = 30 })
            .Simulate(seed, new SimulationOptions { Trace = true, SeriesStep = TimeSpan.FromSeconds(1) });
    }
}
