using System.Reflection;

namespace ZTunnelSim.Tests;

public class RolloutTests
{
    private static readonly Rollout Plain =
        Rollout.Of(Cluster.OfSize(3, Workload.Of("w", Traffic.PerNode(1), new Exponential(10))));

    [Fact]
    public void One_thing_is_set_by_its_name()
    {
        Rollout rollout = Plain with { GracePeriod = 300, Pacing = Pacing.OneNodeAtATime, Strategy = UpdateStrategy.MaxUnavailable(2) };
        Assert.Equal((295, Pacing.OneNodeAtATime), (rollout.DrainBudgetSeconds, rollout.Pacing));
        Assert.Equal(rollout.GracePeriod, (Plain with { GracePeriod = TimeSpan.FromMinutes(5) }).GracePeriod);
        Assert.Equal(rollout.GracePeriod, Plain.WithGracePeriod(300).GracePeriod);
        Assert.Throws<ArgumentNullException>(() => Plain with { Strategy = null! });
        Assert.Throws<ArgumentNullException>(() => Plain with { Cluster = null! });
        Assert.Throws<ArgumentNullException>(() => Plain.Cluster.Workloads[0] with { Clients = null! });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { Pacing = (Pacing)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { GracePeriod = 0 });
    }

    [Fact]
    public void Another_cluster_has_the_nodes_that_the_update_names()
    {
        Rollout broken = Plain.WithNeverReady("node-3");
        Assert.Equal(5, (broken with { Cluster = Plain.Cluster.WithNodes(5) }).Cluster.Nodes.Count);
        Assert.Contains("node-3", Assert.Throws<ArgumentException>(() => broken with { Cluster = Plain.Cluster.WithNodes(2) }).Message);
        Assert.Throws<ArgumentException>(() => Plain.WithUnavailable("mars"));
    }

    [Fact]
    public void A_strategy_reads_as_it_is_spoken()
    {
        Assert.Equal(UpdateStrategy.Chart, UpdateStrategy.MaxSurge(1));
        Assert.Equal("RollingUpdate maxSurge=10% maxUnavailable=0 minReadySeconds=5",
            UpdateStrategy.MaxSurge(IntOrPercent.Percent(10), TimeSpan.FromSeconds(5)).ToString());
        Assert.Equal(new RollingUpdate(0, 2), UpdateStrategy.MaxUnavailable(2));
        Assert.Equal(new OnDelete(3, 60), UpdateStrategy.OnDelete(3, TimeSpan.FromMinutes(1)));
        Assert.Equal(new EvacuateNodes(), UpdateStrategy.EvacuateNodes());
        Assert.Equal(
            new EvacuateThenRoll(NodeEvacuation.Default, new(2, 0)), UpdateStrategy.EvacuateThenRoll(roll: UpdateStrategy.MaxSurge(2)));
    }

    [Fact]
    public void A_strategy_without_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => UpdateStrategy.MaxSurge(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateStrategy.MaxSurge(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateStrategy.MaxSurge(1, TimeSpan.FromSeconds(0.5)));
        Assert.Throws<ArgumentException>(() => UpdateStrategy.OnDelete(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateStrategy.OnDelete(1, TimeSpan.MaxValue));
        Assert.Throws<ArgumentException>(() => UpdateStrategy.EvacuateThenRoll(roll: UpdateStrategy.EvacuateNodes()));
        Assert.Throws<ArgumentException>(() => new BacktestOptions { DrainBudgetSeconds = 1, Strategy = UpdateStrategy.OnDelete(1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NodeEvacuation { Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NodeEvacuation { EvictionRetry = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new NodeEvacuation { Pause = TimeSpan.FromSeconds(-1) });
    }

    [Fact]
    public void A_client_without_sense_is_refused()
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        Assert.Equal(new ReconnectsWithBackoff(1, 2, 60, 1), ClientBehaviour.ReconnectsWithBackoff(second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReconnectsWithBackoff(-1, -2, -3, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientBehaviour.ReconnectsWithBackoff(-second));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientBehaviour.ReconnectsWithBackoff(second, factor: 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientBehaviour.ReconnectsWithBackoff(second, max: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientBehaviour.ReconnectsWithBackoff(second, jitter: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientBehaviour.ReconnectsOnNextUse(new Lomax(1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClientBehaviour.ReconnectsOnNextUse(new Constant(1), TimeSpan.Zero));
    }

    [Fact]
    public void Limits_and_names_are_refused_when_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RolloutLimits { MaxResetShare = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RolloutLimits { MaxResets = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RolloutLimits { MaxDuration = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RolloutLimits { Confidence = double.NaN });
        Assert.Equal(7200, new RolloutLimits { MaxDuration = TimeSpan.FromHours(2) }.MaxDurationSeconds);
        Assert.Throws<ArgumentException>(() => new NamedStrategy(" ", Plain));
        Assert.Throws<ArgumentNullException>(() => new NamedStrategy("a", null!));
        Assert.Throws<ArgumentException>(() => new NamedStrategy("a", Plain) with { Name = "" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SimulationOptions { SeriesStep = TimeSpan.Zero });
    }

    [Fact]
    public void An_application_is_checked_when_it_is_set()
    {
        Application plain = Application.WithReplicas("a", 2);
        Assert.Equal(0, (plain with { GracePeriod = TimeSpan.Zero }).TerminationGracePeriodSeconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => plain with { GracePeriod = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => plain with { GracePeriod = TimeSpan.FromSeconds(1.5) });
        Assert.Throws<ArgumentException>(() => plain with { PodStartup = new Lomax(1, 1) });
        Assert.Throws<ArgumentException>(() => plain with { IsDaemonSet = true, IsStateful = true });
    }

    [Fact]
    public void A_wait_without_end_is_the_longest_time_span()
    {
        Assert.Equal(double.PositiveInfinity, new Node("n") { SurgeWait = TimeSpan.MaxValue }.SurgeWaitSeconds);
        Assert.Equal(TimeSpan.MaxValue, new Node("n") { SurgeWaitSeconds = double.PositiveInfinity }.SurgeWait);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Node("n") { SurgeWait = TimeSpan.FromSeconds(-1) });
    }

    /// <summary>A foreign record can't override what only this assembly sees, so that no switch over cases misses one.</summary>
    [Theory]
    [InlineData(typeof(Traffic))]
    [InlineData(typeof(UpdateStrategy))]
    [InlineData(typeof(ClientBehaviour))]
    [InlineData(typeof(DrainBudget))]
    public void A_family_is_closed(Type family)
    {
        Assert.Contains(
            family.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic),
            m => m is { IsAbstract: true } && (m.IsAssembly || m.IsFamilyAndAssembly));
        Assert.All(
            family.Assembly.GetTypes().Where(t => t.BaseType == family), t => Assert.True(t is { IsSealed: true, IsVisible: false }));
    }
}
