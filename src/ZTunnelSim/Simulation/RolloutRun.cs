namespace ZTunnelSim;

/// <summary>
/// Plays one rollout: the controller decides, each node's state machine and each pod takes its steps in the order of time.
/// </summary>
internal sealed class RolloutRun
{
    /// <summary>An instant, so that one of two things that happen at once comes first.</summary>
    private const double AnInstant = 0.001;

    private readonly RunContext _run;
    private readonly Engine _engine;
    private readonly Agenda _agenda = new();
    private readonly PodFleet _fleet;
    private readonly ITraffic _traffic;
    private readonly NodeReplacement[] _nodes;
    private readonly ControlPlane _plane;
    private readonly IRolloutController _controller;
    private readonly EvacuationController? _evacuation;
    private readonly double _reactionSeconds;
    private readonly double[] _cniBackAt;
    private bool _changesAgain;

    /// <param name="run">The run.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="traffic">What the nodes' processes hold; null: what the engine simulates.</param>
    public RolloutRun(RunContext run, Engine engine, ITraffic? traffic = null)
    {
        (_run, _engine) = (run, engine);
        Rollout rollout = run.Rollout;
        NodeEvacuation? evacuation = rollout.Strategy.Evacuation;
        _fleet = engine is Engine.Sessions or Engine.BoundarySessions ? PodFleet.Of(run, evacuation, _agenda) : PodFleet.Empty;
        _traffic = traffic ?? engine switch
        {
            Engine.Sessions => new SessionTraffic(run, _fleet),
            Engine.BoundarySessions => new BoundarySessionTraffic(run, _fleet),
            Engine.Events => new EventTraffic(run),
            _ => new BoundaryTraffic(run),
        };
        if (rollout.SecondChange is not null && rollout is not { Strategy: RollingUpdate, Pacing: Pacing.Kubernetes })
            throw new NotSupportedException($"A second change is for a rolling update as Kubernetes paces it, not for {rollout.Strategy}.");
        int[] order = run.RecordedOrder?.Invoke(0)
            ?? NodeOrdering.Of(rollout.NodeOrder, rollout.Cluster.Nodes.Count, run.Seed, run.Replication);
        int[] evacuated = rollout.Strategy switch
        {
            EvacuateNodes => order,
            EvacuateThenRoll => [.. order.Where(_fleet.HasLongLived)],
            _ => [],
        };
        HashSet<int> evacuatedSet = [.. evacuated], going = [.. evacuation is null ? [] : evacuation.NodesThatGo(evacuated)];
        _nodes =
        [
            .. Enumerable.Range(0, order.Length).Select(n => CreateNode(n, evacuatedSet.Contains(n), going.Contains(n))),
            .. rollout.JoiningNodes.Select((joining, i) => CreateJoiningNode(order.Length + i, joining.Node)),
        ];
        _cniBackAt = rollout.Cni is null ? [] : new double[order.Length];
        _changesAgain = rollout.SecondChange is not null;
        // Who evacuates nodes or deletes pods waits for no controller.
        _reactionSeconds = rollout.Strategy is RollingUpdate ? run.Timing.ReactionSeconds : 0;
        _plane = new(run, _nodes, order, _fleet, _traffic, _agenda);
        if (evacuation is not null)
        {
            SlowPods? slow = evacuation.Drainer.Turn == ZTunnelTurn.WithPods ? new(run, _fleet) : null;
            _evacuation = new(_plane, evacuation, evacuated, [.. order.Except(evacuated)], slow);
        }
        _controller = rollout.Strategy switch
        {
            RollingUpdate plan when rollout.Pacing == Pacing.OneNodeAtATime =>
                new OneNodeAtATimeController(_plane, plan),
            RollingUpdate plan => new DaemonSetController(_plane, plan),
            OnDelete plan => new OnDeleteController(_plane, plan),
            EvacuateNodes => _evacuation!,
            EvacuateThenRoll plan =>
                new EvacuateThenRollController(_evacuation!, new DaemonSetController(_plane, plan.Roll)),
            _ => throw new NotSupportedException($"{rollout.Strategy.GetType().Name} can't be simulated."),
        };
    }

