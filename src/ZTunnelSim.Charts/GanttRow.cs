using ScottPlot;

namespace ZTunnelSim.Charts;

/// <summary>A phase of a node as a Gantt chart names and colours it.</summary>
internal sealed record GanttPhase(string Name, Color Color)
{
    public static readonly Color ResetColor = Color.FromHex("#C00000");

    public static readonly GanttPhase Waiting = new("old version", Color.FromHex("#E3E3E3"));
    public static readonly GanttPhase Updated = new("new version", Color.FromHex("#CFE8DC"));
    public static readonly GanttPhase Evicting = new("cordoned, pods evicted", Color.FromHex("#CC79A7"));
    public static readonly GanttPhase GivenUp = new("drain given up", Color.FromHex("#7F7F7F"));
    public static readonly GanttPhase Processing = new("connection processing (drain)", Color.FromHex("#E69F00"));
    public static readonly GanttPhase Startup = new("startup", Color.FromHex("#56B4E9"));
    public static readonly GanttPhase Readiness = new("readiness", Color.FromHex("#0072B2"));
    public static readonly GanttPhase Both = new("both listen", Color.FromHex("#009E73"));

    /// <summary>In the order of drawing, and of the legend.</summary>
    public static readonly GanttPhase[] All = [Waiting, Evicting, GivenUp, Startup, Readiness, Both, Processing, Updated];
}

/// <summary>A stretch of time that a node spent in a phase.</summary>
internal readonly record struct GanttSpan(GanttPhase Phase, double From, double To);

/// <summary>A node's row of a Gantt chart.</summary>
internal sealed record GanttRow(string Node, IReadOnlyList<GanttSpan> Spans, double ResetAt, long Resets)
{
    /// <summary>The rows of a rollout in the order of the nodes' turns; those that had none come last.</summary>
    public static IEnumerable<GanttRow> Of(RolloutResult result, double end)
    {
        Dictionary<int, EvacuationOutcome> drains = result.Evacuations?.Nodes.ToDictionary(d => d.NodeIndex) ?? [];
        return Enumerable.Range(0, result.Timelines.Count)
            .OrderBy(n => drains.TryGetValue(n, out EvacuationOutcome? drain) ? drain.StartedAt : result.Timelines[n].StartedAt)
            .Select(n => new GanttRow(
                result.Rollout.Cluster.Nodes[n].Name,
                [.. SpansOf(result.Timelines[n], drains.GetValueOrDefault(n), Surges(result.Rollout.Strategy), end)],
                result.Timelines[n].DrainedAt,
                result.Resets.OfNode(n)));
    }

    private static bool Surges(UpdateStrategy plan) => plan is RollingUpdate { IsSurge: true } or EvacuateThenRoll { Roll.IsSurge: true };

    private static IEnumerable<GanttSpan> SpansOf(NodeTimeline t, EvacuationOutcome? drain, bool surges, double end)
    {
        double begin = Math.Min(drain?.StartedAt ?? t.StartedAt, end);
        yield return new(GanttPhase.Waiting, 0, begin);
        if (drain is { NotEvacuated: not null })
        {
            yield return new(GanttPhase.GivenUp, drain.StartedAt, drain.EndedAt);
            yield return new(GanttPhase.Waiting, drain.EndedAt, Math.Min(t.StartedAt, end));
        }
        else if (drain is not null)
        {
            yield return new(GanttPhase.Evicting, drain.StartedAt, Math.Min(t.SigtermAt, end));
        }
        if (!double.IsFinite(t.StartedAt)) yield break;

        // With a surge the new pod starts at once, otherwise when the old process has ended.
        double created = surges && drain is not { NotEvacuated: null } ? t.StartedAt : t.OldExitedAt;
        yield return new(GanttPhase.Processing, t.SigtermAt, Math.Min(t.DrainedAt, end));
        yield return new(GanttPhase.Startup, created, Math.Min(t.ListeningAt, end));
        if (t.ListeningAt < t.SigtermAt) yield return new(GanttPhase.Both, t.ListeningAt, Math.Min(t.SigtermAt, end));
        else yield return new(GanttPhase.Readiness, t.ListeningAt, Math.Min(t.DoneAt, end));
        yield return new(GanttPhase.Updated, t.DoneAt, end);
    }
}

/// <summary>What a Gantt chart says in words.</summary>
internal static class GanttText
{
    /// <summary>The rollout's totals in one line.</summary>
    public static string Totals(RolloutResult result)
    {
        List<string> parts = [DurationFormat.Clock(result.DurationSeconds, 1), Plural(result.Resets.Total, "reset")];
        if (result.Refused.Total > 0) parts.Add($"{result.Refused.Total:#,0} refused");
        if (result.Evacuations is { } drains)
        {
            parts.Add($"{drains.AppTerminated.Sum():#,0} app-terminated");
            parts.Add(Plural(drains.Restarts, "app restart"));
        }
        if (!result.IsComplete) parts.Add($"{Plural(result.NotReplaced.Count, "node")} not updated");
        return string.Join(", ", parts);
    }

    private static string Plural(long number, string what) => $"{number:#,0} {what}{(number == 1 ? "" : "s")}";
}
