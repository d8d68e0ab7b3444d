using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>
/// The traffic of <see cref="Engine.BoundarySessions"/>: connections are drawn when the rollout looks at them, and followed only if they
/// may be cut.
/// </summary>
/// <remarks>
/// A pod is looked at when its node's ztunnel gets SIGTERM and when it is evicted. Until then nothing depends on its connections one by
/// one; they are Poisson, independent of all else, and those open at that instant t are drawn: those that were opened since the last look
/// at the pod and at the pod at their other end, since what was opened before and is open is known from that look. Who they are between
/// and which processes they are on follows from where pods were ready and who listened as they were opened. One that closes before any
/// drain or any pod's grace period that begins from now on could end it is counted and not followed: it stays on its pods' lists until it
/// closes, for a look that comes in between. The last of these to close is when a process, or a pod, that holds no other exits.
/// Connections of clients that come back are followed as in <see cref="SessionTraffic"/>.
/// </remarks>
internal sealed class BoundarySessionTraffic : FollowedConnections
{
    private readonly ListenerHistory _history;
    private readonly PooledTunnels _tunnels;
    private readonly RefusedConnections _refused;
    private readonly (int Workload, FlowPart Part)[] _parts;

    /// <summary>For each application, the parts that its pods are an end of.</summary>
    private readonly List<(int Part, bool IsSource)>[] _partsOf;

    /// <summary>For each workload, how soon a connection has to close not to be cut by anything that begins from now on.</summary>
    private readonly double[] _neverCutWithin;
    private readonly List<PodLook> _looks = [];
    private readonly double[] _othersOnProcessUntil;

    /// <summary>Streams that were opened while two processes listened at their destination.</summary>
    private readonly List<(SessionConnection Connection, double Opened)> _undecided = [];

    public BoundarySessionTraffic(RunContext run, PodFleet fleet)
        : base(run, fleet, new(run.Cluster.Nodes.Count, fleet.SurgeNodes, run.Rollout.Timing.NewShare))
    {
        _history = new(Listeners, fleet.Nodes);
        _tunnels = new(run, fleet, _history);
        _parts = [.. Flows.SelectMany((flow, w) => flow.Parts.Select(part => (w, part)))];
        _refused = new(run, fleet, _history, _parts);
        _partsOf = [.. fleet.Applications.Select(_ => new List<(int, bool)>())];
        for (int i = 0; i < _parts.Length; i++)
        {
            FlowPart part = _parts[i].Part;
            if (part.Source >= 0) _partsOf[part.Source].Add((i, true));
            if (part.Destination >= 0) _partsOf[part.Destination].Add((i, false));
        }
        _neverCutWithin = [.. Flows.Select(NeverCutWithin)];
        _othersOnProcessUntil = new double[fleet.Nodes * EndingProcesses];
        if (!PredecessorsCut) return;
        // Their clients come back before anybody looks.
        for (int pod = 0; pod < fleet.Restarts.Count; pod++) Look(pod, 0);
    }

    public override void OpenListeners(int node, int process, double time)
    {
        _refused.Listens(node, time);
        _history.Open(node, process, time);
    }

    public override double CloseListeners(int node, int process, double time, double budgetSeconds)
    {
        int pods = Fleet.PodsOn(node).Count;
        for (int i = 0; i < pods; i++) Look(Fleet.PodsOn(node)[i], time);
        _history.Close(node, process, time);
        if (Listeners[node] is { Old: < 0, New: < 0 }) _refused.IsSilent(node, time);
        double last = time;
        for (int i = 0; i < pods; i++) last = Math.Max(last, DrainOthers(node, process, Fleet.PodsOn(node)[i], time));
        _othersOnProcessUntil[node * EndingProcesses + process] = last;
        double until = time + budgetSeconds;
        return StartDrain(node, process, time, until) ? until : last;
    }

    public override bool EvictPod(int pod, double time)
    {
        Look(pod, time);
        PodLook look = LookAt(pod);
        double last = time;
        foreach (OtherConnection other in CollectionsMarshal.AsSpan(look.Others))
        {
            if (other.End <= time) continue;
            last = Math.Max(last, other.End);
            // One that an evicted pod holds at its other end was counted then.
            if (other.OtherPod < 0 || Fleet[other.OtherPod].Phase is not (PodPhase.Terminating or PodPhase.Gone))
                ClosedOnEvictedPods[other.Workload]++;
        }
        look.OthersUntil = last;
        if (PodHoldsFollowed(pod, time, Fleet[pod].ExitsBy)) return true;
        if (last > time) WillBeIdle(pod, last);
        return last > time;
    }

    public override void EndPod(int pod, double time)
    {
        // One that ends with its node was not evicted.
        Look(pod, time);
        if (PodHoldsFollowed(pod, time, time)) base.EndPod(pod, time);
    }

    protected override bool WatchesAllEnds => false;

    protected override double OthersOnProcessUntil(int node, int process) => _othersOnProcessUntil[node * EndingProcesses + process];

