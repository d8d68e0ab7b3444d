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

    [Fact]
    public void A_series_of_very_many_steps_is_that_of_steps_twice_as_long()
    {
        OpenConnectionSeries fine = Run(seed: 3, TimeSpan.FromMilliseconds(0.5)).OpenConnections!;
        double step = fine.StepSeconds;
        Assert.True(step > 0.0005, "The run is too short for this test.");
        OpenConnectionSeries wide = Run(seed: 3, TimeSpan.FromSeconds(step)).OpenConnections!;
        Assert.Equal(wide.StepSeconds, step);
        Assert.Equal(wide.OnOld, fine.OnOld);
        Assert.Equal(wide.OnNew, fine.OnNew);
        Assert.InRange(fine.OnOld.Count, 1 << 16, 1 << 17);
    }

    [Fact]
    public void A_trace_that_has_no_room_leaves_out_the_connections_that_come_and_go_or_is_refused()
    {
        TraceEvent[] all = [.. Run(seed: 4).Trace!], others = [.. all.Where(e => !e.IsTraffic)];
        Assert.True(others.Length < all.Length);
        TraceLimit room = new(others.Length, NeedsTraffic: false);
        Assert.Equal(others, Run(seed: 4, limit: room).Trace);
        Assert.Equal(all, Run(seed: 4, limit: room with { Events = all.Length }).Trace);
        Assert.Throws<InsufficientMemoryException>(() => Run(seed: 4, limit: room with { NeedsTraffic = true }));
        Assert.Throws<InsufficientMemoryException>(() => Run(seed: 4, limit: room with { Events = others.Length - 1 }));
    }

    private static RolloutResult Run(ulong seed, TimeSpan? step = null, TraceLimit? limit = null)
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(3),
            [Workload.Of("calls", Traffic.OpenBetween("a", "b", 120), new Exponential(100)) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }],
            [Application.WithReplicas("a", 3), Application.WithReplicas("b", 3)]);
        return (Rollout.Of(cluster) with { Pacing = Pacing.OneNodeAtATime, GracePeriod = 30 })
            .Simulate(seed, new SimulationOptions
            {
                Trace = true,
                SeriesStep = step ?? TimeSpan.FromSeconds(1),
                TraceLimit = limit,
            });
    }
}
