using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

public class ControllerTests
{
    private static readonly ReplacementTiming Timing = new(new Constant(10), new Constant(5), new Constant(0));

    private static Rollout Of(int nodes) => Rollout
        .Of(Cluster.OfSize(nodes, Workload.Of("busy", Traffic.OpenPerNode(40), new Exponential(400)))) with
    {
        GracePeriod = 60,
        Timing = Timing
    };

    [Theory]
    [InlineData(10, 1)]
    [InlineData(10, 3)]
    [InlineData(1000, 1)]
    [InlineData(1000, 25)]
    public void A_surge_takes_the_nodes_start_times_and_one_drain(int nodes, int surge)
    {
        double duration = (Of(nodes) with { Strategy = UpdateStrategy.MaxSurge(surge) }).Simulate(1).DurationSeconds;
        double closedForm = Math.Ceiling((double)nodes / surge) * 15 + 55;
        Assert.InRange(duration / closedForm, 0.99, 1.01);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void One_node_at_a_time_takes_every_drain(int nodes)
    {
        double duration = (Of(nodes) with { Pacing = Pacing.OneNodeAtATime }).Simulate(1).DurationSeconds;
        Assert.InRange(duration / (nodes * (15 + 55)), 0.99, 1.01);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void Without_a_surge_the_drain_is_in_the_serial_path(int nodes)
    {
        double duration = (Of(nodes) with { Strategy = UpdateStrategy.MaxUnavailable(1) }).Simulate(1).DurationSeconds;
        Assert.InRange(duration / (nodes * (55 + 15)), 0.99, 1.01);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_pod_that_never_gets_ready_stalls_the_rollout(bool surge)
    {
        RollingUpdate plan = surge ? RollingUpdate.Default : new(default, IntOrPercent.Of(1));
        RolloutResult result = (Of(6).WithNeverReady("node-3") with
        {
            Strategy = plan,
            NodeOrder = NodeOrder.AsListed,
        }).Simulate(1);

        Assert.False(result.IsComplete);
        Assert.Equal(["node-3", "node-4", "node-5", "node-6"], result.NotReplaced.Select(n => n.Node));
        Assert.Contains("never got Ready", result.NotReplaced[0].Reason);
        Assert.All(result.NotReplaced.Skip(1), n => Assert.Contains("stalled", n.Reason));
        // With a surge the node's old pod goes on serving; without one nobody listens there any more.
        Assert.Equal(surge, double.IsPositiveInfinity(result.Timelines[2].SigtermAt));
    }

    [Fact]
    public void A_surge_goes_on_past_a_pod_that_never_gets_ready_while_it_has_room()
    {
        RolloutResult result = (Of(6).WithNeverReady("node-3") with { Strategy = UpdateStrategy.MaxSurge(2) }).Simulate(1);
        Assert.Equal(["node-3"], result.NotReplaced.Select(n => n.Node));
    }

    [Fact]
    public void Nodes_with_an_unavailable_old_pod_start_first_and_do_not_count()
    {
        RolloutResult result = (Of(6).WithUnavailable("node-5", "node-6") with
        {
            NodeOrder = NodeOrder.AsListed,
        }).Simulate(1);
        Assert.Equal([0, 15, 30, 45, 0, 0], result.Timelines.Select(t => t.StartedAt));
        // Its old pod is deleted at once, so that nobody listens until the new one does.
        Assert.Equal(10, result.Timelines[4].WithoutListenerSeconds);
        Assert.True(result.Refused.OfNode(4) > 0);
        Assert.Equal(0, result.Refused.OfNode(0));
    }

    [Fact]
    public void OnDelete_without_draining_replaces_batch_by_batch_and_refuses_meanwhile()
    {
        RolloutResult result = (Of(6) with
        {
            NodeOrder = NodeOrder.AsListed,
            Strategy = UpdateStrategy.OnDelete(4, TimeSpan.FromSeconds(100)),
        }).Simulate(1);
        double first = result.Timelines.Take(4).Max(t => t.DoneAt);
        Assert.All(result.Timelines.Take(4), t => Assert.Equal(0, t.SigtermAt));
        Assert.All(result.Timelines.Skip(4), t => Assert.Equal(first + 100, t.SigtermAt));
        Assert.All(Enumerable.Range(0, 6), node => Assert.True(result.Refused.OfNode(node) > 0));
        Assert.True(result.IsComplete);
    }

    [Theory]
    [InlineData(30, 100.0, 30)]
    [InlineData(30, 8.0, 8)]
    public void SIGKILL_at_T_ends_a_drain_whose_deadline_is_later(int t, double deadline, double drain)
    {
        RolloutResult result = (Of(3) with
        {
            GracePeriod = t,
            DrainBudget = DrainBudget.Deadline(TimeSpan.FromSeconds(deadline)),
        }).Simulate(1);
        Assert.All(result.Timelines, timeline => Assert.Equal(drain, timeline.DrainSeconds, 1e-9));
        Assert.True(result.Resets.Total > 0);
    }

    [Property(Arbitrary = [typeof(RandomRollouts)], MaxTest = 400)]
    public void Limits_hold_whatever_fails(Rollout rollout, ulong seed, byte broken, byte never)
    {
        Rollout kubernetes = rollout with { Pacing = Pacing.Kubernetes };
        string[] nodes = [.. rollout.Cluster.Nodes.Select(n => n.Name)];
        string[] brokenNodes = [.. nodes.Where((_, i) => (broken >> i & 1) == 1)];
        string[] neverReady = [.. nodes.Where((_, i) => (never >> i & 1) == 1)];
        RollingUpdate plan = (RollingUpdate)rollout.Strategy;
        int limit = plan.ConcurrentNodes(nodes.Length);
        RolloutResult result = kubernetes.WithUnavailable(brokenNodes).WithNeverReady(neverReady).Simulate(seed);
        NodeTimeline[] sound =
            [.. result.Timelines.Where((_, i) => !brokenNodes.Contains(nodes[i]) && double.IsFinite(result.Timelines[i].StartedAt))];
        foreach (NodeTimeline at in sound)
        {
            // Surge: an available old pod beside a new one, until the old one is marked deleted. Otherwise: no available pod.
            int busy = sound.Count(t => t.StartedAt <= at.StartedAt && (plan.IsSurge ? t.SigtermAt : t.DoneAt) > at.StartedAt);
            Assert.True(busy <= Math.Max(1, limit), $"{busy} nodes at {at.StartedAt} s, but {limit} are allowed.");
        }
        // What is not replaced is what never gets ready, and what waits for a place that it holds.
        Assert.All(
            neverReady,
            name => Assert.Contains(
                result.NotReplaced, n => n.Node == name || double.IsPositiveInfinity(result.Timelines[n.Node].StartedAt)));
        int holding = plan.IsSurge ? neverReady.Except(brokenNodes).Count() : neverReady.Length;
        if (holding < limit && result.StalledSinceSeconds is null)
            Assert.Equal(neverReady.Order(), result.NotReplaced.Select(n => n.Node).Order());
    }
}
