using CsvHelper;

namespace ZTunnelSim.Data;

/// <summary>A run's trace as CSV: a row for each event, in the order of time.</summary>
internal static class TraceCsv
{
    /// <summary>Writes the rows; what an event does not have is left empty.</summary>
    /// <param name="result">A run that was traced.</param>
    /// <param name="detail">How much to tell.</param>
    /// <param name="stream">Where to; it is left open.</param>
    /// <returns>How many events were written.</returns>
    /// <exception cref="ArgumentException">The run was not traced.</exception>
    public static long Write(RolloutResult result, TraceDetail detail, Stream stream)
    {
        IEnumerable<TraceEvent> events = TraceSelection.Of(result, detail);
        TraceNames names = new(result);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(["Seconds", "Node", "Event", "Phase", "Workload", "Process", "PeerNode", "Pod"]);
        long written = 0;
        foreach (TraceEvent e in events)
        {
            csv.WriteField(e.Seconds);
            csv.WriteField(names.Node(e.Node));
            csv.WriteField(TraceNames.Event(e.Kind));
            csv.WriteField(e.EnteredPhase is { } phase ? TraceNames.Phase(phase) : "");
            csv.WriteField(e.Workload is { } w ? names.Workload(w) : "");
            csv.WriteField(e.Process?.ToString() ?? "");
            csv.WriteField(e.PeerNode is { } peer ? names.Node(peer) : "");
            csv.WriteField(e.Pod is { } pod ? names.Pod(pod) : "");
            csv.EndRecord();
            written++;
        }
        return written;
    }
}
