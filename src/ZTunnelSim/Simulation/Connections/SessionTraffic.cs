using ZTunnelSim.Model;
using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>
/// The traffic of <see cref="Engine.Sessions"/>: every connection with the processes at both its ends, the pods that it is
/// between, the HBONE connection that carries it, and the client's session that it belongs to.
/// </summary>
/// <remarks>
/// Three event sets drive it: arrivals, by workload; the ends of open connections; attempts of clients to come back. At one
/// instant they come in this order. A cut connection leaves its end behind in the set, where it is passed over.
/// </remarks>
internal sealed class SessionTraffic : INodeTraffic
{
    /// <summary>For how long after the rollout clients that wait to come back are followed.</summary>
    private const double MaxTailSeconds = 600;

    private readonly RolloutResult _result;
    private readonly RunRecorder? _recorder;
    private readonly PodFleet _fleet;
    private readonly bool _podsMove;
    private readonly WorkloadFlow[] _flows;
    private readonly Listeners _listeners;
    private readonly HbonePools _pools = new();
    private readonly ClientSessions _clients;
    private readonly ConnectionTable _connections = new();
    private readonly Holdings _onOld;
    private readonly Holdings _onPods;
    private readonly bool[] _draining;
    private readonly EventHeap _arrivals = new();
    private readonly EventHeap _ends = new();
    private readonly long[] _appClosed;
    private readonly long[] _appTerminated;
    private readonly long[] _withoutEndpoint;
    private long _openAtStart, _opened, _completed;
    private readonly Queue<IdleNotice> _idle = new();

    public SessionTraffic(RolloutResult result, PodFleet fleet, RunRecorder? recorder)
    {
        (_result, _fleet, _recorder) = (result, fleet, recorder);
        Cluster cluster = result.Rollout.Cluster;
        int workloads = cluster.Workloads.Count;
        _podsMove = result.Rollout.Strategy.MovesPods;
        _listeners = new(cluster.Nodes.Count, fleet.SurgeNodes, result.Rollout.Timing.NewShare);
        _clients = new(cluster.Workloads);
        _onOld = new(_connections);
        _onPods = new(_connections);
        _draining = new bool[fleet.Nodes];
        _appClosed = new long[workloads];
        _appTerminated = new long[workloads];
        _withoutEndpoint = new long[workloads];
        _flows = [.. Enumerable.Range(0, workloads).Select(w => new WorkloadFlow(cluster, w, result.Seed, result.Replication))];
        for (int w = 0; w < workloads; w++)
        {
            FindOpen(w);
            PushArrival(w, 0);
        }
    }

    public void OpenNewListeners(int node, double time) => _listeners.OpenNew(node);

    public double CloseOldListeners(int node, double time, double budgetSeconds)
    {
        _listeners.CloseOld(node);
        foreach (int slot in _onOld.Of(node)) _result.OpenAtSigterm[node, _connections[slot].Workload]++;
        _draining[node] = true;
        return _onOld.Count(node) == 0 ? time : time + budgetSeconds;
    }

    public void EndOldProcess(int node, double time)
    {
        _draining[node] = false;
        HashSet<int> tunnels = [];
        foreach (int slot in _onOld.Of(node))
        {
            ref readonly SessionConnection connection = ref _connections[slot];
            _result.Resets[node, connection.Workload]++;
            _recorder?.Reset(time, node, connection.Workload, connection.Id, connection.OtherNode(node), connection.PrimarySide);
            if (connection.DestinationNode == node && connection.Hbone >= 0 && tunnels.Add(connection.Hbone))
                _clients.Statistics.HboneReset(connection.Workload, 1);
            Cut(slot, time, isReset: true);
        }
    }

    /// <summary>A pod exits: what it holds is cut.</summary>
    public void EndPod(int pod, double time)
    {
        foreach (int slot in _onPods.Of(pod))
        {
            ref readonly SessionConnection connection = ref _connections[slot];
            _appTerminated[connection.Workload]++;
            _recorder?.AppTerminated(time, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id, connection.PeerNode);
            Cut(slot, time, isReset: false);
        }
    }

