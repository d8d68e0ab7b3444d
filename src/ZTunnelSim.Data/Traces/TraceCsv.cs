namespace ZTunnelSim.Data;

/// <summary>A run's trace as CSV: a row for each event, in the order of time.</summary>
internal static class TraceCsv
{
    /// <summary>Writes the rows, and returns how many; what an event does not have is left empty.</summary>
    /// <exception cref="ArgumentException">The run was not traced.</exception>
    public static long Write(RolloutResult result, TraceDetail detail, Stream stream)
    {
        IEnumerable<TraceEvent> events = TraceSelection.Of(result, detail);
        TraceNames names = new(result);
        return CsvTable.Write(
            stream, events,
            ("Seconds", e => e.Seconds),
            ("Node", e => names.Node(e.Node)),
            ("Event", e => TraceNames.Event(e.Kind)),
            ("Phase", e => e.EnteredPhase is { } phase ? TraceNames.Phase(phase) : null),
            ("Workload", e => e.Workload is { } w ? names.Workload(w) : null),
            ("Process", e => e.Process?.ToString()),
            ("PeerNode", e => e.PeerNode is { } peer ? names.Node(peer) : null),
            ("Pod", e => e.Pod is { } pod ? names.Pod(pod) : null));
    }
}