    public RolloutResult Play()
    {
        double now = 0;
        _agenda.Add(_reactionSeconds, AgendaEntry.Begin);
        // Where nothing is due, nobody evacuates either: connections alone would go on for ever.
        while (_agenda.TryPeek(out AgendaEntry entry, out double time))
        {
            _run.Cancellation.ThrowIfCancellationRequested();
            // Before traffic goes on to its time: at the time of an outdated entry nothing happens.
            if (IsOutdated(entry, time))
            {
                _agenda.RemoveNext();
            }
            else if (_traffic.RunUntil(time) is { } closed)
            {
                if (closed.Holder == ConnectionHolder.Pod) _fleet.IsIdle(closed.Index, closed.Time);
                else _plane.IsIdle(closed.Index, closed.Process, closed.Time);
            }
            else
            {
                _agenda.RemoveNext();
                now = time;
                Perform(entry, now);
            }
        }

        _fleet.Finish(now);
        return Conclude(now, _traffic.Finish(now));
    }

    /// <summary>Whether what was to happen was put off, has happened earlier, or is not waited for any more.</summary>
    private bool IsOutdated(AgendaEntry entry, double time) => entry.Kind switch
    {
        AgendaKind.NodeStep => _nodes[entry.Index].DueAt != time,
        AgendaKind.PodStep => _fleet[entry.Index].DueAt != time,
        AgendaKind.Begin or AgendaKind.SecondChange => false,
        // Where ztunnel is done on all nodes the rest of istio-cni's rollout plays no part.
        AgendaKind.CniGoes or AgendaKind.CniIsBack => _nodes.All(node => node.IsReplaced || IsAbsent(node)),
        // What comes when all is done plays no part.
        AgendaKind.Join => !_changesAgain && _nodes.All(node => node.IsReplaced || IsAbsent(node)),
        _ => !_controller.StillWaitsFor(entry),
    };

    private void Perform(AgendaEntry entry, double now)
    {
        switch (entry.Kind)
        {
            case AgendaKind.NodeStep:
                _plane.Step(entry.Index, now);
                _controller.Observe(now, entry.Index);
                break;
            case AgendaKind.PodStep:
                if (_fleet.Step(entry.Index, now)) _traffic.EndPod(entry.Index, now);
                _controller.Observe(now);
                break;
            case AgendaKind.Begin:
                ScheduleNews(now);
                _controller.Begin(now);
                break;
            case AgendaKind.Join:
                _plane.CreateNewPod(entry.Index, now);
                _controller.Joined(now, entry.Index);
                break;
            case AgendaKind.SecondChange:
                ChangeAgain(now);
                break;
            case AgendaKind.CniGoes:
                _plane.CniGoes(entry.Index, _cniBackAt[entry.Index]);
                (_controller as DaemonSetController)?.AvailabilityChanged(now, entry.Index);
                break;
            case AgendaKind.CniIsBack:
                _nodes[entry.Index].CniIsBack();
                (_controller as DaemonSetController)?.AvailabilityChanged(now, entry.Index);
                break;
            default:
                _controller.Wake(now, entry);
                break;
        }
    }

    private NodeReplacement CreateNode(int node, bool isEvacuated, bool goesForGood)
    {
        Rollout rollout = _run.Rollout;
        RollingUpdate? roll = isEvacuated ? null : rollout.Strategy.Rolling;
        NodeTiming timing = _run.Timing.Of(node, roll);
        // Its ztunnel is that of another node, which has to come first.
        NodeEvacuation? replacement = isEvacuated && rollout.Strategy.Evacuation is { ReplacesNodes: true } how ? how : null;
        bool goesWithPods = isEvacuated && rollout.Strategy.Evacuation!.Drainer.Turn == ZTunnelTurn.WithPods;
        if (goesForGood && !goesWithPods) timing = default;
        // One that is evicted comes again on the node that is there.
        else if (replacement is not null && !goesWithPods)
            timing = timing with { Startup = timing.Startup + replacement.NodeStartupSeconds };
        string name = rollout.Cluster.Nodes[node].Name;
        return new(
            node, timing, BudgetOf(isEvacuated), _traffic, _run.Recorder, isOldAvailable: !rollout.UnavailableNodes.Contains(name))
        {
            IsNeverReady = replacement is null && (rollout.NeverReadyNodes.Contains(name) || _run.Timing.IsNeverReady(node)),
            AwaitsController = AwaitsController(roll),
        };
    }

