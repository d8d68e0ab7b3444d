namespace ZTunnelSim;

/// <summary>
/// Connections that are followed one by one until they close, are reset at the end of a drain, or are cut by a pod's exit: each with the
/// processes at both its ends, the pods that it is between, the HBONE connection that carries it and the client's session that it belongs
/// to. Which connections are followed is the engine's choice.
/// </summary>
/// <remarks>
/// Event sets drive them: the ends of open connections, and attempts of clients to come back. A cut connection leaves its end behind in
/// the set, where it is passed over. Only while a process drains or a pod terminates does anything hang on when a connection closes: an
/// engine that does not watch all ends (<see cref="WatchesAllEnds"/>) watches those that come before the drain's or the pod's end.
/// </remarks>
internal abstract class FollowedConnections : ITraffic
{
    /// <summary>For how long after the rollout clients that wait to come back are followed.</summary>
    private const double MaxTailSeconds = 600;

    private readonly OldProcess[] _oldProcesses;
    private readonly ClientSessions _clients;
    private readonly ConnectionTable _connections = new();

    /// <summary>What the processes hold that are to end, by node and process.</summary>
    private readonly HeldConnections _onEnding;
    private readonly HeldConnections _onPods;
    private readonly bool[] _draining;
    private readonly PriorityQueue<int, double> _ends = new();

    /// <summary>When those that hold no followed connection any more have closed the last of the others.</summary>
    private readonly PriorityQueue<(ConnectionHolder Kind, int Holder), double> _lastEnds = new();
    private readonly long[] _cutByPodExits;
    private readonly Queue<LastConnectionClosed> _idle = new();
    private long _completed, _reset;

    protected FollowedConnections(RunContext run, PodFleet fleet, Listeners listeners)
    {
        (Run, Fleet, Recorder, Listeners) = (run, fleet, run.Recorder, listeners);
        Cluster cluster = run.Cluster;
        int workloads = cluster.Workloads.Count;
        PodsMove = run.Rollout.Strategy.MovesPods;
        EndingProcesses = run.Rollout.MostProcesses - 1;
        _clients = new(cluster.Workloads);
        _onEnding = new(_connections);
        _onPods = new(_connections);
        _draining = new bool[fleet.Nodes * EndingProcesses];
        _cutByPodExits = new long[workloads];
        ClosedOnEvictedPods = new long[workloads];
        WithoutEndpoint = new long[workloads];
        _oldProcesses = [.. Enumerable.Range(0, cluster.Nodes.Count).Select(run.Timing.OldProcessOf)];
        Flows = [.. Enumerable.Range(0, workloads).Select(w => new WorkloadFlow(run, w))];
    }

    protected RunContext Run { get; }

    protected PodFleet Fleet { get; }

    protected RunRecorder? Recorder { get; }

    protected Listeners Listeners { get; }

    protected WorkloadFlow[] Flows { get; }

    protected bool PodsMove { get; }

    /// <summary>How many of a node's processes are to end: their numbers are below that.</summary>
    protected int EndingProcesses { get; }

    /// <summary>For each workload, the connections that closed by themselves on an evicted pod.</summary>
    protected long[] ClosedOnEvictedPods { get; }

    /// <summary>For each workload, the new connections that found no ready pod at one of their ends.</summary>
    protected long[] WithoutEndpoint { get; }

    public abstract void OpenListeners(int node, int process, double time);

    public abstract double CloseListeners(int node, int process, double time, double budgetSeconds);

    public void EndProcess(int node, int process, double time)
    {
        int holder = Holder(node, process);
        _draining[holder] = false;
        HashSet<long> tunnels = [];
        foreach (int slot in _onEnding.SlotsOf(holder))
        {
            ref readonly SessionConnection connection = ref _connections[slot];
            Run.Resets[node, connection.Workload]++;
            _reset++;
            Recorder?.Reset(
                time, node, connection.Workload, connection.Id, connection.OtherNode(node), connection.PrimarySide);
            if (connection.DestinationNode == node && connection.Hbone >= 0 && tunnels.Add(connection.Hbone))
                _clients.Statistics.HboneReset(connection.Workload, 1);
            Cut(slot, time, isReset: true);
        }
    }

    public abstract bool EvictPod(int pod, double time);

    public virtual void EndPod(int pod, double time)
    {
        foreach (int slot in _onPods.SlotsOf(pod))
        {
            ref readonly SessionConnection connection = ref _connections[slot];
            _cutByPodExits[connection.Workload]++;
            Recorder?.AppTerminated(
                time, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id,
                connection.PeerNode);
            Cut(slot, time, isReset: false);
        }
    }

    public LastConnectionClosed? RunUntil(double time)
    {
        while (_idle.Count == 0 && PlayNext(time) is not null)
        {
        }
        return _idle.TryDequeue(out LastConnectionClosed closed) ? closed : null;
    }

