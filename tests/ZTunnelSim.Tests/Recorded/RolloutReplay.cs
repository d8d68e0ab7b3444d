using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>A recorded rollout, played by the simulator's controller, held against what was recorded.</summary>
/// <param name="Recorded">The recording.</param>
/// <param name="Played">What the simulator did.</param>
/// <param name="StartsAt">How long after the simulation's start the template was changed, in seconds.</param>
internal sealed record RolloutReplay(RecordedRollout Recorded, RolloutResult Played, double StartsAt)
{
    private const ulong Seed = 1;

    /// <summary>Plays it once.</summary>
    /// <param name="recorded">The recording.</param>
    /// <param name="intoSecond">How far into a second of the wall clock the template was changed.</param>
    /// <param name="draw">The number of the draw of which writes are seen late.</param>
    public static RolloutReplay Of(RecordedRollout recorded, double intoSecond, int draw)
    {
        double simulated = new RandomStream(Seed, draw, purpose: (long)StreamPurpose.WallClock).NextDouble();
        double startsAt = intoSecond - simulated + (intoSecond < simulated ? 1 : 0);
        RunContext run = new(recorded.ToRollout(startsAt), Seed, draw, recorder: null, CancellationToken.None);
        return new(recorded, new RolloutRun(run, Engine.Boundary, new GivenDrains(recorded)).Play(), startsAt);
    }

    /// <summary>
    /// Plays it several times, with what the tables do not tell: which writes were seen late is drawn each time; when in a second of the
    /// wall clock it began is that one of twenty parts of a second with which one of the draws comes nearest to the recording.
    /// </summary>
    public static RolloutReplay[] Draws(RecordedRollout recorded, int draws) => recorded.MinReadySeconds == 0
        ? [Of(recorded, 0, 0)]
        : Enumerable.Range(0, 20)
            .Select(part => Enumerable.Range(0, draws).Select(draw => Of(recorded, (part + 0.5) / 20, draw)).ToArray())
            .MaxBy(played => played.Max(replay => replay.Nearness))!;

    /// <summary>How near it is to the recording.</summary>
    public (bool EndsAlike, int Within, bool EndIsWithin) Nearness => (EndsAlike, CountWithin, EndIsWithin == true);

    /// <summary>Whether it stands still in the end, or is done, as it was recorded.</summary>
    public bool EndsAlike => Recorded.IsStalled == !Played.IsComplete;

    /// <summary>For each node, whether the new pod's creation, the old one's deletion and its going are within the tolerance.</summary>
    public IEnumerable<(bool Created, bool Deleted, bool Gone)> NodesWithin => Recorded.Nodes.Select((node, i) =>
    {
        NodeTimeline played = Played.Timelines[i];
        double tolerance = 0.3 + 0.1 * (i / Recorded.Limit);
        double created = Recorded.IsSurge ? played.StartedAt : played.OldExitedAt;
        return (Within(node.Created, created), Within(node.Deleted, played.SigtermAt), Within(node.Gone, played.OldGoneAt));

        bool Within(double? recorded, double seconds) =>
            recorded is { } at ? Math.Abs(seconds - StartsAt - at) <= tolerance : !double.IsFinite(seconds);
    });

    public bool EveryNodeIsWithin => CountWithin == Recorded.Nodes.Count;

    /// <summary>How many nodes are within the tolerance in all three.</summary>
    public int CountWithin => NodesWithin.Count(node => node is (true, true, true));

    /// <summary>Whether the duration is within 2 % or 0.5 s; null where it was recorded as without end.</summary>
    public bool? EndIsWithin => Recorded.EndSeconds is { } end
        ? Played.IsComplete && Math.Abs(Played.DurationSeconds - StartsAt - end) <= Math.Max(0.5, 0.02 * end)
        : null;

    /// <summary>How many nodes got a new pod, and how many lost their old one: recorded, and played.</summary>
    public ((int Created, int Deleted) Recorded, (int Created, int Deleted) Played) Counts => (
        (Recorded.Nodes.Count(n => n.Created is not null), Recorded.Nodes.Count(n => n.Deleted is not null)),
        (Played.Timelines.Count(t => double.IsFinite(Recorded.IsSurge ? t.StartedAt : t.OldExitedAt)),
            Played.Timelines.Count(t => double.IsFinite(t.SigtermAt))));

    /// <summary>Each node's times, recorded and played.</summary>
    public override string ToString() => string.Join('\n', Recorded.Nodes
        .Select((node, i) =>
        {
            NodeTimeline played = Played.Timelines[i];
            double created = Recorded.IsSurge ? played.StartedAt : played.OldExitedAt;
            return Invariant($"  {node.Name}: created {node.Created:0.00} {created - StartsAt:0.00}, deleted {node.Deleted:0.00} ")
                + Invariant($"{played.SigtermAt - StartsAt:0.00}, gone {node.Gone:0.00} {played.OldGoneAt - StartsAt:0.00}");
        })
        .Prepend(Invariant($"{Recorded.Id}: {CountWithin} of {Recorded.Nodes.Count} nodes within, stalled {Recorded.IsStalled} ")
            + Invariant($"{!Played.IsComplete}, end {Recorded.EndSeconds:0.00} {Played.DurationSeconds - StartsAt:0.00}")));

