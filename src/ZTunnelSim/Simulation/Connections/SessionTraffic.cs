namespace ZTunnelSim;

/// <summary>The traffic of <see cref="Engine.Sessions"/>: every connection is followed.</summary>
internal sealed class SessionTraffic : FollowedConnections
{
    private readonly HbonePools _pools = new();
    private readonly PriorityQueue<int, double> _arrivals = new();
    private long _openAtStart, _opened;

    public SessionTraffic(RunContext run, PodFleet fleet)
        : base(run, fleet, new(run.Cluster.Nodes.Count, fleet.SurgeNodes, run.Rollout.Timing.NewShare))
    {
        for (int w = 0; w < Flows.Length; w++)
        {
            FindOpen(w);
            EnqueueArrival(w, 0);
        }
    }

    public override void OpenListeners(int node, int process, double time) => Listeners.Open(node, process);

    public override double CloseListeners(int node, int process, double time, double budgetSeconds)
    {
        Listeners.Close(node, process);
        double until = time + budgetSeconds;
        return StartDrain(node, process, time, until) ? until : time;
    }

    public override bool EvictPod(int pod, double time) => PodHoldsFollowed(pod, time, Fleet[pod].ExitsBy);

    protected override double NextArrival => _arrivals.NextTime();

    protected override void Arrive()
    {
        (double now, int w) = _arrivals.DequeueNext();
        WorkloadFlow flow = Flows[w];
        double end = now + flow.Draws.NextLifetime();
        EnqueueArrival(w, now);
        if (!flow.TryPickSource(Fleet, out int source)) WithoutEndpoint[w]++;
        else if (TryOpen(w, source, now, end, session: -1) is >= 0 and int slot) Opened(slot, now);
    }

    /// <summary>By a pooled HBONE connection where there is one, or by a new connection.</summary>
    protected override bool TryEnterDestination(
        WorkloadFlow flow, double now, ref RandomStream listener, ref SessionConnection connection)
    {
        int tunnel = flow.IsHbone ? _pools.Find(connection, now, Listeners, flow, ref listener) : -1;
        if (tunnel < 0)
        {
            if (!Listeners[connection.DestinationNode].TryPick(ref listener, out connection.DestinationProcess))
                return false;
            if (!flow.IsHbone) return true;
            tunnel = _pools.Create(connection, connection.DestinationProcess);
        }
        connection.DestinationProcess = _pools.DestinationProcess(tunnel);
        connection.Hbone = tunnel;
        _pools.Open(tunnel, now);
        return true;
    }

    protected override void Opened(int slot, double now)
    {
        _opened++;
        ref readonly SessionConnection connection = ref ConnectionAt(slot);
        Recorder?.Opened(
            now, connection.PrimaryNode, connection.Workload, connection.PrimarySide, connection.Id, connection.PeerNode,
            connection.PeerSide);
    }

    protected override void Released(in SessionConnection connection)
    {
        if (connection.Hbone >= 0) _pools.Close((int)connection.Hbone);
    }

    protected override ConnectionLedger? Conclude(double time) => Ledger(_openAtStart, _opened);

    private void FindOpen(int w)
    {
        WorkloadFlow flow = Flows[w];
        long open = flow.Draws.NextOpenAtStart();
        for (long i = 0; i < open; i++)
        {
            Run.Cancellation.ThrowIfCancellationRequested();
            if (!flow.Draws.TryFind(Run.Rollout.HasAges, out double age, out double end)) continue;
            // Where no pod is ready nothing is open.
            if (!flow.TryPickSource(Fleet, out int source) || flow.IsWithoutDestination(Fleet)) continue;
            int slot = TryOpen(w, source, 0, end, session: -1, Run.Rollout.HasAges ? age : double.NaN);
            if (slot < 0) continue;
            _openAtStart++;
            ref readonly SessionConnection connection = ref ConnectionAt(slot);
            Recorder?.FoundOpen(0, connection.PrimaryNode, w, connection.Id, connection.PeerNode);
        }
    }

    private void EnqueueArrival(int w, double after) => _arrivals.Enqueue(w, Flows[w].Draws.NextArrival(after));
}