    public TrafficTotals Finish(double time)
    {
        double end = time;
        while (_clients.Waiting > 0 && PlayNext(time + MaxTailSeconds) is { } played) end = Math.Max(end, played);
        return new()
        {
            Ledger = Conclude(end),
            Clients = [.. Enumerable.Range(0, Flows.Length).Select(_clients.Statistics.Of)],
            WithoutEndpoint = [.. WithoutEndpoint],
            ClosedOnEvictedPods = [.. ClosedOnEvictedPods],
            CutByPodExits = [.. _cutByPodExits],
        };
    }

    /// <summary>When the next connection is opened that is not a client's that comes back.</summary>
    protected virtual double NextArrival => double.PositiveInfinity;

    /// <summary>Lets that happen.</summary>
    protected virtual void Arrive()
    {
    }

    /// <summary>A client comes back to where it has to enter the destination's ztunnel.</summary>
    /// <returns>Whether a process takes the connection; then it is in the connection.</returns>
    protected abstract bool TryEnterDestination(WorkloadFlow flow, double now, ref RandomStream listener, ref SessionConnection connection);

    /// <summary>A connection was opened in the run.</summary>
    protected virtual void Opened(int slot, double now)
    {
    }

    /// <summary>A connection has gone from where it was.</summary>
    protected virtual void Released(in SessionConnection connection)
    {
    }

    /// <summary>Counts what is counted at the end.</summary>
    /// <returns>The books, where the engine follows all connections.</returns>
    protected abstract ConnectionLedger? Conclude(double time);

    /// <summary>The books of an engine that follows all connections.</summary>
    protected ConnectionLedger Ledger(long openAtStart, long opened) =>
        new(openAtStart, opened, _completed, _reset, _connections.Count(), _cutByPodExits.Sum());

    /// <summary>A followed connection.</summary>
    protected ref readonly SessionConnection ConnectionAt(int slot) => ref _connections[slot];

    /// <summary>Whether each connection's end is waited for from its beginning on.</summary>
    protected virtual bool WatchesAllEnds => true;

    /// <summary>
    /// A process drains: counts what is followed of what it holds.
    /// </summary>
    /// <param name="node">Its node.</param>
    /// <param name="process">Its number there.</param>
    /// <param name="now">When.</param>
    /// <param name="until">The drain's end at the latest.</param>
    /// <returns>Whether there is any.</returns>
    protected bool StartDrain(int node, int process, double now, double until)
    {
        int holder = Holder(node, process);
        if (!WatchesAllEnds) Watch(_onEnding.SlotsOf(holder), now, until);
        foreach (int slot in _onEnding.SlotsOf(holder)) Run.OpenAtSigterm[node, _connections[slot].Workload]++;
        _draining[holder] = true;
        return _onEnding.Count(holder) > 0;
    }

    /// <summary>Whether a pod that is evicted, or ends, has a connection that is followed.</summary>
    protected bool PodHoldsFollowed(int pod, double now, double until)
    {
        if (!WatchesAllEnds) Watch(_onPods.SlotsOf(pod), now, until);
        return _onPods.Count(pod) > 0;
    }

    /// <summary>Waits for the ends of connections, those that have closed let go of.</summary>
    private void Watch(ReadOnlySpan<int> slots, double now, double until)
    {
        foreach (int slot in slots)
        {
            double end = _connections[slot].End;
            if (end <= now) Release(slot, now);
            else if (end <= until) _ends.Enqueue(slot, end);
        }
    }

    /// <summary>Until when a process holds connections that are not followed.</summary>
    protected virtual double OthersOnProcessUntil(int node, int process) => double.NegativeInfinity;

    /// <summary>Until when a pod holds connections that are not followed.</summary>
    protected virtual double OthersOnPodUntil(int pod) => double.NegativeInfinity;

    /// <summary>Follows a connection.</summary>
    protected int Follow(in SessionConnection connection)
    {
        int slot = _connections.Add(connection);
        if (WatchesAllEnds) _ends.Enqueue(slot, connection.End);
        (int source, int destination) = EndingHolders(connection);
        if (source >= 0) _onEnding.Add(source, slot);
        if (destination >= 0) _onEnding.Add(destination, slot);
        if (!PodsMove) return slot;
        if (connection.SourcePod >= 0) _onPods.Add(connection.SourcePod, slot);
        // A pod that connects to itself holds the connection once.
        if (connection.DestinationPod >= 0 && connection.DestinationPod != connection.SourcePod)
            _onPods.Add(connection.DestinationPod, slot);
        return slot;
    }