    /// <summary>Old processes that drain as long as it was recorded.</summary>
    private sealed class GivenDrains(RecordedRollout recorded) : ITraffic
    {
        public void OpenListeners(int node, int process, double time)
        {
        }

        public double CloseListeners(int node, int process, double time, double budgetSeconds) =>
            time + recorded.Nodes[node].DrainSeconds(recorded.GracePeriodSeconds);

        public void EndProcess(int node, int process, double time)
        {
        }

        public TrafficTotals Finish(double time) => new();
    }
}

/// <summary>How the recorded rollouts of a class come out when they are played.</summary>
/// <param name="Class">What they have in common.</param>
/// <param name="Replays">For each rollout, its draws.</param>
internal sealed record ReplayFigures(string Class, IReadOnlyList<RolloutReplay[]> Replays)
{
    private const int Draws = 60;

    public IEnumerable<RecordedRollout> Rollouts => Replays.Select(draws => draws[0].Recorded);

    /// <summary>For each rollout, the draw that comes nearest to what was recorded.</summary>
    public IEnumerable<RolloutReplay> Best => Replays.Select(draws => draws.MaxBy(replay => replay.Nearness)!);

    /// <summary>The shares of nodes whose new pod's creation, old pod's deletion and old pod's end are within the tolerance.</summary>
    public (double Created, double Deleted, double Gone) NodesWithin
    {
        get
        {
            (bool Created, bool Deleted, bool Gone)[] nodes = [.. Best.SelectMany(replay => replay.NodesWithin)];
            return (Share(n => n.Created), Share(n => n.Deleted), Share(n => n.Gone));

            double Share(Func<(bool Created, bool Deleted, bool Gone), bool> within) => (double)nodes.Count(within) / nodes.Length;
        }
    }

    /// <summary>How many of the rollouts that came to an end did so within 2 % or 0.5 s.</summary>
    public (int Within, int Of) Ends => (Best.Count(r => r.EndIsWithin == true), Best.Count(r => r.EndIsWithin is not null));

    /// <summary>How many rollouts have a draw with every node within the tolerance, and the same ending.</summary>
    public int Met => Best.Count(r => r.EveryNodeIsWithin && r.EndsAlike);

    /// <summary>How many rollouts stood still in the recordings for a lost wake-up.</summary>
    public int StalledRecorded => Rollouts.Count(r => r.StallKind == "lost_wakeup");

    /// <summary>The least and the largest number of rollouts that do so in a draw of all, those apart that are to stall anyway.</summary>
    public (int Least, int Most) StalledPlayed
    {
        get
        {
            RolloutReplay[][] counted = [.. Replays.Where(draws => draws[0].Recorded.StallKind != "never_ready")];
            int[] stalled = [.. Enumerable.Range(0, Replays.Max(draws => draws.Length))
                .Select(draw => counted.Count(draws => draws[Math.Min(draw, draws.Length - 1)].Played.StalledSinceSeconds is not null))];
            return (stalled.Min(), stalled.Max());
        }
    }

    public static IEnumerable<ReplayFigures> Of() => RecordedRollout.Quiet()
        .GroupBy(rollout => rollout.Class)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new ReplayFigures(group.Key, [.. group.Select(rollout => RolloutReplay.Draws(rollout, Draws))]));

    /// <summary>The figures of all classes as a table.</summary>
    public static TextTable Table(IEnumerable<ReplayFigures> figures) => TextTable.Of(
        "Recorded rollouts of Kubernetes 1.36, played: nodes within 0.3 s and 0.1 s for each step before, ends within 2 % or 0.5 s",
        figures,
        [
            new("class", f => f.Class),
            new("rollouts", f => $"{f.Replays.Count}"),
            new("nodes", f => $"{f.Rollouts.Sum(r => r.Nodes.Count)}"),
            new("created", f => Numbers.Share(f.NodesWithin.Created)),
            new("deleted", f => Numbers.Share(f.NodesWithin.Deleted)),
            new("gone", f => Numbers.Share(f.NodesWithin.Gone)),
            new("end", f => $"{f.Ends.Within} of {f.Ends.Of}"),
            new("met", f => $"{f.Met} of {f.Replays.Count}"),
            new("stalled", f => $"{f.StalledRecorded}"),
            new("stalled, played", f => $"{f.StalledPlayed.Least} to {f.StalledPlayed.Most}"),
        ]);
}
