using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>Plays one rollout: the controller decides, each node's state machine and each pod takes its steps in the order of time.</summary>
internal sealed class RolloutRun
{
    private readonly RolloutResult _result;
    private readonly INodeTraffic _traffic;
    private readonly PodFleet? _fleet;
    private readonly Agenda _agenda;
    private readonly NodeReplacement[] _nodes;
    private readonly ControlPlane _plane;
    private readonly IRolloutController _controller;
    private readonly EvacuationController? _evacuation;

    private RolloutRun(RolloutResult result, RunRecorder? recorder)
    {
        _result = result;
        _agenda = new();
        Rollout rollout = result.Rollout;
        NodeEvacuation? evacuation = rollout.Strategy switch { EvacuateNodes p => p.Evacuation, EvacuateThenRoll p => p.Evacuation, _ => null };
        if (result.Engine == Engine.Sessions) _fleet = new(rollout, evacuation, result.Seed, result.Replication, _agenda, recorder);
        _traffic = result.Engine switch
        {
            Engine.Sessions => new SessionTraffic(result, _fleet!, recorder),
            Engine.Events => new EventTraffic(result, recorder),
            _ => new BoundaryTraffic(result),
        };
        int[] order = NodeOrdering.Of(rollout.NodeOrder, rollout.Cluster.Nodes.Count, result.Seed, result.Replication);
        int[] evacuated = rollout.Strategy switch
        {
            EvacuateNodes => order,
            EvacuateThenRoll => [.. order.Where(_fleet!.HasLongLived)],
            _ => [],
        };
        HashSet<int> evacuatedSet = [.. evacuated];
        _nodes = [.. Enumerable.Range(0, order.Length).Select(n => CreateNode(n, evacuatedSet.Contains(n), recorder))];
        _plane = new(result, _nodes, order, _fleet, _agenda, recorder);
        if (evacuation is not null) _evacuation = new(_plane, evacuation, evacuated, [.. order.Except(evacuated)]);
        _controller = rollout.Strategy switch
        {
            RollingUpdate plan when rollout.Pacing == Pacing.OneNodeAtATime => new OneNodeAtATimeController(_plane, plan),
            RollingUpdate plan => new DaemonSetController(_plane, plan),
            OnDelete plan => new OnDeleteController(_plane, plan),
            EvacuateNodes => _evacuation!,
            EvacuateThenRoll plan => new EvacuateThenRollController(_evacuation!, new DaemonSetController(_plane, plan.Roll)),
            _ => throw new NotSupportedException($"{rollout.Strategy.GetType().Name} can't be simulated."),
        };
    }

    public static void Play(RolloutResult result, RunRecorder? recorder) => new RolloutRun(result, recorder).Play();

    private void Play()
    {
        double now = 0;
        _controller.Begin(now);
        // Where nothing is due, nobody evacuates either: connections alone would go on for ever.
        while (_agenda.NextTime < double.PositiveInfinity)
        {
            (double time, AgendaKind kind, int index) = _agenda.Peek();
            // What was put off, or came earlier, leaves an entry behind; traffic must not go on up to it.
            if (!IsDue(time, kind, index))
            {
                _agenda.Pop();
                continue;
            }

            if (_traffic.RunUntil(time) is { } idle)
            {
                if (idle.IsPod) _fleet!.IsIdle(idle.Index, idle.Time);
                else _plane.OldIsIdle(idle.Index, idle.Time);
                continue;
            }
            _agenda.Pop();
            now = time;
            Take(now, kind, index);
        }

        _fleet?.Finish(now);
        _traffic.Finish(now);
        Conclude(now);
    }

    private bool IsDue(double time, AgendaKind kind, int index) => kind switch
    {
        AgendaKind.NodeStep => _nodes[index].DueAt == time,
        AgendaKind.PodStep => _fleet![index].DueAt == time,
        _ => _controller.Awaits(index),
    };

    private void Take(double now, AgendaKind kind, int index)
    {
        switch (kind)
        {
            case AgendaKind.NodeStep:
                _plane.Step(index, now);
                break;
            case AgendaKind.PodStep:
                if (_fleet!.Step(index, now)) ((SessionTraffic)_traffic).EndPod(index, now);
                break;
            default:
                _controller.Wake(now, index);
                return;
        }

        _controller.Observe(now);
    }

    private NodeReplacement CreateNode(int node, bool isEvacuated, RunRecorder? recorder)
    {
        Rollout rollout = _result.Rollout;
        RollingUpdate? roll = rollout.Strategy switch { RollingUpdate p => p, EvacuateThenRoll p when !isEvacuated => p.Roll, _ => null };
        NodeTiming timing = NodeTiming.Draw(
            rollout, roll?.IsSurge ?? false, roll?.MinReadySeconds ?? 0, _result.Seed, _result.Replication, node);
        string name = rollout.Cluster.Nodes[node].Name;
        return new(node, timing, rollout.DrainBudgetSeconds, _traffic, recorder)
        {
            IsOldUnavailable = rollout.UnavailableNodes.Contains(name),
            IsNeverReady = rollout.NeverReadyNodes.Contains(name),
        };
    }

    private void Conclude(double now)
    {
        NodeTimeline[] timelines = (NodeTimeline[])_result.Timelines;
        for (int node = 0; node < timelines.Length; node++) timelines[node] = _nodes[node].Timeline;
        _result.DurationSeconds = now;
        _result.PeakNodesWithTwoProcesses = PeakOverlap.Of(timelines);
        _result.NotReplaced = [.. Enumerable.Range(0, timelines.Length).Where(n => !_nodes[n].IsReplaced).Select(n => (n, WhyNotReplaced(n)))];
        if (_evacuation is not null) _result.Evacuations = Impact();
    }

    private string WhyNotReplaced(int node)
    {
        if (_nodes[node].NewPod == NewPodState.NotReady) return "its new pod never got Ready";
        if (_nodes[node].NewPod == NewPodState.Starting) return "there is no room for its new pod beside the old one: it stays Pending";
        string? notEvacuated = _evacuation?.Outcomes.FirstOrDefault(o => o.Node == node)?.NotEvacuated;
        return notEvacuated is null ? "its turn never came: the rollout is stalled" : $"it could not be drained: {notEvacuated}";
    }

    private EvacuationImpact Impact()
    {
        (IReadOnlyList<long> closed, IReadOnlyList<long> terminated) = ((SessionTraffic)_traffic).AppCounts;
        var restarts = _fleet!.ApplicationOfLineage.Zip(_fleet.Restarts).ToLookup(pair => pair.First, pair => pair.Second);
        return new EvacuationImpact
        {
            Nodes = _evacuation!.Outcomes,
            RestartsByPod = _fleet.Restarts,
            RestartsByApplication = [.. _fleet.Applications.Select((a, i) => (a.Name, restarts[i].Count(), restarts[i].Sum(), restarts[i].Max()))],
            AppClosed = closed,
            AppTerminated = terminated,
            PendingPodSeconds = _fleet.PendingPodSeconds,
            HeadroomPods = _evacuation.HeadroomPods,
            Headroom = _evacuation.Headroom,
        };
    }
}
