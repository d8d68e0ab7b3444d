namespace ZTunnelSim;

/// <summary>
/// The traffic of <see cref="Engine.Sessions"/>: every connection with the processes at both its ends, the pods that it is between, the
/// HBONE connection that carries it, and the client's session that it belongs to.
/// </summary>
/// <remarks>
/// Three event sets drive it: arrivals, by workload; the ends of open connections; attempts of clients to come back. At one instant they
/// come in this order. A cut connection leaves its end behind in the set, where it is passed over.
/// </remarks>
internal sealed class SessionTraffic : ITraffic
{
    /// <summary>For how long after the rollout clients that wait to come back are followed.</summary>
    private const double MaxTailSeconds = 600;

    private readonly RunContext _run;
    private readonly RunRecorder? _recorder;
    private readonly PodFleet _fleet;
    private readonly bool _podsMove;
    private readonly OldProcess[] _oldProcesses;
    private readonly WorkloadFlow[] _flows;
    private readonly Listeners _listeners;
    private readonly HbonePools _pools = new();
    private readonly ClientSessions _clients;
    private readonly ConnectionTable _connections = new();
    /// <summary>What the processes hold that are to end, by node and process.</summary>
    private readonly HeldConnections _onEnding;
    private readonly HeldConnections _onPods;
    private readonly int _endingProcesses;
    private readonly bool[] _draining;
    private readonly PriorityQueue<int, double> _arrivals = new();
    private readonly PriorityQueue<int, double> _ends = new();
    private readonly long[] _closedOnEvictedPods;
    private readonly long[] _cutByPodExits;
    private readonly long[] _withoutEndpoint;
    private readonly Queue<LastConnectionClosed> _idle = new();
    private long _openAtStart, _opened, _completed, _reset;

    public SessionTraffic(RunContext run, PodFleet fleet)
    {
        (_run, _fleet, _recorder) = (run, fleet, run.Recorder);
        Cluster cluster = run.Cluster;
        int workloads = cluster.Workloads.Count;
        _podsMove = run.Rollout.Strategy.MovesPods;
        _listeners = new(cluster.Nodes.Count, fleet.SurgeNodes, run.Rollout.Timing.NewShare);
        _clients = new(cluster.Workloads);
        _onEnding = new(_connections);
        _endingProcesses = run.Rollout.MostProcesses - 1;
        _onPods = new(_connections);
        _draining = new bool[fleet.Nodes * _endingProcesses];
        _closedOnEvictedPods = new long[workloads];
        _cutByPodExits = new long[workloads];
        _withoutEndpoint = new long[workloads];
        _oldProcesses = [.. Enumerable.Range(0, cluster.Nodes.Count).Select(run.Timing.OldProcessOf)];
        _flows = [.. Enumerable.Range(0, workloads).Select(w => new WorkloadFlow(run, w))];
        for (int w = 0; w < workloads; w++)
        {
            FindOpen(w);
            EnqueueArrival(w, 0);
        }
    }

    public void OpenListeners(int node, int process, double time) => _listeners.Open(node, process);

    public double CloseListeners(int node, int process, double time, double budgetSeconds)
    {
        _listeners.Close(node, process);
        int holder = Holder(node, process);
        foreach (int slot in _onEnding.SlotsOf(holder)) _run.OpenAtSigterm[node, _connections[slot].Workload]++;
        _draining[holder] = true;
        return _onEnding.Count(holder) == 0 ? time : time + budgetSeconds;
    }

    public void EndProcess(int node, int process, double time)
    {
        int holder = Holder(node, process);
        _draining[holder] = false;
        HashSet<int> tunnels = [];
        foreach (int slot in _onEnding.SlotsOf(holder))
        {
            ref readonly SessionConnection connection = ref _connections[slot];
            _run.Resets[node, connection.Workload]++;
            _reset++;
            _recorder?.Reset(
                time, node, connection.Workload, connection.Id, connection.OtherNode(node), connection.PrimarySide);
            if (connection.DestinationNode == node && connection.Hbone >= 0 && tunnels.Add(connection.Hbone))
                _clients.Statistics.HboneReset(connection.Workload, 1);
            Cut(slot, time, isReset: true);
        }
    }