    /// <summary>Opens a connection from a pod, or from outside.</summary>
    /// <param name="w">The workload.</param>
    /// <param name="source">The pod, or -1.</param>
    /// <param name="now">When.</param>
    /// <param name="end">When it will close by itself.</param>
    /// <param name="session">The session that it continues, or -1.</param>
    /// <param name="age">How old it is where it is found open; otherwise not a number.</param>
    /// <returns>Its slot, or -1 where it was refused or has nowhere to go, which is counted for all but reconnections.</returns>
    protected int TryOpen(int w, int source, double now, double end, int session, double age = double.NaN)
    {
        WorkloadFlow flow = Flows[w];
        ref RandomStream endpoints = ref session < 0 ? ref flow.Endpoints : ref flow.ClientRandom;
        ref RandomStream listener = ref session < 0 ? ref flow.Listener : ref flow.ClientRandom;
        if (!flow.TryPickDestination(Fleet, source, now, ref endpoints, out int destination))
        {
            if (session < 0) WithoutEndpoint[w]++;
            return -1;
        }
        SessionConnection connection = Between(w, source, destination, end, session);
        if (age >= 0 && !IsOnOld(flow, connection, age, ref flow.Draws.AtStart)) return -1;
        if (connection.SourceNode >= 0 && !Listeners[connection.SourceNode].TryPick(ref listener, out connection.SourceProcess))
            return Refuse(connection.SourceNode);
        if (connection.DestinationNode >= 0 && !TryEnterDestination(flow, now, ref listener, ref connection))
            return Refuse(connection.DestinationNode);
        return Follow(connection);

        int Refuse(int node)
        {
            if (session >= 0) return -1;
            Run.Refused[node, w]++;
            Recorder?.Refused(now, node, w);
            return -1;
        }
    }

    /// <summary>A connection between two pods, or -1 for outside, as yet on no process.</summary>
    protected SessionConnection Between(int workload, int source, int destination, double end, int session) => new()
    {
        Workload = workload,
        End = end,
        Session = session,
        SourcePod = source,
        DestinationPod = destination,
        SourceNode = source < 0 ? -1 : Fleet[source].Node,
        DestinationNode = destination < 0 ? -1 : Fleet[destination].Node,
        Hbone = -1,
    };

    /// <summary>
    /// Whether old processes have all of a connection that is found open. What a process before them has, that one's drain cuts, or has
    /// cut: clients that come back are then with the old process.
    /// </summary>
    /// <param name="flow">Its workload.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="age">How old it is as the rollout begins.</param>
    /// <param name="random">What picks listeners.</param>
    protected bool IsOnOld(WorkloadFlow flow, in SessionConnection connection, double age, ref RandomStream random)
    {
        double cutAt = double.PositiveInfinity, newShare = Run.Rollout.Timing.NewShare;
        if (connection.SourceNode >= 0) Look(connection.SourceNode, newShare, ref random);
        // A stream stays on the tunnel of the process before until that one's SIGTERM.
        if (connection.DestinationNode >= 0) Look(connection.DestinationNode, flow.IsHbone ? 0 : newShare, ref random);
        if (double.IsPositiveInfinity(cutAt)) return true;
        if (!flow.Clients.ComesBack) return false;
        if (cutAt > 0 && cutAt < connection.End)
            _clients.Expect(connection.Workload, connection.SourcePod, connection.End, cutAt, flow.Clients, ref flow.ClientRandom);
        return cutAt <= 0;

        void Look(int node, double share, ref RandomStream random)
        {
            OldProcess process = _oldProcesses[node];
            if (!process.Accepted(age, share, ref random)) cutAt = Math.Min(cutAt, process.PredecessorCutsAt);
        }
    }

    /// <summary>Whether a process before the old ones cuts connections in the run, of clients that come back.</summary>
    protected bool PredecessorsCut => Array.Exists(_oldProcesses, old => old.PredecessorCutsAt > 0)
        && Array.Exists(Flows, flow => flow.Clients.ComesBack);

    protected bool IsTerminating(int pod) => pod >= 0 && Fleet[pod].Phase == PodPhase.Terminating;

    /// <summary>Lets the next of all events happen, unless it comes after a time.</summary>
    /// <returns>Its time; null where it comes later.</returns>
    private double? PlayNext(double until)
    {
        Run.Cancellation.ThrowIfCancellationRequested();
        double arrival = NextArrival, end = _ends.NextTime(), last = _lastEnds.NextTime(), attempt = _clients.NextAttempt;
        double next = Math.Min(Math.Min(arrival, end), Math.Min(last, attempt));
        if (next > until) return null;
        // At one instant they come in this order.
        if (arrival == next) Arrive();
        else if (end == next) Close();
        else if (last == next) BecomeIdle();
        else Reconnect();
        return next;
    }

