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
    private readonly bool _hasAges;

    /// <summary>For each application, the parts that its pods are an end of.</summary>
    private readonly List<(int Part, bool IsSource)>[] _partsOf;

    /// <summary>For each workload, how soon a connection has to close not to be cut by anything that begins from now on.</summary>
    private readonly double[] _neverCutWithin;
    private readonly List<PodLook> _looks = [];

    /// <summary>For each pod, up to when what was opened is known, or had closed by then.</summary>
    private double[] _knownUntil;
    private readonly double[] _othersOnProcessUntil;

    /// <summary>What the last look has found that nothing cuts, for looks to come: until the next one most of it has closed.</summary>
    private readonly List<Found> _found = [];

    /// <summary>The process that gets SIGTERM, or the pod that is evicted, as pods are looked at; -1: none does.</summary>
    private int _closingNode = -1, _closingProcess = -1, _evictedPod = -1;

    /// <summary>When the last connection closes that it holds, of those that nothing cuts.</summary>
    private double _lastEnd;

    /// <summary>Streams that were opened while two processes listened at their destination.</summary>
    private readonly List<(SessionConnection Connection, double Opened)> _undecided = [];

    public BoundarySessionTraffic(RunContext run, PodFleet fleet)
        : base(run, fleet, new(run.Cluster.Nodes.Count, fleet.SurgeNodes, run.Rollout.Timing.NewShare))
    {
        _hasAges = run.Rollout.HasAges;
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
        _knownUntil = new double[fleet.Restarts.Count];
        Array.Fill(_knownUntil, double.NegativeInfinity);
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
        Settle(time);
        (_closingNode, _closingProcess, _lastEnd) = (node, process, time);
        foreach (int pod in Fleet.PodsOn(node))
        {
            DrainOthers(LookAt(pod).Others, time);
            Look(pod, time);
        }
        _closingNode = -1;
        _history.Close(node, process, time);
        if (Listeners[node].IsSilent) _refused.IsSilent(node, time);
        _othersOnProcessUntil[node * EndingProcesses + process] = _lastEnd;
        double until = time + budgetSeconds;
        return StartDrain(node, process, time, until) ? until : _lastEnd;
    }

    public override bool EvictPod(int pod, double time)
    {
        Settle(time);
        (_evictedPod, _lastEnd) = (pod, time);
        PodLook look = LookAt(pod);
        foreach (OtherConnection other in CollectionsMarshal.AsSpan(look.Others))
        {
            if (other.End > time) CountOnEvicted(other.Workload, other.OtherPod, other.End);
        }
        Look(pod, time);
        _evictedPod = -1;
        look.OthersUntil = _lastEnd;
        if (PodHoldsFollowed(pod, time, Fleet[pod].ExitsBy)) return true;
        if (_lastEnd > time) WillBeIdle(pod, _lastEnd);
        return _lastEnd > time;
    }

    public override void EndPod(int pod, double time)
    {
        // One that ends with its node was not evicted.
        Settle(time);
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
        FlowPart part = flow.Parts[0];
        connection.DestinationProcess = Math.Max(at.Old, at.New);
        if (at.AreTwo)
        {
            (double, double) looks = (LastLook(connection), double.PositiveInfinity);
            connection.DestinationProcess = _tunnels.ProcessOf(connection, part, now, looks, at, since, ref listener);
        }
        if (connection.DestinationProcess < 0) return false;
        connection.Hbone = TunnelOf(connection);
        _tunnels.Remember(connection, now, at.AreTwo ? since : null);
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
        int application = Fleet[pod].Application;
        (double from, double until) = Fleet.ReadyOf(application).SpanOf(pod);
        double since = Math.Max(from, KnownUntil(pod));
        if (!(since < Math.Min(until, now))) return;
        int number = LookAt(pod).Count++;
        foreach ((int part, bool isSource) in _partsOf[application]) LookAtPart(part, pod, isSource, since, now, number);
        if (pod >= _knownUntil.Length)
        {
            int before = _knownUntil.Length;
            Array.Resize(ref _knownUntil, 2 * (pod + 1));
            _knownUntil.AsSpan(before).Fill(double.NegativeInfinity);
        }
        _knownUntil[pod] = now;
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
        if (mean > ConnectionTable.MostAtOnce) throw RunContext.TooMany(mean);
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
            if (other >= 0 && KnownUntil(other) > opened) continue;
            Take(w, isSource ? pod : other, isSource ? other : pod, opened, now + residual, now, ref random);
        }
        Decide(part, now, ref random);
    }

    /// <summary>Takes a connection that is open, unless it was refused as it was opened.</summary>
    private void Take(int w, int source, int destination, double opened, double end, double now, ref RandomStream random)
    {
        int sourceNode = source < 0 ? -1 : Fleet[source].Node, destinationNode = destination < 0 ? -1 : Fleet[destination].Node;
        WorkloadFlow flow = Flows[w];
        if (opened < 0 && _hasAges && !IsOnOld(flow, Between(w, source, destination, end, session: -1), -opened, ref random))
            return;
        int sourceProcess = 0, destinationProcess = 0;
        if (sourceNode >= 0 && !_history.At(sourceNode, opened, out _).TryPick(ref random, out sourceProcess)) return;
        if (destinationNode >= 0)
        {
            NodeListeners at = _history.At(destinationNode, opened, out double since);
            if (!flow.IsHbone)
            {
                if (!at.TryPick(ref random, out destinationProcess)) return;
            }
            else
            {
                destinationProcess = Math.Max(at.Old, at.New);
                if (destinationProcess < 0) return;
                bool two = at.AreTwo;
                // What is on the last process meets no second listener any more.
                if ((two || destinationProcess < EndingProcesses) && _tunnels.Remembers(w))
                {
                    SessionConnection stream = Between(w, source, destination, end, session: -1);
                    (stream.SourceProcess, stream.DestinationProcess) = (sourceProcess, destinationProcess);
                    _tunnels.Remember(stream, opened, two ? since : null);
                }
                if (two)
                {
                    SessionConnection stream = Between(w, source, destination, end, session: -1);
                    stream.SourceProcess = sourceProcess;
                    _undecided.Add((stream, opened));
                    return;
                }
            }
        }
        Take(w, source, destination, sourceNode, destinationNode, sourceProcess, destinationProcess, end, now);
    }

    /// <summary>Counts a connection, or follows it.</summary>
    private void Take(
        int w, int source, int destination, int sourceNode, int destinationNode, int sourceProcess, int destinationProcess, double end,
        double now)
    {
        bool atSource = sourceNode >= 0 && (PodsMove || sourceProcess < EndingProcesses);
        bool atDestination = destinationNode >= 0 && (PodsMove || destinationProcess < EndingProcesses);
        if (!atSource && !atDestination) return;
        if (end - now > _neverCutWithin[w])
        {
            SessionConnection connection = Between(w, source, destination, end, session: -1);
            (connection.SourceProcess, connection.DestinationProcess) = (sourceProcess, destinationProcess);
            if (Flows[w].IsHbone) connection.Hbone = TunnelOf(connection);
            Follow(connection);
            return;
        }
        bool sourceCloses = sourceNode == _closingNode && sourceProcess == _closingProcess && sourceNode >= 0;
        bool destinationCloses = destinationNode == _closingNode && destinationProcess == _closingProcess && destinationNode >= 0;
        if (sourceCloses || destinationCloses) CountDrained(w, end);
        if (_evictedPod >= 0) CountOnEvicted(w, source == _evictedPod ? destination : source, end);
        // Without evictions nobody asks for those of one process again.
        atSource &= PodsMove || !sourceCloses;
        atDestination &= PodsMove || !destinationCloses;
        if (atSource || atDestination)
            _found.Add(new(end, w, source, destination, (sbyte)sourceProcess, (sbyte)destinationProcess, atSource, atDestination));
    }

    private void CountDrained(int w, double end)
    {
        Run.OpenAtSigterm[_closingNode, w]++;
        Run.CompletedInDrain[_closingNode, w]++;
        _lastEnd = Math.Max(_lastEnd, end);
    }

    /// <summary>Counts a connection of the pod that is evicted.</summary>
    private void CountOnEvicted(int w, int otherPod, double end)
    {
        _lastEnd = Math.Max(_lastEnd, end);
        // One that an evicted pod holds at its other end was counted then.
        if (otherPod < 0 || otherPod == _evictedPod || Fleet[otherPod].Phase is not (PodPhase.Terminating or PodPhase.Gone))
            ClosedOnEvictedPods[w]++;
    }

    /// <summary>Puts what was found, and has not closed, on the lists of its pods.</summary>
    private void Settle(double now)
    {
        foreach (ref readonly Found found in CollectionsMarshal.AsSpan(_found))
        {
            if (found.End <= now) continue;
            bool onOnePod = found.Source == found.Destination;
            bool onOneNode = onOnePod
                || (found is { Source: >= 0, Destination: >= 0 } && Fleet[found.Source].Node == Fleet[found.Destination].Node);
            if (found.AtSource || onOneNode)
            {
                LookAt(found.Source).Others.Add(new(
                    found.End, onOnePod ? -1 : found.Destination, found.Workload, found.SourceProcess,
                    onOneNode ? found.DestinationProcess : (sbyte)-1));
            }
            // A node has one that begins and ends on it once.
            if (found.AtDestination && !onOnePod)
            {
                LookAt(found.Destination).Others.Add(new(
                    found.End, found.Source, found.Workload, onOneNode ? (sbyte)-1 : found.DestinationProcess, OtherProcess: -1));
            }
        }
        _found.Clear();
    }

    /// <summary>Finds the tunnels of streams that came while two processes listened, as all is known of their pairs.</summary>
    private void Decide(FlowPart part, double now, ref RandomStream random)
    {
        foreach ((SessionConnection connection, double opened) in _undecided)
        {
            SessionConnection stream = connection;
            NodeListeners at = _history.At(stream.DestinationNode, opened, out double since);
            stream.DestinationProcess = _tunnels.ProcessOf(stream, part, opened, (LastLook(stream), now), at, since, ref random);
            Take(
                stream.Workload, stream.SourcePod, stream.DestinationPod, stream.SourceNode, stream.DestinationNode, stream.SourceProcess,
                stream.DestinationProcess, stream.End, now);
        }
        _undecided.Clear();
    }

    /// <summary>When the connections between two pods were last known.</summary>
    private double LastLook(in SessionConnection connection) =>
        Math.Max(KnownUntil(connection.SourcePod), KnownUntil(connection.DestinationPod));

    /// <summary>Counts what the process that closes holds of a pod's connections that nothing cuts.</summary>
    private void DrainOthers(List<OtherConnection> others, double time)
    {
        int kept = 0;
        for (int i = 0; i < others.Count; i++)
        {
            OtherConnection other = others[i];
            if (other.End <= time) continue;
            bool isOn = other.IsOn(_closingProcess);
            if (PodsMove || !isOn || other.OtherProcess >= 0) others[kept++] = other;
            if (isOn) CountDrained(other.Workload, other.End);
        }
        others.RemoveRange(kept, others.Count - kept);
    }

    private double KnownUntil(int pod) => pod < _knownUntil.Length ? _knownUntil[pod] : double.NegativeInfinity;

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
        seconds = evacuation.BudgetOf(seconds);
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
        /// <summary>How often the pod was looked at.</summary>
        public int Count { get; set; }

        /// <summary>Those that nothing cuts.</summary>
        public List<OtherConnection> Others { get; } = [];

        /// <summary>When the last of these closes, once the pod is evicted.</summary>
        public double OthersUntil { get; set; } = double.NegativeInfinity;
    }

    /// <summary>A connection that nothing cuts, as it was found.</summary>
    /// <param name="End">When it closes.</param>
    /// <param name="Workload">Its workload.</param>
    /// <param name="Source">The pod that opened it, or -1.</param>
    /// <param name="Destination">The pod that it goes to, or -1.</param>
    /// <param name="SourceProcess">The process that has it on the source's node.</param>
    /// <param name="DestinationProcess">The process that has it on the destination's node.</param>
    /// <param name="AtSource">Whether somebody may ask for it at its source.</param>
    /// <param name="AtDestination">Whether somebody may ask for it at its destination.</param>
    private readonly record struct Found(
        double End, int Workload, int Source, int Destination, sbyte SourceProcess, sbyte DestinationProcess, bool AtSource,
        bool AtDestination);

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
