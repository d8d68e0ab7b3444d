using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Tests;

/// <summary>
/// The controller held against rollouts that were recorded of the real controllers of Kubernetes 1.36: with their measured times, in their
/// order. Where a test speaks of nodes within, created, deleted and gone are as recorded to 0.3 s and 0.1 s for each step before.
/// </summary>
public class RecordedRolloutTests(ITestOutputHelper output)
{
    private static readonly Lazy<IReadOnlyList<ReplayFigures>> Figures = new(() => [.. ReplayFigures.Of()]);

    public static TheoryData<bool> Strategies => [true, false];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Without_minReadySeconds_nodes_are_replaced_when_they_were(bool surge) =>
        AssertMeets(Merged("minReadySeconds 0", r => r.Class != "xc" && r.MinReadySeconds == 0 && r.IsSurge == surge));

    [Fact]
    public void A_second_change_of_the_template_is_a_rollout_from_where_the_first_one_was() =>
        AssertMeets(Merged("xc", r => r.Class == "xc"));

    [Fact]
    public void A_node_that_joins_is_unavailable_until_its_pod_is_available_and_no_surge()
    {
        int decisions = 0;
        foreach (RecordedRollout rollout in RecordedRollout.Read("daemonset-special"))
        {
            if (Regex.Match(rollout.Row["note"], @"([0-9.]+):addnode") is not { Success: true } joins) continue;
            double at = double.Parse(joins.Groups[1].Value, CultureInfo.InvariantCulture);
            RecordedNode[] nodes = [.. rollout.Nodes];
            // What the controller did at a time, by the state that was recorded just before.
            double[] done = [.. nodes.Where(IsThere).Select(n => rollout.IsSurge ? n.Created : n.Deleted).OfType<double>().Order()];
            for (int first = 0, next; first < done.Length; first = next)
            {
                next = first;
                while (next < done.Length && done[next] < done[first] + 0.1) next++;
                double time = done[first];
                List<int> create = [], delete = [];
                int[] order = [.. Enumerable.Range(0, nodes.Length).Where(n => IsThere(nodes[n]) || at < time)];
                DaemonSetSync.Decide(rollout.IsSurge, rollout.Limit, n => PodsAt(nodes[n], time), order, create, delete);
                Assert.Equal((rollout.Id, time, next - first), (rollout.Id, time, (rollout.IsSurge ? create : delete).Count));
                decisions++;
            }
        }
        Assert.InRange(decisions, 1, int.MaxValue);

        static bool IsThere(RecordedNode node) => node.Row["old_ready_at_patch"].Length > 0;

        static NodePods PodsAt(RecordedNode node, double time)
        {
            bool old = IsThere(node) && !(node.Deleted < time);
            return new(old, old, NewExists: node.Created < time, NewIsAvailable: node.Ready < time);
        }
    }

    [Fact]
    public void With_minReadySeconds_and_without_the_gate_nodes_are_replaced_when_they_were()
    {
        ReplayFigures figures = Merged("lb", r => !r.HasGate);
        AssertMeets(figures);
        Assert.Equal((figures.StalledRecorded, figures.StalledRecorded), figures.StalledPlayed);
    }

    [Theory]
    [InlineData(true, 0.85)]
    [InlineData(false, 0.95)]
    public void With_the_gate_some_draw_of_late_writes_gives_what_was_recorded(bool surge, double share)
    {
        ReplayFigures figures = Merged("gate on", r => r.HasGate && r.MinReadySeconds > 0 && r.IsSurge == surge);
        Assert.True(
            figures.Met >= Math.Floor(share * figures.Replays.Count),
            $"Of {figures.Replays.Count} rollouts {figures.Met} have a draw with every node within and the same ending.");
    }

