namespace ZTunnelSim.Tests;

/// <summary>Nodes that an autoscaler adds while the rollout is under way.</summary>
public class JoiningNodeTests
{
    /// <summary>15 s until a new pod is available, and old ones that hold nothing.</summary>
    private static Rollout Of(int nodes, UpdateStrategy strategy, params IEnumerable<(string Node, double After)> joins) => (Rollout
        .Of(Cluster.OfSize(nodes, Workload.Of("none", Traffic.OpenPerNode(0), new Exponential(1)))) with
    {
        Strategy = strategy,
        NodeOrder = NodeOrder.AsListed,
        Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(0)),
    }).WithJoining(joins.Select(j => new JoiningNode(j.Node, TimeSpan.FromSeconds(j.After))));

    private static IEnumerable<double> Sigterms(RolloutResult run) => run.Timelines.Select(t => t.SigtermAt);

    [Fact]
    public void Under_maxUnavailable_it_takes_a_place_until_its_pod_is_available()
    {
        RolloutResult run = Of(4, UpdateStrategy.MaxUnavailable(1), ("late", 20)).Simulate(1);
        Assert.Equal([0, 15, 35, 50], Sigterms(run));
        NodeTimeline late = run.Joined!["late"];
        Assert.Equal((20, 30, 35, 35), (late.StartedAt, late.ListeningAt, late.ReadyAt, late.DoneAt));
        Assert.True(run.IsComplete);
    }

    [Fact]
    public void With_a_surge_it_takes_none_and_the_rollout_is_done_when_it_is()
    {
        RolloutResult run = Of(4, UpdateStrategy.MaxSurge(1), ("late", 20), ("later", 58)).Simulate(1);
        Assert.Equal([15, 30, 45, 60], Sigterms(run));
        Assert.Equal([35, 73], run.Joined!.Select(t => t.DoneAt));
        Assert.Equal(73, run.DurationSeconds);
    }

    [Fact]
    public void It_counts_where_the_limit_is_a_percentage()
    {
        RolloutResult run = Of(10, UpdateStrategy.MaxSurge(IntOrPercent.Percent(10)), ("late", 20)).Simulate(1);
        Assert.Equal([15, 30, 35, 45, 50, 60, 65, 75, 80, 90], Sigterms(run));
    }

    [Fact]
    public void One_that_comes_when_all_is_done_plays_no_part()
    {
        RolloutResult run = Of(2, UpdateStrategy.MaxSurge(1), ("late", 31)).Simulate(1);
        Assert.Equal((30, 0, true), (run.DurationSeconds, run.Joined!.Count, run.IsComplete));
    }

    [Theory]
    [InlineData(true, new[] { 15.0, 30, 45, 60 })]
    [InlineData(false, new[] { 0.0, 15, double.PositiveInfinity, double.PositiveInfinity })]
    public void One_that_never_gets_ready_keeps_its_place(bool surge, double[] sigterms)
    {
        UpdateStrategy strategy = surge ? UpdateStrategy.MaxSurge(1) : UpdateStrategy.MaxUnavailable(1);
        Rollout rollout = Of(4, strategy, ("late", 20)).WithNeverReady("late");
        RolloutResult run = rollout.Simulate(1);
        Assert.Equal(sigterms, Sigterms(run));
        Assert.False(run.IsComplete);
        Assert.Equal("its new pod never got Ready", run.NotReplaced.Single(n => n.Node == "late").Reason);
        Assert.Equal(surge ? [] : ["late"], rollout.BlockingNodes);
    }

    [Fact]
    public void It_wakes_a_controller_that_stands_still()
    {
        // As in AvailabilityWatchTests: of two wake-ups the later one is lost, in half of the runs for good.
        UpdateStrategy strategy = UpdateStrategy.MaxSurge(2, TimeSpan.FromSeconds(4));
        Rollout rollout = Of(2, strategy, ("late", 100)) with
        {
            Cluster = new Cluster(
                [new Node("node-1"), new Node("node-2") { Times = new(null, Ready: 6.5, null) }],
                [Workload.Of("none", Traffic.OpenPerNode(0), new Exponential(1))]),
        };
        RolloutResult[] stalled =
            [.. Enumerable.Range(1, 20).Select(seed => rollout.Simulate((ulong)seed)).Where(run => run.Timelines[1].SigtermAt > 21.5)];
        Assert.NotEmpty(stalled);
        Assert.All(stalled, run => Assert.Equal((100, true), (run.Timelines[1].SigtermAt, run.IsComplete)));
        // Where it did not stand still it was done by then.
        Assert.InRange(stalled.Length, 4, 16);
    }

    [Fact]
    public void It_changes_no_reset_and_leaves_durations_to_the_simulator()
    {
        Rollout alone = Rollout.Of(Cluster.OfSize(6, Workload.Of("busy", Traffic.OpenPerNode(40), new Exponential(40)))) with
        {
            Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(0)),
        };
        Rollout joined = alone.WithJoining(new JoiningNode("late", TimeSpan.FromSeconds(70)));
        Assert.Equal(alone.Predict().Resets, joined.Predict().Resets);
        Assert.NotNull(alone.Predict().DurationSeconds);
        Assert.Null(joined.Predict().DurationSeconds);
        foreach (Engine engine in new[] { Engine.Boundary, Engine.Events, Engine.Sessions, Engine.BoundarySessions })
        {
            SimulationOptions options = new() { Engine = engine };
            RolloutResult without = alone.Simulate(3, options), with = joined.Simulate(3, options);
            Assert.Equal(without.Resets, with.Resets);
            Assert.Equal(without.Timelines, with.Timelines);
            Assert.Equal(85, with.Joined![0].DoneAt);
        }
        SweepResult sweep = joined.Sweep([new GracePeriod(2)], new SweepOptions { Replications = 2 });
        Assert.InRange(sweep.Candidates[0].Under(Pacing.Kubernetes).DurationSeconds.Mean, 90, 91);
    }

    [Fact]
    public void Under_the_other_strategies_its_pod_is_there_and_nothing_waits_for_it()
    {
        RolloutResult batches = Of(4, UpdateStrategy.OnDelete(2), ("late", 5)).Simulate(1);
        Assert.Equal([0, 0, 15, 15], Sigterms(batches));
        Assert.Equal(20, batches.Joined![0].DoneAt);
        RolloutResult paced = (Of(3, UpdateStrategy.MaxUnavailable(1), ("late", 5)) with { Pacing = Pacing.OneNodeAtATime }).Simulate(1);
        Assert.Equal([0, 15, 30], Sigterms(paced));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void After_an_evacuation_it_counts_in_the_roll(int minReady)
    {
        // No application is long-lived: nothing is evacuated, and all nodes are rolled from the start.
        UpdateStrategy roll = UpdateStrategy.MaxUnavailable(1, TimeSpan.FromSeconds(minReady));
        RolloutResult run = Of(3, UpdateStrategy.EvacuateThenRoll(roll: roll), ("late", 20 + minReady)).Simulate(1);
        double each = 15 + minReady;
        Assert.Equal([0, each, 20 + minReady + each], Sigterms(run).Order());
        Assert.True(run.IsComplete);
    }

    [Fact]
    public void Names_and_times_are_checked()
    {
        Rollout rollout = Of(2, UpdateStrategy.Chart);
        Assert.Throws<ArgumentException>(() => rollout.WithJoining(new JoiningNode("node-2", TimeSpan.Zero)));
        Assert.Throws<ArgumentException>(() => rollout.WithJoining(new JoiningNode("late", TimeSpan.FromSeconds(-1))));
        Assert.Throws<ArgumentException>(() => rollout.WithNeverReady("late"));
    }
}