    public bool PodHoldsConnections(int pod) => _onPods.Count(pod) > 0;

    public void EndPod(int pod, double time)
    {
        foreach (int slot in _onPods.SlotsOf(pod))
        {
            ref readonly SessionConnection connection = ref _connections[slot];
            _cutByPodExits[connection.Workload]++;
            _recorder?.AppTerminated(
                time, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id,
                connection.PeerNode);
            Cut(slot, time, isReset: false);
        }
    }

    public LastConnectionClosed? RunUntil(double time)
    {
        while (_idle.Count == 0 && TryPlayNext(time))
        {
        }
        return _idle.TryDequeue(out LastConnectionClosed closed) ? closed : null;
    }

    public TrafficTotals Finish(double time)
    {
        while (_clients.Waiting > 0 && TryPlayNext(time + MaxTailSeconds))
        {
        }
        long cut = _cutByPodExits.Sum();
        return new()
        {
            Ledger = new(_openAtStart, _opened, _completed, _reset, _connections.Count(), cut),
            Clients = [.. Enumerable.Range(0, _flows.Length).Select(_clients.Statistics.Of)],
            WithoutEndpoint = [.. _withoutEndpoint],
            ClosedOnEvictedPods = [.. _closedOnEvictedPods],
            CutByPodExits = [.. _cutByPodExits],
        };
    }

    /// <summary>Plays the next of all events, unless it comes after a time.</summary>
    private bool TryPlayNext(double until)
    {
        _run.Cancellation.ThrowIfCancellationRequested();
        double arrival = _arrivals.NextTime(), end = _ends.NextTime(), attempt = _clients.NextAttempt;
        if (Math.Min(Math.Min(arrival, end), attempt) > until) return false;
        if (arrival <= end && arrival <= attempt) Arrive();
        else if (end <= attempt) Close();
        else Reconnect();
        return true;
    }

