namespace ZTunnelSim.Data;

/// <summary>Something with a beginning and an end, on one of a node's tracks.</summary>
internal readonly record struct TraceSpan(string Name, string Category, int Node, int Track, double From, double To, bool IsUnfinished);

/// <summary>A node's tracks: what Chrome's format calls threads.</summary>
internal static class Track
{
    public const int Procedure = 1, OldProcess = 2, NewProcess = 3, Pods = 4;
}

/// <summary>The spans of a run: phases of both processes, the steps of a drain, pods that terminate.</summary>
internal static class TraceSpans
{
    /// <summary>All spans; of those that begin at the same time the longer ones come first, so that they enclose the others.</summary>
    public static IReadOnlyList<TraceSpan> Of(RolloutResult result, TraceNames names) =>
        [.. Phases(result).Concat(Drains(result)).Concat(Pods(result, names)).OrderBy(s => s.From).ThenByDescending(s => s.To)];

    private static IEnumerable<TraceSpan> Phases(RolloutResult result)
    {
        double end = result.DurationSeconds;
        // Where the template is changed twice, the spans are those of the last replacement, as the timelines.
        Dictionary<int, double> created = (result.Trace ?? []).Where(e => e.EnteredPhase == ReplacementPhase.Startup)
            .GroupBy(e => e.Node).ToDictionary(of => of.Key, of => of.Max(e => e.Seconds));
        for (int node = 0; node < result.Timelines.Count; node++)
        {
            NodeTimeline t = result.Timelines[node];
            if (!double.IsFinite(t.StartedAt)) continue;
            bool isSurge = t.ListeningAt <= t.SigtermAt;
            // Until SIGTERM both listen; without a surge readiness ends as the pod is available.
            double ready = isSurge ? t.SigtermAt : t.DoneAt;
            foreach ((string name, int track, double from, double to) in new[]
            {
                ("Connection processing", Track.OldProcess, t.SigtermAt, t.DrainedAt),
                ("exiting", Track.OldProcess, t.DrainedAt, t.OldGoneAt),
                ("Startup", Track.NewProcess, created.GetValueOrDefault(node, double.PositiveInfinity), t.ListeningAt),
                ("Readiness", Track.NewProcess, t.ListeningAt, ready),
                ("both listen", Track.NewProcess, isSurge ? t.ListeningAt : double.PositiveInfinity, t.SigtermAt),
                ("serving alone", Track.NewProcess, t.DoneAt, end),
            })
            {
                if (from < Math.Min(to, end)) yield return new(name, "phase", node, track, from, Math.Min(to, end), to > end);
            }
        }
    }

    private static IEnumerable<TraceSpan> Drains(RolloutResult result)
    {
        foreach (EvacuationOutcome drain in result.Evacuations?.Nodes ?? [])
        {
            double evicted = Math.Min(result.Timelines[drain.NodeIndex].SigtermAt, drain.EndedAt);
            yield return new("cordoned", "drain", drain.NodeIndex, Track.Procedure, drain.StartedAt, drain.EndedAt, false);
            if (evicted > drain.StartedAt)
                yield return new("evicting pods", "drain", drain.NodeIndex, Track.Procedure, drain.StartedAt, evicted, false);
            if (drain.EndedAt > evicted)
                yield return new("replacing ztunnel", "drain", drain.NodeIndex, Track.Procedure, evicted, drain.EndedAt, false);
        }
    }

    /// <summary>From SIGTERM to exit of each evicted pod. Pods that terminate side by side are on tracks of their own.</summary>
    private static IEnumerable<TraceSpan> Pods(RolloutResult result, TraceNames names)
    {
        Dictionary<int, (int Lane, double From)> terminating = [];
        Dictionary<int, List<bool>> lanes = [];
        foreach (TraceEvent e in result.Trace ?? [])
        {
            if (e is { Kind: TraceEventKind.PodEvicted, Pod: { } evicted })
            {
                if (!lanes.TryGetValue(e.Node, out List<bool>? taken)) lanes[e.Node] = taken = [];
                int lane = taken.IndexOf(false);
                if (lane < 0) taken.Add(true);
                else taken[lane] = true;
                terminating[evicted] = (lane < 0 ? taken.Count - 1 : lane, e.Seconds);
            }
            else if (e is { Kind: TraceEventKind.PodExited, Pod: { } exited }
                && terminating.Remove(exited, out (int Lane, double From) since))
            {
                lanes[e.Node][since.Lane] = false;
                yield return new($"{names.Pod(exited)} terminates", "pod", e.Node, Track.Pods + since.Lane, since.From, e.Seconds, false);
            }
        }
        // Nodes in the order of their numbers can't be relied on here: terminations that the run's end cuts are few.
        foreach ((int pod, (int lane, double from)) in terminating)
        {
            int node = result.Trace!.First(e => e is { Kind: TraceEventKind.PodEvicted } && e.Pod == pod).Node;
            yield return new(
                $"{names.Pod(pod)} terminates", "pod", node, Track.Pods + lane, from, Math.Max(from, result.DurationSeconds), true);
        }
    }
}
