namespace ZTunnelSim.Tests;

/// <summary>When the DaemonSet controller sees that a pod has been Ready for minReadySeconds, event by event.</summary>
public class AvailabilityWatchTests
{
    private const int MinReady = 4;

    /// <summary>15 s until a new pod is Ready, and old ones that hold nothing.</summary>
    private static Rollout Of(UpdateStrategy strategy, params GivenTimes?[] nodes) => Rollout
        .Of(new Cluster(
            nodes.Select((times, i) => new Node($"node-{i + 1}") { Times = times }),
            [Workload.Of("none", Traffic.OpenPerNode(0), new Exponential(1))])) with
    {
        Strategy = strategy,
        NodeOrder = NodeOrder.AsListed,
        Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(0)),
    };

    private static UpdateStrategy Surge(int nodes) => UpdateStrategy.MaxSurge(nodes, TimeSpan.FromSeconds(MinReady));

    private static IEnumerable<double> Sigterms(Rollout rollout, ulong seed = 1) =>
        rollout.Simulate(seed).Timelines.Select(t => t.SigtermAt);

    private static double Share(Rollout rollout, Func<RolloutResult, bool> of) =>
        Enumerable.Range(0, 400).Count(i => of(rollout.Simulate(1, new SimulationOptions { Replication = i }))) / 400.0;

    [Fact]
    public void A_surge_is_woken_minReadySeconds_and_a_second_after_Ready() =>
        Assert.Equal([20, 40, 60], Sigterms(Of(Surge(1), null, null, null)));

    [Fact]
    public void Without_a_surge_the_controller_is_woken_minReadySeconds_after_Ready() => Assert.Equal(
        [0, 19, 38], Sigterms(Of(UpdateStrategy.MaxUnavailable(1, TimeSpan.FromSeconds(MinReady)), null, null, null)));

    [Fact]
    public void As_documented_one_node_at_a_time_waits_for_minReadySeconds_alone() => Assert.Equal(
        [19, 38, 57], Sigterms(Of(Surge(1), null, null, null) with { Pacing = Pacing.OneNodeAtATime }));

    [Fact]
    public void An_event_of_another_pod_finds_a_pod_available_before_that()
    {
        // The first node's old pod is gone at 39.5 s; the second's new one, Ready at 35 s, is available between 38 and 39 s.
        Assert.Equal([20, 39.5], Sigterms(Of(Surge(1), new GivenTimes(null, null, null, Removal: 19.5), null)));
        // At 37.9 s it is not.
        Assert.Equal([20, 40], Sigterms(Of(Surge(1), new GivenTimes(null, null, null, Removal: 17.9), null)));
    }

    [Fact]
    public void Whether_a_pod_is_available_goes_by_whole_seconds_of_the_wall_clock()
    {
        // Seen at 38.6 s, 3.6 s after Ready: where Ready came more than 0.4 s into a second.
        Rollout rollout = Of(Surge(1), new GivenTimes(null, null, null, Removal: 18.6), null);
        Assert.All(Enumerable.Range(1, 40), seed => Assert.Contains(Sigterms(rollout, (ulong)seed).Last(), new[] { 38.6, 40 }));
        Assert.InRange(Share(rollout, run => run.Timelines[1].SigtermAt < 39), 0.52, 0.68);
    }

    [Fact]
    public void Of_two_wake_ups_the_earlier_one_stays_and_the_other_is_lost()
    {
        // Ready at 15 and 16.5 s: the wake-up of 20 s comes, that of 21.5 s does not; by then the second is available in half of the runs.
        Rollout merged = Of(Surge(2), null, new GivenTimes(null, Ready: 6.5, null)) with { StaleControllerConsistencyDaemonSet = false };
        Assert.InRange(Share(merged, run => run.StalledSinceSeconds == 20), 0.42, 0.58);
        foreach (ulong seed in Enumerable.Range(1, 40).Select(i => (ulong)i))
        {
            RolloutResult run = merged.Simulate(seed);
            Assert.Equal(run.StalledSinceSeconds is null, run.IsComplete);
            Assert.Equal(run.IsComplete ? [] : ["node-2"], run.NotReplaced.Select(n => n.Node));
            if (!run.IsComplete) Assert.Contains("nothing wakes", run.NotReplaced[0].Reason);
        }
        // The next event of any pod of the DaemonSet heals it.
        Rollout healed = Of(Surge(2), new GivenTimes(null, null, null, Removal: 5), new GivenTimes(null, Ready: 6.5, null));
        Assert.All(Enumerable.Range(1, 40), seed => Assert.Contains(Sigterms(healed, (ulong)seed).Last(), new[] { 20.0, 25 }));
    }

    [Theory]
    [InlineData(true, 0.009, 0.18, 0.32)]
    [InlineData(false, 0.009, 0, 0)]
    // A real kubelet lets more time pass between a pod's end and its deletion.
    [InlineData(true, 0.15, 0, 0)]
    public void With_the_gate_an_event_right_after_a_write_of_the_status_uses_the_wake_up_up(
        bool gate, double removal, double least, double most)
    {
        // The first node's old pod ends at 36 s, while the second's new one, Ready at 35 s, waits for 40 s.
        Rollout rollout = Of(Surge(1), null, null);
        rollout = rollout with
        {
            StaleControllerConsistencyDaemonSet = gate,
            Timing = rollout.Timing with { Exit = new Constant(16), Removal = new Constant(removal) },
        };
        Assert.InRange(Share(rollout, run => run.StalledSinceSeconds is 36.03), least, most);
        Assert.InRange(Share(rollout, run => run.IsComplete), 1 - most, 1 - least);
    }

    [Fact]
    public void Without_a_surge_a_lost_wake_up_makes_it_later_and_nothing_stands_still()
    {
        Rollout rollout = Of(
            UpdateStrategy.MaxUnavailable(3, TimeSpan.FromSeconds(MinReady)), [.. Enumerable.Repeat<GivenTimes?>(null, 12)]);
        rollout = rollout with
        {
            Timing = rollout.Timing with { Ready = new Uniform(0, 8), Exit = new Uniform(0, 9), Removal = new Constant(0.009) },
        };
        Assert.Equal(1, Share(rollout, run => run.IsComplete));
    }

    [Fact]
    public void Without_minReadySeconds_neither_the_gate_nor_the_wall_clock_matters()
    {
        Rollout rollout = Of(UpdateStrategy.MaxSurge(2), null, null, null) with { StaleControllerConsistencyDaemonSet = false };
        Assert.Equal([15, 15, 30], Sigterms(rollout));
        Assert.Equal(Sigterms(rollout), Sigterms(rollout with { StaleControllerConsistencyDaemonSet = true }));
    }

    [Fact]
    public void A_new_pod_waits_for_room_with_and_without_a_surge()
    {
        GivenTimes late = new(Startup: 1, Ready: 2, RoomFrom: 50);
        Assert.Equal([53, 68], Sigterms(Of(UpdateStrategy.MaxSurge(1), late, null)));
        Assert.Equal([0, 53], Sigterms(Of(UpdateStrategy.MaxUnavailable(1), late, null)));
        Assert.Equal([3, 18], Sigterms(Of(UpdateStrategy.MaxSurge(1), late, null).WithoutFailures()));
    }

    [Fact]
    public void Times_of_single_nodes_have_no_closed_form_and_are_played()
    {
        Rollout rollout = Of(UpdateStrategy.MaxSurge(1), new GivenTimes(null, Ready: 7, null), null);
        Assert.Null(rollout.Predict().DurationSeconds);
        SweepResult sweep = rollout.Sweep([new GracePeriod(30)], new SweepOptions { Replications = 2 });
        Assert.Equal(17 + 15, sweep.Candidates[0].Under(Pacing.Kubernetes).DurationSeconds.Mean);
        Assert.Equal(17 + 15, sweep.Candidates[0].Under(Pacing.OneNodeAtATime).DurationSeconds.Mean);
    }
}