    private void FindOpen(int w)
    {
        WorkloadFlow flow = _flows[w];
        long open = flow.Draws.NextOpenAtStart();
        for (long i = 0; i < open; i++)
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            if (!flow.Draws.TryFind(_run.Rollout.HasAges, out double age, out double end)) continue;
            flow.TryPickSource(_fleet, out int source);
            int slot = TryOpen(w, source, 0, end, session: -1, _run.Rollout.HasAges ? age : double.NaN);
            if (slot < 0) continue;
            _openAtStart++;
            ref readonly SessionConnection connection = ref _connections[slot];
            _recorder?.FoundOpen(0, connection.PrimaryNode, w, connection.Id, connection.PeerNode);
        }
    }

    private void EnqueueArrival(int w, double after) => _arrivals.Enqueue(w, _flows[w].Draws.NextArrival(after));

    private void Arrive()
    {
        (double now, int w) = _arrivals.DequeueNext();
        WorkloadFlow flow = _flows[w];
        double end = now + flow.Draws.NextLifetime();
        EnqueueArrival(w, now);
        if (!flow.TryPickSource(_fleet, out int source)) _withoutEndpoint[w]++;
        else if (TryOpen(w, source, now, end, session: -1) is >= 0 and int slot) Opened(slot, now);
    }

    private void Reconnect()
    {
        (double now, int session) = _clients.DequeueAttempt();
        (int w, int source, double end) = _clients[session];
        WorkloadFlow flow = _flows[w];
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
        _recorder?.Reconnected(now, _connections[slot].PrimaryNode, w);
    }

    private void Opened(int slot, double now)
    {
        _opened++;
        ref readonly SessionConnection connection = ref _connections[slot];
        _recorder?.Opened(
            now, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id, connection.PeerNode,
            connection.PeerSide);
    }

    /// <summary>Opens a connection from a pod, or from outside.</summary>
    /// <param name="w">The workload.</param>
    /// <param name="source">The pod, or -1.</param>
    /// <param name="now">When.</param>
    /// <param name="end">When it will close by itself.</param>
    /// <param name="session">The session that it continues, or -1.</param>
    /// <param name="age">How old it is where it is found open; otherwise not a number.</param>
    /// <returns>Its slot, or -1 where it was refused or has nowhere to go, which is counted for all but reconnections.</returns>
    private int TryOpen(int w, int source, double now, double end, int session, double age = double.NaN)
    {
        WorkloadFlow flow = _flows[w];
        ref RandomStream endpoints = ref session < 0 ? ref flow.Endpoints : ref flow.ClientRandom;
        ref RandomStream listener = ref session < 0 ? ref flow.Listener : ref flow.ClientRandom;
        if (!flow.TryPickDestination(_fleet, source, now, ref endpoints, out int destination))
        {
            if (session < 0) _withoutEndpoint[w]++;
            return -1;
        }
        SessionConnection connection = new()
        {
            Workload = w,
            End = end,
            Session = session,
            SourcePod = source,
            DestinationPod = destination,
            SourceNode = source < 0 ? -1 : _fleet[source].Node,
            DestinationNode = destination < 0 ? -1 : _fleet[destination].Node,
            Hbone = -1,
        };
        if (age >= 0 && !IsOnOld(flow, connection, age)) return -1;
        if (connection.SourceNode >= 0)
        {
            if (!_listeners[connection.SourceNode].TryPick(ref listener, out connection.SourceProcess))
                return Refuse(connection.SourceNode);
        }
        if (connection.DestinationNode >= 0 && !TryEnterDestination(flow.IsHbone, now, ref listener, ref connection))
            return Refuse(connection.DestinationNode);
        return Store(connection);

        int Refuse(int node)
        {
            if (session >= 0) return -1;
            _run.Refused[node, w]++;
            _recorder?.Refused(now, node, w);
            return -1;
        }
    }

    /// <summary>
    /// Whether old processes have all of a connection that is found open. What a process before them has, that one's drain cuts, or has
    /// cut: clients that come back are then with the old process.
    /// </summary>
    private bool IsOnOld(WorkloadFlow flow, in SessionConnection connection, double age)
    {
        double cutAt = double.PositiveInfinity;
        if (connection.SourceNode >= 0) Look(connection.SourceNode, _run.Rollout.Timing.NewShare);
        // A stream stays on the tunnel of the process before until that one's SIGTERM.
        if (connection.DestinationNode >= 0) Look(connection.DestinationNode, flow.IsHbone ? 0 : _run.Rollout.Timing.NewShare);
        if (double.IsPositiveInfinity(cutAt)) return true;
        if (!flow.Clients.ComesBack) return false;
        if (cutAt > 0 && cutAt < connection.End)
            _clients.Expect(connection.Workload, connection.SourcePod, connection.End, cutAt, flow.Clients, ref flow.ClientRandom);
        return cutAt <= 0;

        void Look(int node, double share)
        {
            OldProcess process = _oldProcesses[node];
            if (!flow.Draws.Accepted(process, age, share)) cutAt = Math.Min(cutAt, process.PredecessorCutsAt);
        }
    }

    /// <summary>By a pooled HBONE connection where there is one, or by a new connection.</summary>
    private bool TryEnterDestination(
        bool pooled, double now, ref RandomStream listener, ref SessionConnection connection)
    {
        int tunnel = pooled
            ? _pools.Find(
                connection, now, _listeners, _flows[connection.Workload].OpenedPerSecondAndPair, ref listener)
            : -1;
        if (tunnel < 0)
        {
            if (!_listeners[connection.DestinationNode].TryPick(ref listener, out connection.DestinationProcess))
                return false;
            if (!pooled) return true;
            tunnel = _pools.Create(connection, connection.DestinationProcess);
        }
        connection.DestinationProcess = _pools.DestinationProcess(tunnel);
        connection.Hbone = tunnel;
        _pools.Open(tunnel, now);
        return true;
    }

    private int Store(in SessionConnection connection)
    {
        int slot = _connections.Add(connection);
        _ends.Enqueue(slot, connection.End);
        (int source, int destination) = EndingHolders(connection);
        if (source >= 0) _onEnding.Add(source, slot);
        if (destination >= 0) _onEnding.Add(destination, slot);
        if (!_podsMove) return slot;
        if (connection.SourcePod >= 0) _onPods.Add(connection.SourcePod, slot);
        // A pod that connects to itself holds the connection once.
        if (connection.DestinationPod >= 0 && connection.DestinationPod != connection.SourcePod)
            _onPods.Add(connection.DestinationPod, slot);
        return slot;
    }

    private void Close()
    {
        (double now, int slot) = _ends.DequeueNext();
        if (!_connections.EndsAt(slot, now)) return;
        ref readonly SessionConnection connection = ref _connections[slot];
        _completed++;
        _recorder?.Closed(
            now, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id,
            connection.PeerNode);
        (int source, int destination) = EndingHolders(connection);
        CountDrained(source, connection.Workload);
        CountDrained(destination, connection.Workload);
        if (_podsMove && (IsTerminating(connection.SourcePod) || IsTerminating(connection.DestinationPod)))
            _closedOnEvictedPods[connection.Workload]++;
        Release(slot, now);

        void CountDrained(int holder, int workload)
        {
            if (holder >= 0 && _draining[holder]) _run.CompletedInDrain[holder / _endingProcesses, workload]++;
        }
    }

    private void Cut(int slot, double now, bool isReset)
    {
        ref readonly SessionConnection connection = ref _connections[slot];
        Release(slot, now);
        WorkloadFlow flow = _flows[connection.Workload];
        bool comesBack = ClientIsThere(connection.SourcePod);
        _clients.Cut(connection, now, isReset, comesBack, flow.Clients, ref flow.ClientRandom);
    }

    private int Holder(int node, int process) => node * _endingProcesses + process;

    /// <summary>
    /// The processes that are to end and hold a connection, at its source's end and, where it is another one, at its destination's; -1:
    /// none.
    /// </summary>
    private (int Source, int Destination) EndingHolders(in SessionConnection connection)
    {
        int source = connection.SourceNode >= 0 && connection.SourceProcess < _endingProcesses
            ? Holder(connection.SourceNode, connection.SourceProcess)
            : -1;
        int destination = connection.DestinationNode >= 0 && connection.DestinationProcess < _endingProcesses
            ? Holder(connection.DestinationNode, connection.DestinationProcess)
            : -1;
        return (source, destination == source ? -1 : destination);
    }

    private bool IsTerminating(int pod) => pod >= 0 && _fleet[pod].Phase == PodPhase.Terminating;

    /// <summary>A client outside comes back whatever happens; one that is a pod does not outlive its pod.</summary>
    private bool ClientIsThere(int pod) => pod < 0 || _fleet[pod].Phase is PodPhase.Starting or PodPhase.Ready;

    /// <summary>Lets go of a connection everywhere; whoever drains and holds nothing any more is told of.</summary>
    private void Release(int slot, double now)
    {
        ref readonly SessionConnection connection = ref _connections[slot];
        _connections.Remove(slot);
        if (connection.Hbone >= 0) _pools.Close(connection.Hbone);
        (int source, int destination) = EndingHolders(connection);
        ReleaseProcess(source);
        ReleaseProcess(destination);
        if (!_podsMove) return;
        ReleasePod(connection.SourcePod);
        if (connection.DestinationPod != connection.SourcePod) ReleasePod(connection.DestinationPod);

        void ReleaseProcess(int holder)
        {
            if (holder < 0 || !_onEnding.Release(holder) || !_draining[holder]) return;
            _idle.Enqueue(new(now, ConnectionHolder.Process, holder / _endingProcesses, holder % _endingProcesses));
        }

        void ReleasePod(int pod)
        {
            if (pod < 0) return;
            if (_onPods.Release(pod) && IsTerminating(pod)) _idle.Enqueue(new(now, ConnectionHolder.Pod, pod));
        }
    }
}
