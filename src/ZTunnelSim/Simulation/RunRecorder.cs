namespace ZTunnelSim;

/// <summary>Writes down what happens in a run: every event, or the open connections on a grid of times, or both.</summary>
/// <remarks>Nodes are simulated by turns, so that events come in the order of time per node, and are merged at the end.</remarks>
internal sealed class RunRecorder(bool trace, double? seriesStepSeconds)
{
    private readonly List<TraceEvent> _events = [];

    /// <summary>For old and new, by how much the count changes at each step of the grid.</summary>
    private readonly List<long>[] _changes = [[], []];

    /// <summary>
    /// On which side a process counts, by its number on its node: those that an update brought are new ones, also where another update
    /// replaces them in their turn.
    /// </summary>
    public static ProcessSide SideOf(int process) => process == 0 ? ProcessSide.Old : ProcessSide.New;

    public void Phase(double time, int node, ReplacementPhase phase) =>
        Add(new(time, node, TraceEventKind.Phase, null, null, phase));

    public void Ready(double time, int node) => Add(new(time, node, TraceEventKind.Ready, null, null, null));

    public void Node(double time, int node, TraceEventKind kind) => Add(new(time, node, kind, null, null, null));

    public void Pod(double time, int node, TraceEventKind kind, int pod) =>
        Add(new(time, node, kind, null, null, null) { Pod = pod });

    public void FoundOpen(double time, int node, int workload, long connection, int? peer = null) =>
        Connection(time, node, TraceEventKind.FoundOpen, workload, ProcessSide.Old, connection, peer, +1);

    public void Opened(
        double time, int node, int workload, ProcessSide side, long connection, int? peer = null, ProcessSide? peerSide = null) =>
        Connection(time, node, TraceEventKind.Opened, workload, side, connection, peer, +1, peerSide);

    public void Closed(double time, int node, int workload, ProcessSide side, long connection, int? peer = null) =>
        Connection(time, node, TraceEventKind.Closed, workload, side, connection, peer, -1);

    /// <param name="time">When.</param>
    /// <param name="node">The node whose old process cut it.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="connection">The connection's number.</param>
    /// <param name="peer">The node of the other end.</param>
    /// <param name="countedOn">Where it was counted as it was opened: the process at its other end may be a new one.</param>
    public void Reset(
        double time, int node, int workload, long connection, int? peer = null, ProcessSide countedOn = ProcessSide.Old)
    {
        Add(new(time, node, TraceEventKind.Reset, workload, ProcessSide.Old, null, connection) { PeerNode = peer });
        Change(time, countedOn, -1);
    }

    public void AppTerminated(double time, int node, int workload, ProcessSide side, long connection, int? peer) =>
        Connection(time, node, TraceEventKind.AppTerminated, workload, side, connection, peer, -1);

    public void Reconnected(double time, int node, int workload) =>
        Add(new(time, node, TraceEventKind.Reconnected, workload, null, null));

    public void Refused(double time, int node, int workload) =>
        Add(new(time, node, TraceEventKind.Refused, workload, null, null));

    /// <summary>All events in the order of time; those of one instant stay in the order in which their node had them.</summary>
    public IReadOnlyList<TraceEvent>? Trace => trace ? ValueList.Of(_events.OrderBy(e => e.Seconds)) : null;

    public OpenConnectionSeries? Series(double durationSeconds)
    {
        if (seriesStepSeconds is not { } step) return null;
        int length = (int)(durationSeconds / step) + 1;
        return new(step, Accumulate(_changes[0], length), Accumulate(_changes[1], length));
    }

    private void Connection(
        double time, int node, TraceEventKind kind, int workload, ProcessSide side, long connection, int? peer,
        int change, ProcessSide? peerSide = null)
    {
        Add(new(time, node, kind, workload, side, null, connection) { PeerNode = peer, PeerProcess = peerSide });
        Change(time, side, change);
    }

    private void Change(double time, ProcessSide side, int change)
    {
        if (seriesStepSeconds is not { } step) return;
        List<long> changes = _changes[(int)side];
        int index = (int)Math.Ceiling(time / step);
        while (changes.Count <= index) changes.Add(0);
        changes[index] += change;
    }

    private void Add(in TraceEvent e)
    {
        if (trace) _events.Add(e);
    }

    private static ValueList<long> Accumulate(List<long> changes, int length)
    {
        long[] values = new long[length];
        long sum = 0;
        for (int i = 0; i < length; i++) values[i] = sum += i < changes.Count ? changes[i] : 0;
        return new(values);
    }
}