    private void Close()
    {
        (double now, int slot) = _ends.DequeueNext();
        if (!_connections.EndsAt(slot, now)) return;
        ref readonly SessionConnection connection = ref _connections[slot];
        _completed++;
        Recorder?.Closed(
            now, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id,
            connection.PeerNode);
        (int source, int destination) = EndingHolders(connection);
        CountDrained(source, connection.Workload);
        CountDrained(destination, connection.Workload);
        if (PodsMove && (IsTerminating(connection.SourcePod) || IsTerminating(connection.DestinationPod)))
            ClosedOnEvictedPods[connection.Workload]++;
        Release(slot, now);

        void CountDrained(int holder, int workload)
        {
            if (holder >= 0 && _draining[holder]) Run.CompletedInDrain[holder / EndingProcesses, workload]++;
        }
    }

    private void Reconnect()
    {
        (double now, int session) = _clients.DequeueAttempt();
        (int w, int source, double end) = _clients[session];
        WorkloadFlow flow = Flows[w];
        if (end <= now || !ClientIsThere(source))
        {
            _clients.Over(session);
            return;
        }
        int slot = TryOpen(w, source, now, end, session);
        if (slot < 0)
        {
            _clients.Refused(session, now, flow.Clients, ref flow.ClientRandom);
            return;
        }
        Opened(slot, now);
        _clients.Reconnected(session, now);
        Recorder?.Reconnected(now, _connections[slot].PrimaryNode, w);
    }

    private void Cut(int slot, double now, bool isReset)
    {
        ref readonly SessionConnection connection = ref _connections[slot];
        Release(slot, now);
        WorkloadFlow flow = Flows[connection.Workload];
        bool comesBack = ClientIsThere(connection.SourcePod);
        _clients.Cut(connection, now, isReset, comesBack, flow.Clients, ref flow.ClientRandom);
    }

    private int Holder(int node, int process) => node * EndingProcesses + process;

    /// <summary>
    /// The processes that are to end and hold a connection, at its source's end and, where it is another one, at its destination's; -1:
    /// none.
    /// </summary>
    private (int Source, int Destination) EndingHolders(in SessionConnection connection)
    {
        int source = connection.SourceNode >= 0 && connection.SourceProcess < EndingProcesses
            ? Holder(connection.SourceNode, connection.SourceProcess)
            : -1;
        int destination = connection.DestinationNode >= 0 && connection.DestinationProcess < EndingProcesses
            ? Holder(connection.DestinationNode, connection.DestinationProcess)
            : -1;
        return (source, destination == source ? -1 : destination);
    }

    /// <summary>A client outside comes back whatever happens; one that is a pod does not outlive its pod.</summary>
    private bool ClientIsThere(int pod) => pod < 0 || Fleet[pod].Phase is PodPhase.Starting or PodPhase.Ready;

    /// <summary>Lets go of a connection everywhere; whoever drains and holds nothing any more is told of.</summary>
    private void Release(int slot, double now)
    {
        ref readonly SessionConnection connection = ref _connections[slot];
        _connections.Remove(slot);
        Released(connection);
        (int source, int destination) = EndingHolders(connection);
        ReleaseProcess(source, now);
        ReleaseProcess(destination, now);
        if (!PodsMove) return;
        ReleasePod(connection.SourcePod, now);
        if (connection.DestinationPod != connection.SourcePod) ReleasePod(connection.DestinationPod, now);
    }

    private void ReleaseProcess(int holder, double now)
    {
        if (holder < 0 || !_onEnding.Release(holder) || !_draining[holder]) return;
        double others = OthersOnProcessUntil(holder / EndingProcesses, holder % EndingProcesses);
        if (others > now) _lastEnds.Enqueue((ConnectionHolder.Process, holder), others);
        else TellIdle(ConnectionHolder.Process, holder, now);
    }

    private void ReleasePod(int pod, double now)
    {
        if (pod < 0 || !_onPods.Release(pod) || !IsTerminating(pod)) return;
        if (OthersOnPodUntil(pod) is var others && others > now) WillBeIdle(pod, others);
        else TellIdle(ConnectionHolder.Pod, pod, now);
    }

    /// <summary>A terminating pod holds nothing that is followed, and the last of what else it holds closes at a time.</summary>
    protected void WillBeIdle(int pod, double time) => _lastEnds.Enqueue((ConnectionHolder.Pod, pod), time);

    private void BecomeIdle()
    {
        (double now, (ConnectionHolder kind, int holder)) = _lastEnds.DequeueNext();
        bool waits = kind == ConnectionHolder.Process ? _draining[holder] : IsTerminating(holder);
        if (waits) TellIdle(kind, holder, now);
    }

    private void TellIdle(ConnectionHolder kind, int holder, double now) => _idle.Enqueue(kind == ConnectionHolder.Pod
        ? new(now, kind, holder)
        : new(now, kind, holder / EndingProcesses, holder % EndingProcesses));
}