    /// <summary>The drain budget of a node's old pod: as it is evacuated, it may have less time.</summary>
    private double BudgetOf(bool isEvacuated)
    {
        double own = _run.Rollout.DrainBudgetSeconds;
        if (!isEvacuated) return own;
        NodeEvacuation how = _run.Rollout.Strategy.Evacuation!;
        double budget = how.BudgetOf(own);
        // A node goes with all that is on it: what its pods hold is cut by their end.
        return how.ReplacesNodes && budget == how.TimeoutSeconds ? KubectlDrain.StartSeconds + budget + AnInstant : budget;
    }

    private NodeReplacement CreateJoiningNode(int node, string name)
    {
        Rollout rollout = _run.Rollout;
        RollingUpdate? roll = rollout.Strategy.Rolling;
        return new(node, _run.Timing.Of(node, roll), rollout.DrainBudgetSeconds, NoTraffic.Instance, recorder: null, isOldAvailable: null)
        {
            IsNeverReady = rollout.NeverReadyNodes.Contains(name) || _run.Timing.IsNeverReady(node),
            // While nodes are evacuated no controller looks.
            AwaitsController = rollout.Strategy is RollingUpdate && AwaitsController(roll),
        };
    }

    private bool AwaitsController(RollingUpdate? roll) => roll is { MinReadySeconds: > 0 }
        && (_run.Rollout.Pacing == Pacing.Kubernetes || _run.Rollout.Strategy is EvacuateThenRoll);

    /// <summary>Whether a node is still to join.</summary>
    private static bool IsAbsent(NodeReplacement node) => node is { OldPod: OldPodState.Gone, NewPod: NewPodState.None };

    /// <summary>What is to come while the rollout is under way.</summary>
    private void ScheduleNews(double begin)
    {
        Rollout rollout = _run.Rollout;
        for (int i = 0; i < rollout.JoiningNodes.Count; i++)
        {
            double at = Math.Max(begin, rollout.JoiningNodes[i].After.TotalSeconds);
            _agenda.Add(at, AgendaEntry.Join(rollout.Cluster.Nodes.Count + i));
        }
        if (rollout.Cni is { } cni) ScheduleCni(cni, begin);
        if (rollout.SecondChange is not { } change) return;
        double reaction = new TimingDraws(rollout, _run.Seed, _run.Replication, change: 1).ReactionSeconds;
        _agenda.Add(Math.Max(begin, change.After.TotalSeconds + reaction), AgendaEntry.SecondChange);
    }

    /// <summary>istio-cni goes from node to node, in an order of its own.</summary>
    private void ScheduleCni(CniRollout cni, double begin)
    {
        int nodes = _run.Cluster.Nodes.Count;
        PriorityQueue<int, double> places = new(Enumerable.Range(0, cni.Places(nodes)).Select(place => (place, begin)));
        RandomStream random = _run.Stream(StreamPurpose.CniAway);
        foreach (int node in NodeOrdering.Of(NodeOrder.Random, nodes, _run.Seed, _run.Replication, change: 2))
        {
            places.TryDequeue(out int place, out double goes);
            double back = goes + cni.Away.Sample(ref random);
            _cniBackAt[node] = back;
            _agenda.Add(goes, AgendaEntry.CniGoes(node));
            _agenda.Add(back, AgendaEntry.CniIsBack(node));
            places.Enqueue(place, back);
        }
    }

    private void ChangeAgain(double now)
    {
        _changesAgain = false;
        Rollout rollout = _run.Rollout;
        TimingDraws draws = new(rollout, _run.Seed, _run.Replication, change: 1);
        for (int node = 0; node < _nodes.Length; node++)
        {
            // The version from before the first change gets Ready.
            if (rollout.SecondChange!.RollsBack) _nodes[node].IsNeverReady = false;
            _plane.ChangeAgain(node, draws.Of(node, (RollingUpdate)rollout.Strategy), now);
        }
        int[] order = _run.RecordedOrder?.Invoke(1)
            ?? NodeOrdering.Of(rollout.NodeOrder, _nodes.Length, _run.Seed, _run.Replication, change: 1);
        _controller.BeginAgain(now, order);
    }