    protected override double OthersOnPodUntil(int pod) => LookAt(pod).OthersUntil;

    protected override bool TryEnterDestination(
        WorkloadFlow flow, double now, ref RandomStream listener, ref SessionConnection connection)
    {
        NodeListeners at = _history.At(connection.DestinationNode, now, out double since);
        if (!flow.IsHbone) return at.TryPick(ref listener, out connection.DestinationProcess);
        FlowPart part = flow.Parts.Single();
        connection.DestinationProcess = Math.Max(at.Old, at.New);
        if (at is { Old: >= 0, New: >= 0 })
        {
            (double, double) looks = (LastLook(connection), double.PositiveInfinity);
            connection.DestinationProcess = _tunnels.ProcessOf(connection, part, now, looks, at, since, ref listener);
        }
        if (connection.DestinationProcess < 0) return false;
        connection.Hbone = TunnelOf(connection);
        _tunnels.Remember(connection, now, at is { Old: >= 0, New: >= 0 } ? since : null);
        return true;
    }

    protected override ConnectionLedger? Conclude(double time)
    {
        _refused.Conclude(time);
        _refused.DrawWithoutEndpoint(time, WithoutEndpoint);
        return null;
    }

    /// <summary>Draws the connections of a pod that are open and not known.</summary>
    private void Look(int pod, double now)
    {
        PodState state = Fleet[pod];
        PodLook look = LookAt(pod);
        (double from, double until) = Fleet.ReadyOf(state.Application).SpanOf(pod);
        double since = Math.Max(from, look.KnownUntil);
        if (!(since < Math.Min(until, now))) return;
        int number = look.Count++;
        foreach ((int part, bool isSource) in _partsOf[state.Application]) LookAtPart(part, pod, isSource, since, now, number);
        look.KnownUntil = now;
    }

    private void LookAtPart(int index, int pod, bool isSource, double since, double now, int number)
    {
        (int w, FlowPart part) = _parts[index];
        if (part.PerSecond == 0) return;
        PartEnd end = new(Run, Fleet, w, part, pod, isSource);
        RandomStream random =
            Run.Stream(StreamPurpose.Touched, pod, ((number * _parts.Length) + index) * 2 + (isSource ? 0 : 1));
        DurationLaw lifetime = Run.Cluster.Workloads[w].Lifetime;
        // Whichever is less: all that was opened since, or all that is open.
        bool isOpened = now - since < lifetime.MeanSeconds;
        double mean = end.MostPerSecond * (isOpened ? now - since : lifetime.MeanSeconds);
        for (long left = random.NextPoisson(mean); left > 0; left--)
        {
            if ((left & 0xFFF) == 0) Run.Cancellation.ThrowIfCancellationRequested();
            double age, residual;
            if (isOpened)
            {
                age = (now - since) * random.NextOpenDouble();
                residual = lifetime.Sample(ref random) - age;
                if (residual <= 0) continue;
            }
            else
            {
                (age, residual) = lifetime.SampleOpen(ref random);
                if (age >= now - since) continue;
            }
            double opened = now - age;
            if (!end.TryPickOther(opened, ref random, out int other)) continue;
            // What a pod has with itself is drawn once.
            if (other == pod && !isSource) continue;
            if (other >= 0 && LookAt(other).KnownUntil > opened) continue;
            SessionConnection connection =
                isSource ? Between(w, pod, other, now + residual, session: -1) : Between(w, other, pod, now + residual, session: -1);
            if (opened < 0 && Run.Rollout.HasAges && !IsOnOld(Flows[w], connection, -opened, ref random)) continue;
            if (TryEnter(ref connection, opened, ref random)) Take(connection, now);
        }
        Decide(part, now, ref random);
    }

    /// <summary>Finds the processes that a connection is on; false where it was refused, or that is decided later.</summary>
    private bool TryEnter(ref SessionConnection connection, double opened, ref RandomStream random)
    {
        if (connection.SourceNode >= 0
            && !_history.At(connection.SourceNode, opened, out _).TryPick(ref random, out connection.SourceProcess))
            return false;
        if (connection.DestinationNode < 0) return true;
        NodeListeners at = _history.At(connection.DestinationNode, opened, out double since);
        if (!Flows[connection.Workload].IsHbone) return at.TryPick(ref random, out connection.DestinationProcess);
        connection.DestinationProcess = Math.Max(at.Old, at.New);
        if (connection.DestinationProcess < 0) return false;
        bool two = at is { Old: >= 0, New: >= 0 };
        // What is on the last process meets no second listener any more.
        if (connection.DestinationProcess < EndingProcesses || two) _tunnels.Remember(connection, opened, two ? since : null);
        if (!two) return true;
        _undecided.Add((connection, opened));
        return false;
    }

    /// <summary>Finds the tunnels of streams that came while two processes listened, when all that is known of their pairs is there.</summary>
    private void Decide(FlowPart part, double now, ref RandomStream random)
    {
        foreach ((SessionConnection connection, double opened) in _undecided)
        {
            SessionConnection stream = connection;
            NodeListeners at = _history.At(stream.DestinationNode, opened, out double since);
            stream.DestinationProcess = _tunnels.ProcessOf(stream, part, opened, (LastLook(stream), now), at, since, ref random);
            Take(stream, now);
        }
        _undecided.Clear();
    }