    public IdleNotice? RunUntil(double time)
    {
        while (_idle.Count == 0 && Next() <= time) TakeNext();
        return _idle.TryDequeue(out IdleNotice idle) ? idle : null;
    }

    public void Finish(double time)
    {
        while (_clients.Waiting > 0 && Next() <= time + MaxTailSeconds) TakeNext();
        Cluster cluster = _result.Rollout.Cluster;
        _result.Ledger = new(_openAtStart, _opened, _completed, _result.Resets.Total, _connections.Count(), _appTerminated.Sum());
        _result.WithoutEndpoint = _withoutEndpoint;
        _result.Clients = [.. Enumerable.Range(0, cluster.Workloads.Count).Select(_clients.Statistics.Of)];
    }

    public (IReadOnlyList<long> Closed, IReadOnlyList<long> Terminated) AppCounts => (_appClosed, _appTerminated);

    private double Next() => Math.Min(Math.Min(_arrivals.NextTime, _ends.NextTime), _clients.NextAttempt);

    private void TakeNext()
    {
        if (_arrivals.NextTime <= _ends.NextTime && _arrivals.NextTime <= _clients.NextAttempt) Arrive();
        else if (_ends.NextTime <= _clients.NextAttempt) Close();
        else Reconnect();
    }

    private void FindOpen(int w)
    {
        WorkloadFlow flow = _flows[w];
        long open = flow.OpenAtStart();
        for (long i = 0; i < open; i++)
        {
            double end = flow.NextResidual();
            flow.TryPickSource(_fleet, out int source);
            int slot = TryOpen(w, source, 0, end, session: -1);
            if (slot < 0) continue;
            _openAtStart++;
            ref readonly SessionConnection connection = ref _connections[slot];
            _recorder?.FoundOpen(0, connection.PrimaryNode, w, connection.Id, connection.PeerNode);
        }
    }

    private void PushArrival(int w, double after) => _arrivals.Push(after + _flows[w].NextInterarrival(), w);

    private void Arrive()
    {
        (double now, int w) = _arrivals.Pop();
        WorkloadFlow flow = _flows[w];
        // Drawn even for a connection that is refused: what comes later must not depend on who listens.
        double end = now + flow.NextLifetime();
        PushArrival(w, now);
        if (!flow.TryPickSource(_fleet, out int source)) _withoutEndpoint[w]++;
        else if (TryOpen(w, source, now, end, session: -1) is >= 0 and int slot) Opened(slot, now);
    }

    private void Reconnect()
    {
        (double now, int session) = _clients.TakeAttempt();
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
        _recorder?.Opened(now, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id, connection.PeerNode);
    }

    /// <summary>Opens a connection from a pod, or from outside.</summary>
    /// <returns>Its slot, or -1 where it was refused or has nowhere to go, which is counted for all but reconnections.</returns>
    private int TryOpen(int w, int source, double now, double end, int session)
    {
        WorkloadFlow flow = _flows[w];
        ref RandomStream endpoints = ref session < 0 ? ref flow.Endpoints : ref flow.ClientRandom;
        ref RandomStream listener = ref session < 0 ? ref flow.Listener : ref flow.ClientRandom;
        if (!flow.TryPickDestination(_fleet, source, ref endpoints, out int destination))
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
        // With both ends on one node it crosses one process.
        if (connection.SourceNode == connection.DestinationNode) connection.DestinationNode = -1;

        if (connection.SourceNode >= 0)
        {
            if (_listeners.Pick(connection.SourceNode, ref listener) is not { } side) return Refuse(connection.SourceNode);
            connection.SourceSide = side;
        }
        if (connection.DestinationNode >= 0 && !TryEnterDestination(flow.IsHbone, now, ref listener, ref connection)) return Refuse(connection.DestinationNode);
        return Store(connection);

        int Refuse(int node)
        {
            if (session >= 0) return -1;
            _result.Refused[node, w]++;
            _recorder?.Refused(now, node, w);
            return -1;
        }
    }