    private RolloutResult Conclude(double now, TrafficTotals totals)
    {
        int nodes = _run.Cluster.Nodes.Count;
        NodeTimeline[] timelines = [.. _nodes.Take(nodes).Select(n => n.Timeline)];
        int[] joined = [.. Enumerable.Range(nodes, _nodes.Length - nodes).Where(n => !IsAbsent(_nodes[n]))];
        PeakOverlap twoProcesses = new(_nodes.Length);
        foreach (NodeReplacement node in _nodes) twoProcesses.Add(node.Processes);
        return new(
            _run.Rollout, _run.Seed, _run.Replication, _engine, timelines, _run.OpenAtSigterm.MoveToCounts(),
            _run.CompletedInDrain.MoveToCounts(), _run.Resets.MoveToCounts(), _run.Refused.MoveToCounts(),
            _run.AcceptQueueLosses.MoveToCounts(), _run.Hung.MoveToCounts())
        {
            DurationSeconds = now,
            StalledSinceSeconds = _nodes.Any(n => n.NewPod == NewPodState.Awaiting) ? now : null,
            PeakNodesWithTwoProcesses = twoProcesses.Peak(),
            NodeSecondsWithTwoProcesses = twoProcesses.NodeSeconds(now),
            BeforeSecondChange = _run.Rollout.SecondChange is null
                ? null
                : new(_run.Cluster.NodeNames, [.. _nodes.Take(nodes).Select(node => node.FirstTimeline!.Value)]),
            Joined = _run.Rollout.JoiningNodes.Count == 0
                ? null
                : new([.. joined.Select(_plane.NameOf)], [.. joined.Select(n => _nodes[n].Timeline)]),
            WithoutEndpoint = ByWorkload(totals.WithoutEndpoint),
            NotReplaced = [.. Enumerable.Range(0, _nodes.Length)
                .Where(n => !_nodes[n].IsReplaced && !IsAbsent(_nodes[n]))
                .Select(n => new NodeNotReplaced(_plane.NameOf(n), WhyNotReplaced(n)))],
            Clients = totals.Clients is null ? null : ByWorkload(totals.Clients),
            Evacuations = _evacuation is null ? null : Impact(_evacuation, totals),
            Ledger = totals.Ledger,
            Trace = _run.Recorder?.Trace,
            OpenConnections = _run.Recorder?.Series(now),
        };
    }

    /// <summary>What an engine tells of each workload; empty where it can't tell.</summary>
    private ByName<T> ByWorkload<T>(IReadOnlyList<T> values) =>
        new(values.Count == 0 ? [] : _run.Rollout.Cluster.WorkloadNames, values);

    private string WhyNotReplaced(int node)
    {
        if (_nodes[node].NewPod == NewPodState.NotReady) return "its new pod never got Ready";
        if (_nodes[node].NewPod == NewPodState.Starting)
            return "there is no room for its new pod beside the old one: it stays Pending";
        if (_nodes[node].NewPod == NewPodState.Awaiting)
            return "its new pod is available, but nothing wakes the DaemonSet controller";
        string? notEvacuated = _evacuation?.Outcomes.FirstOrDefault(o => o.NodeIndex == node)?.NotEvacuated;
        return notEvacuated is null
            ? "its turn never came: the rollout is stalled"
            : $"it could not be drained: {notEvacuated}";
    }

    private EvacuationImpact Impact(EvacuationController evacuation, TrafficTotals totals)
    {
        ILookup<int, int> restarts = _fleet.ApplicationOfLineage
            .Zip(_fleet.Restarts)
            .ToLookup(pair => pair.First, pair => pair.Second);
        IEnumerable<ApplicationRestarts> byApplication = _fleet.Applications.Select((a, i) =>
            new ApplicationRestarts(a.Name, restarts[i].Count(), restarts[i].Sum(), restarts[i].Max()));
        return new EvacuationImpact(
            evacuation.Outcomes, _fleet.Restarts, byApplication, ByWorkload(totals.ClosedOnEvictedPods),
            ByWorkload(totals.CutByPodExits))
        {
            PendingPodSeconds = _fleet.PendingPodSeconds,
            HeadroomPods = evacuation.HeadroomPods,
            Headroom = evacuation.Headroom,
        };
    }
}