    [Fact]
    public void Without_a_surge_what_60_draws_miss_is_seldom_and_not_unknown()
    {
        ReplayFigures figures = Merged("gate on", r => r.HasGate && r.MinReadySeconds > 0 && !r.IsSurge);
        foreach (RecordedRollout missed in figures.Best.Where(r => !r.EveryNodeIsWithin || !r.EndsAlike).Select(r => r.Recorded))
        {
            Assert.Contains(
                Enumerable.Range(0, 20).SelectMany(part => Enumerable.Range(0, 300).Select(draw => (part, draw))),
                at => RolloutReplay.Of(missed, (at.part + 0.5) / 20, at.draw) is { EveryNodeIsWithin: true, EndsAlike: true });
        }
    }

    [Fact]
    public void With_the_gate_as_many_surges_stand_still_as_in_some_draw_and_none_without_a_surge()
    {
        ReplayFigures surges = Merged("gate on", r => r.HasGate && r.MinReadySeconds > 0 && r.IsSurge);
        Assert.InRange(surges.StalledRecorded, surges.StalledPlayed.Least, surges.StalledPlayed.Most);
        Assert.Equal((0, 0), Merged("U", r => r.MinReadySeconds > 0 && !r.IsSurge).StalledPlayed);
    }

    [Fact]
    public void What_never_gets_ready_stalls_the_rollout_with_as_many_nodes_in_replacement()
    {
        RolloutReplay[] stalls =
            [.. Figures.Value.SelectMany(f => f.Best).Where(r => r.Recorded is { StallKind: "never_ready", MinReadySeconds: 0 })];
        Assert.NotEmpty(stalls);
        Assert.All(stalls, r => Assert.False(r.Played.IsComplete, r.Recorded.Id));
        Assert.All(stalls, r => Assert.Equal((r.Recorded.Id, r.Counts.Recorded), (r.Recorded.Id, r.Counts.Played)));
    }

    [Fact]
    public void Broken_old_pods_are_the_first_batch_with_the_limit_of_which_they_take_their_part()
    {
        RolloutReplay[] broken =
        [
            .. Figures.Value.SelectMany(f => f.Best)
                .Where(r => r.Recorded.Class != "xc" && r.Recorded.Nodes.Any(n => !n.OldWasReady)),
        ];
        Assert.NotEmpty(broken);
        foreach (RolloutReplay replay in broken)
        {
            int nodes = replay.Recorded.Nodes.Count, old = replay.Recorded.Nodes.Count(n => !n.OldWasReady), limit = replay.Recorded.Limit;
            double begin = replay.Played.Timelines.Min(t => t.StartedAt);
            int batch = replay.Recorded.IsSurge ? Math.Min(nodes, old + limit) : Math.Min(nodes, Math.Max(old, limit));
            Assert.Equal((replay.Recorded.Id, batch), (replay.Recorded.Id, replay.Played.Timelines.Count(t => t.StartedAt == begin)));
            Assert.Equal(batch, replay.Recorded.Nodes.Count(n => n.TurnAt < replay.Recorded.Nodes[0].TurnAt + 0.25));
        }
    }

    [Fact]
    public void The_figures_of_every_class()
    {
        output.WriteLine(ReplayFigures.Table(Figures.Value).ToString());
        Assert.NotEmpty(Figures.Value);
    }

    private void AssertMeets(ReplayFigures figures)
    {
        foreach (RolloutReplay replay in figures.Best.Where(r => !r.EveryNodeIsWithin || !r.EndsAlike || r.EndIsWithin == false))
            output.WriteLine(replay.ToString());
        (double created, double deleted, double gone) = figures.NodesWithin;
        Assert.All([created, deleted, gone], share => Assert.InRange(share, 0.95, 1));
        Assert.InRange(figures.Ends.Within, 0.9 * figures.Ends.Of, figures.Ends.Of);
        Assert.All(figures.Best, replay => Assert.True(replay.EndsAlike, replay.Recorded.Id));
    }

    private static ReplayFigures Merged(string name, Func<RecordedRollout, bool> of)
    {
        ReplayFigures figures = new(name, [.. Figures.Value.SelectMany(f => f.Replays).Where(draws => of(draws[0].Recorded))]);
        Assert.NotEmpty(figures.Replays);
        return figures;
    }
}