    /// <summary>By a pooled HBONE connection where there is one, or by a new connection.</summary>
    private bool TryEnterDestination(bool pooled, double now, ref RandomStream listener, ref SessionConnection connection)
    {
        int tunnel = pooled
            ? _pools.Find(connection.SourcePod, connection.SourceSide, connection.DestinationPod, connection.DestinationNode, now, _listeners)
            : -1;
        if (tunnel < 0)
        {
            if (_listeners.Pick(connection.DestinationNode, ref listener) is not { } side) return false;
            connection.DestinationSide = side;
            if (!pooled) return true;
            tunnel = _pools.Create(connection.SourcePod, connection.SourceSide, connection.DestinationPod, side);
        }
        connection.DestinationSide = _pools.DestinationSide(tunnel);
        connection.Hbone = tunnel;
        _pools.Open(tunnel);
        return true;
    }

    private int Store(in SessionConnection connection)
    {
        int slot = _connections.Add(connection);
        _ends.Push(connection.End, slot);
        if (connection.SourceNode >= 0 && connection.SourceSide == ProcessSide.Old) _onOld.Add(connection.SourceNode, slot);
        if (connection.DestinationNode >= 0 && connection.DestinationSide == ProcessSide.Old) _onOld.Add(connection.DestinationNode, slot);
        if (!_podsMove) return slot;
        if (connection.SourcePod >= 0) Hold(connection.SourcePod);
        // A pod that connects to itself holds the connection once.
        if (connection.DestinationPod >= 0 && connection.DestinationPod != connection.SourcePod) Hold(connection.DestinationPod);
        return slot;

        void Hold(int pod)
        {
            _onPods.Add(pod, slot);
            _fleet[pod].Connections++;
        }
    }

    private void Close()
    {
        (double now, int slot) = _ends.Pop();
        if (!_connections.EndsAt(slot, now)) return;
        ref readonly SessionConnection connection = ref _connections[slot];
        _completed++;
        _recorder?.Closed(now, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id, connection.PeerNode);
        CountDrained(connection.SourceNode, connection.SourceSide, connection.Workload);
        CountDrained(connection.DestinationNode, connection.DestinationSide, connection.Workload);
        if (_podsMove && (IsTerminating(connection.SourcePod) || IsTerminating(connection.DestinationPod))) _appClosed[connection.Workload]++;
        Release(slot, now);

        void CountDrained(int node, ProcessSide side, int workload)
        {
            if (node >= 0 && side == ProcessSide.Old && _draining[node]) _result.CompletedInDrain[node, workload]++;
        }
    }

    private void Cut(int slot, double now, bool isReset)
    {
        ref readonly SessionConnection connection = ref _connections[slot];
        Release(slot, now);
        WorkloadFlow flow = _flows[connection.Workload];
        _clients.Cut(connection, now, isReset, ClientIsThere(connection.SourcePod), flow.Clients, ref flow.ClientRandom);
    }

    private bool IsTerminating(int pod) => pod >= 0 && _fleet[pod].Phase == PodPhase.Terminating;

    /// <summary>A client outside comes back whatever happens; one that is a pod does not outlive its pod.</summary>
    private bool ClientIsThere(int pod) => pod < 0 || _fleet[pod].Phase is PodPhase.Starting or PodPhase.Ready;

    /// <summary>Lets go of a connection everywhere; whoever drains and holds nothing any more is told of.</summary>
    private void Release(int slot, double now)
    {
        ref readonly SessionConnection connection = ref _connections[slot];
        _connections.Remove(slot);
        if (connection.Hbone >= 0) _pools.Close(connection.Hbone, now);
        ReleaseProcess(connection.SourceNode, connection.SourceSide);
        ReleaseProcess(connection.DestinationNode, connection.DestinationSide);
        if (!_podsMove) return;
        ReleasePod(connection.SourcePod);
        if (connection.DestinationPod != connection.SourcePod) ReleasePod(connection.DestinationPod);

        void ReleaseProcess(int node, ProcessSide side)
        {
            if (node < 0 || side != ProcessSide.Old) return;
            if (_onOld.Drop(node) && _draining[node]) _idle.Enqueue(new(now, node, IsPod: false));
        }

        void ReleasePod(int pod)
        {
            if (pod < 0) return;
            _fleet[pod].Connections--;
            if (_onPods.Drop(pod) && IsTerminating(pod)) _idle.Enqueue(new(now, pod, IsPod: true));
        }
    }
}
