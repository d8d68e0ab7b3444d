namespace ZTunnelSim.Data;

/// <summary>
/// A run's trace as Chrome trace-event JSON, which Perfetto (ui.perfetto.dev) and chrome://tracing open: a process for each node, with
/// tracks for the drain procedure, the old and the new ztunnel process, and the pods that are evicted.
/// </summary>
internal static class ChromeTrace
{
    /// <summary>The process that stands for the whole cluster; the nodes' follow.</summary>
    private const int ClusterProcess = 1;

    /// <summary>Writes the trace, event by event in the order of time, and returns how many events.</summary>
    /// <exception cref="ArgumentException">The run was not traced.</exception>
    /// <remarks>
    /// Events of one instant that are alike are one event with a <c>count</c>. A counter of the open connections is there for the cluster
    /// where the run has a time series, and for each node where connections have only one end in the cluster.
    /// </remarks>
    public static long Write(RolloutResult result, TraceDetail detail, Stream stream)
    {
        IEnumerable<TraceEvent> selected = TraceSelection.Of(result, detail);
        TraceNames names = new(result);
        IReadOnlyList<TraceSpan> spans = TraceSpans.Of(result, names);
        using ChromeEvents events = new(stream);
        Name(result, names, spans, events);

        // All four are in the order of time, and are merged.
        IEnumerable<(double At, Action Write)> lines = spans.Select(s => (s.From, (Action)(() => WriteSpan(s, events))))
            .MergeByTime(Instants(selected, names, result, events))
            .MergeByTime(OpenConnectionCounters.OfNodes(result, (node, at, old, @new) => Counter(Process(node), at, old, @new)))
            .MergeByTime(OpenConnectionCounters.OfCluster(result, (at, old, @new) => Counter(ClusterProcess, at, old, @new)));
        foreach ((_, Action write) in lines) write();
        events.Finish(About(result, detail));
        return events.Written;

        void Counter(int process, double at, long old, long @new) => events.Counter("open connections", process, at, old, @new);
    }

    private static int Process(int node) => ClusterProcess + 1 + node;

    private static void Name(RolloutResult result, TraceNames names, IReadOnlyList<TraceSpan> spans, ChromeEvents events)
    {
        events.ProcessName(ClusterProcess, "cluster", 0);
        // In the order of their turns, so that the rollout reads from top to bottom.
        int[] turns = [.. Enumerable.Range(0, names.Nodes).OrderBy(n => n < result.Timelines.Count ? result.Timelines[n].StartedAt : -1)];
        IEnumerable<(int Node, int Track)> ofInstants = result.Trace!.Where(e => e.Workload is null).Select(e => (e.Node, TrackOf(e)));
        ILookup<int, int> tracks = spans.Select(s => (s.Node, s.Track)).Concat(ofInstants).Distinct().ToLookup(s => s.Node, s => s.Track);
        for (int turn = 0; turn < turns.Length; turn++)
        {
            int node = turns[turn];
            events.ProcessName(Process(node), names.Node(node), turn + 1);
            foreach (int track in tracks[node].Append(Track.OldProcess).Append(Track.NewProcess).Distinct().Order())
                events.ThreadName(Process(node), track, NameOf(track));
        }
    }

    private static string NameOf(int track) => track switch
    {
        Track.Procedure => "drain procedure",
        Track.OldProcess => "old ztunnel",
        Track.NewProcess => "new ztunnel",
        Track.Pods => "pods",
        _ => $"pods ({track - Track.Pods + 1})",
    };

    private static void WriteSpan(TraceSpan span, ChromeEvents events) => events.Complete(
        span.Name, span.Category, Process(span.Node), span.Track, span.From, span.To,
        span.IsUnfinished ? json => json.WriteBoolean("unfinished", true) : null);

    private static IEnumerable<(double At, Action Write)> Instants(
        IEnumerable<TraceEvent> selected, TraceNames names, RolloutResult result, ChromeEvents events)
    {
        // Readiness, Startup and Connection processing have a length and are spans.
        foreach ((TraceEvent e, long count) in selected.Where(e => e.EnteredPhase is null || IsInstant(e)).CountEqual())
            yield return (e.Seconds, () => WriteInstant(e, count, names, result, events));
    }

    private static bool IsInstant(TraceEvent e) => e.EnteredPhase
        is ReplacementPhase.Draining or ReplacementPhase.Termination or ReplacementPhase.Replaced;

    private static void WriteInstant(TraceEvent e, long count, TraceNames names, RolloutResult result, ChromeEvents events)
    {
        string name = e.EnteredPhase is { } phase ? TraceNames.Phase(phase) : TraceNames.Event(e.Kind);
        string category = e.EnteredPhase is not null ? "phase" : e.Pod is not null ? "pod" : e.Workload is not null ? "connection" : "node";
        events.Instant(name, category, Process(e.Node), TrackOf(e), e.Seconds, json =>
        {
            if (e.Workload is { } w)
            {
                json.WriteString("workload", names.Workload(w));
                json.WriteNumber("count", count);
            }
            if (e.Process is { } process) json.WriteString("process", process == ProcessSide.Old ? "old" : "new");
            if (e.PeerNode is { } peer) json.WriteString("peerNode", names.Node(peer));
            if (e.Pod is { } pod) json.WriteString("pod", names.Pod(pod));
            if (e.EnteredPhase == ReplacementPhase.Draining && result.AcceptQueueLosses.OfNode(e.Node) is > 0 and long lost)
                json.WriteNumber("acceptQueueLosses", lost);
        });
    }

    private static int TrackOf(TraceEvent e) => e switch
    {
        { Pod: not null } => Track.Pods,
        { Kind: TraceEventKind.Ready } => Track.NewProcess,
        { EnteredPhase: ReplacementPhase.Replaced } => Track.NewProcess,
        { EnteredPhase: not null } => Track.OldProcess,
        { Process: ProcessSide.New } => Track.NewProcess,
        { Workload: not null } => Track.OldProcess,
        _ => Track.Procedure,
    };

    private static IEnumerable<(string Key, string Value)> About(RolloutResult result, TraceDetail detail)
    {
        Rollout rollout = result.Rollout;
        yield return ("plan", $"{rollout.Strategy}");
        yield return ("terminationGracePeriodSeconds", $"{rollout.GracePeriod.Seconds}");
        yield return ("drainBudgetSeconds", $"{rollout.DrainBudgetSeconds:R}");
        yield return ("seed", $"{result.Seed}");
        yield return ("replication", $"{result.Replication}");
        yield return ("detail", $"{detail}");
        yield return ("durationSeconds", $"{result.DurationSeconds:R}");
        yield return ("resets", $"{result.Resets.Total}");
    }
}
