using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>Writes down what happens in a run: every event, or the open connections on a grid of times, or both.</summary>
/// <remarks>Nodes are simulated by turns, so that events come in the order of time per node, and are merged at the end.</remarks>
/// <param name="trace">Whether events are kept.</param>
/// <param name="seriesStepSeconds">The step of the grid; null: there is none.</param>
/// <param name="limit">How many events are kept at most; null: all that there are.</param>
internal sealed class RunRecorder(bool trace, double? seriesStepSeconds, TraceLimit? limit = null)
{
    /// <summary>The most points of the grid, 36 hours of seconds: a longer run gets a wider one.</summary>
    private const int MostSteps = 1 << 17;

    private readonly List<TraceEvent> _events = [];
    private bool _keepsTraffic = true;

    /// <summary>For old and new, by how much the count changes at each step of the grid.</summary>
    private readonly List<long>[] _changes = [[], []];

    private double _step = seriesStepSeconds ?? 0;

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
    public IReadOnlyList<TraceEvent>? Trace
    {
        get
        {
            if (!trace) return null;
            // In its place: a copy of very many events has no room.
            (double, int)[] keys = [.. _events.Select((e, i) => (e.Seconds, i))];
            keys.AsSpan().Sort(CollectionsMarshal.AsSpan(_events));
            return ValueList.Of(_events);
        }
    }

    /// <summary>The open connections up to a time, on the grid or, if that has too many points, on one 2, 4, ... times as wide.</summary>
    public OpenConnectionSeries? Series(double durationSeconds)
    {
        if (seriesStepSeconds is null) return null;
        while (durationSeconds / _step >= MostSteps) Widen();
        int length = (int)(durationSeconds / _step) + 1;
        return new(_step, Accumulate(_changes[0], length), Accumulate(_changes[1], length));
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
        if (seriesStepSeconds is null) return;
        while (time / _step > MostSteps) Widen();
        List<long> changes = _changes[(int)side];
        int index = (int)Math.Ceiling(time / _step);
        while (changes.Count <= index) changes.Add(0);
        changes[index] += change;
    }

    /// <summary>Takes two steps together; what changes within the first of them counts at its end.</summary>
    private void Widen()
    {
        _step *= 2;
        foreach (List<long> changes in _changes)
        {
            long[] fine = [.. changes];
            changes.Clear();
            for (int i = 0; i < fine.Length; i += 2) changes.Add(fine[i] + (i > 0 ? fine[i - 1] : 0));
            if (fine.Length > 0 && fine.Length % 2 == 0) changes.Add(fine[^1]);
        }
    }

    private void Add(in TraceEvent e)
    {
        if (!trace || (!_keepsTraffic && e.IsTraffic)) return;
        if (_events.Count == limit?.Events) MakeRoom(e.Seconds);
        if (_keepsTraffic || !e.IsTraffic) _events.Add(e);
    }

    /// <summary>Leaves out, from now on and of what is there, the connections that come and go, where none need them.</summary>
    private void MakeRoom(double time)
    {
        if (limit!.NeedsTraffic || !_keepsTraffic) throw limit.Exceeded(time);
        _keepsTraffic = false;
        _events.RemoveAll(e => e.IsTraffic);
        _events.TrimExcess();
    }

    private static ValueList<long> Accumulate(List<long> changes, int length)
    {
        long[] values = new long[length];
        long sum = 0;
        for (int i = 0; i < length; i++) values[i] = sum += i < changes.Count ? changes[i] : 0;
        return new(values);
    }
}

/// <summary>How many events a trace may have, so that it has room in memory.</summary>
/// <param name="Events">The most events.</param>
/// <param name="NeedsTraffic">
/// Whether it needs the connections that come and go; otherwise they are left out once there is no room for them.
/// </param>
internal sealed record TraceLimit(int Events, bool NeedsTraffic)
{
    /// <summary>As many as fit, with what writing them takes, into 1 GiB.</summary>
    public const int InOneGiB = 3_000_000;

    /// <summary>What is thrown where there are more.</summary>
    public InsufficientMemoryException Exceeded(double time) => new(
        $"a trace of more than {Numbers.Whole(Events)} events has no room in 1 GiB of memory; this one has as many within "
        + $"{DurationFormat.Wait(time)} of the rollout, node by node.");
}