    /// <summary>When the connections between two pods were last known.</summary>
    private double LastLook(in SessionConnection connection) =>
        Math.Max(LookAt(connection.SourcePod).KnownUntil, LookAt(connection.DestinationPod).KnownUntil);

    /// <summary>Counts a connection, or follows it.</summary>
    private void Take(in SessionConnection connection, double now)
    {
        bool atSource = connection.SourceNode >= 0 && (PodsMove || connection.SourceProcess < EndingProcesses);
        bool atDestination = connection.DestinationNode >= 0 && (PodsMove || connection.DestinationProcess < EndingProcesses);
        if (!atSource && !atDestination) return;
        if (connection.End - now > _neverCutWithin[connection.Workload])
        {
            SessionConnection followed = connection;
            if (Flows[connection.Workload].IsHbone) followed.Hbone = TunnelOf(connection);
            Follow(followed);
            return;
        }
        bool onOneNode = connection.SourceNode == connection.DestinationNode, onOnePod = connection.SourcePod == connection.DestinationPod;
        if (atSource || onOneNode)
        {
            LookAt(connection.SourcePod).Others.Add(new(
                connection.End, onOnePod ? -1 : connection.DestinationPod, connection.Workload, (sbyte)connection.SourceProcess,
                (sbyte)(onOneNode ? connection.DestinationProcess : -1)));
        }
        if (atDestination && !onOnePod)
        {
            // A node has one that begins and ends on it once.
            LookAt(connection.DestinationPod).Others.Add(new(
                connection.End, connection.SourcePod, connection.Workload,
                (sbyte)(onOneNode ? -1 : connection.DestinationProcess), OtherProcess: -1));
        }
    }

    /// <summary>Counts what a process holds of a pod's connections that are not followed.</summary>
    /// <returns>When the last of them closes.</returns>
    private double DrainOthers(int node, int process, int pod, double time)
    {
        double last = time;
        List<OtherConnection> others = LookAt(pod).Others;
        int kept = 0;
        for (int i = 0; i < others.Count; i++)
        {
            OtherConnection other = others[i];
            if (other.End <= time) continue;
            bool isOn = other.IsOn(process);
            // Without evictions nobody asks for those of one process again.
            if (PodsMove || !isOn || other.OtherProcess >= 0) others[kept++] = other;
            if (!isOn) continue;
            Run.OpenAtSigterm[node, other.Workload]++;
            Run.CompletedInDrain[node, other.Workload]++;
            last = Math.Max(last, other.End);
        }
        others.RemoveRange(kept, others.Count - kept);
        return last;
    }

    private PodLook LookAt(int pod)
    {
        while (_looks.Count <= pod) _looks.Add(new());
        return _looks[pod];
    }

    /// <summary>The shortest of all that could cut a connection of a workload from its beginning on.</summary>
    private double NeverCutWithin(WorkloadFlow flow)
    {
        double seconds = Math.Min(Run.Rollout.DrainBudgetSeconds, Run.Rollout.MiddleBudgetSeconds);
        if (Run.Rollout.Strategy.Evacuation is not { } evacuation) return seconds;
        // Pods that end with their node have no grace period.
        if (evacuation.ReplacesNodes) return 0;
        foreach (int application in new[] { flow.Source, flow.Destination })
        {
            if (application >= 0) seconds = Math.Min(seconds, Fleet.Applications[application].TerminationGracePeriodSeconds);
        }
        return seconds;
    }

    private static long TunnelOf(in SessionConnection connection) => (long)(HbonePools.Key(connection) >> 1);

    /// <summary>What is known of a pod's connections.</summary>
    private sealed class PodLook
    {
        /// <summary>Up to when what was opened is known, or had closed by then.</summary>
        public double KnownUntil { get; set; } = double.NegativeInfinity;

        /// <summary>How often the pod was looked at.</summary>
        public int Count { get; set; }

        /// <summary>Those that nothing cuts.</summary>
        public List<OtherConnection> Others { get; } = [];

        /// <summary>When the last of these closes, once the pod is evicted.</summary>
        public double OthersUntil { get; set; } = double.NegativeInfinity;
    }

    /// <summary>A connection that nothing cuts, as one of its ends has it.</summary>
    /// <param name="End">When it closes.</param>
    /// <param name="OtherPod">Another pod at its other end, or -1.</param>
    /// <param name="Workload">Its workload.</param>
    /// <param name="Process">The process on this end's node that has it; -1: it is counted at its other end.</param>
    /// <param name="OtherProcess">The process that has its other end where that is on the same node, or -1.</param>
    private readonly record struct OtherConnection(double End, int OtherPod, int Workload, sbyte Process, sbyte OtherProcess)
    {
        public bool IsOn(int process) => Process == process || OtherProcess == process;
    }
}
