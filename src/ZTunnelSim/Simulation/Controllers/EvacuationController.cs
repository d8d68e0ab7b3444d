namespace ZTunnelSim;

/// <summary>
/// Somebody who follows the safe procedure, some nodes at a time: cordon, evict, delete the ztunnel pod, wait for the new one to be ready,
/// uncordon, next nodes. Or a cloud that does the same and replaces the nodes themselves.
/// </summary>
/// <param name="plane">What it can do.</param>
/// <param name="how">How it evacuates nodes.</param>
/// <param name="nodes">The nodes to evacuate, in their order.</param>
/// <param name="others">Nodes to keep cordoned meanwhile, so that no evicted pod lands there.</param>
/// <param name="slow">Pods that still run while their node's ztunnel has gone; null: it stays until they have.</param>
internal sealed class EvacuationController(ControlPlane plane, NodeEvacuation how, int[] nodes, int[] others, SlowPods? slow)
    : IRolloutController
{
    private readonly PodFleet _fleet = plane.Fleet;
    private readonly List<EvacuationOutcome> _outcomes = [];

    /// <summary>The nodes that are dealt with: those whose pods leave, and those whose new ztunnel is waited for.</summary>
    private readonly List<KubectlDrain> _draining = [], _replacing = [];

    /// <summary>Pods that each node cut as it went, those of DaemonSets apart: they come again with the new node.</summary>
    private readonly Dictionary<int, (int Others, int[] DaemonSets)> _cut = [];
    private readonly Dictionary<int, double> _comesAt = [];
    private int _next;
    private Step _step = Step.Idle;

    private enum Step
    {
        Idle,
        Evacuate,
        WaitForPods,
        Pause,
        Done,
    }

    /// <summary>Whether all its nodes are dealt with.</summary>
    public bool IsDone => _step == Step.Done;

    /// <summary>What became of each node that was dealt with.</summary>
    public IReadOnlyList<EvacuationOutcome> Outcomes => _outcomes;

    /// <summary>
    /// The most pods that one node had as its evacuation began: those that it was given by evacuations before are among them.
    /// </summary>
    public int HeadroomPods { get; private set; }

    /// <summary>The largest requests of the pods that one node had as its evacuation began.</summary>
    public PodResources Headroom { get; private set; }

    public void Begin(double now)
    {
        foreach (int node in others) _fleet.Cordon(node, now);
        if (how.CordonAllFirst)
        {
            foreach (int node in nodes) _fleet.Cordon(node, now);
        }
        bool waitsForNodes = how.ReplacesNodes && how.SurgeNodes > 0;
        Pause(waitsForNodes ? how.NodeStartupSeconds : 0, now);
    }

    public void Observe(double now)
    {
        slow?.Observe(now, plane.Nodes);
        if (_step == Step.Evacuate) Advance(now);
        else if (_step == Step.WaitForPods && _fleet.AllAreReady) Pause(how.PauseSeconds, now);
    }

    public bool StillWaitsFor(AgendaEntry wakeUp) => wakeUp.Kind switch
    {
        AgendaKind.NextNode => _step == Step.Pause && wakeUp.Index == _next,
        AgendaKind.ReadyWaitIsOver => _step == Step.WaitForPods && wakeUp.Index == _next,
        _ => _draining.Exists(d => d.Node == wakeUp.Index) || _replacing.Exists(d => d.Node == wakeUp.Index),
    };

    public void Wake(double now, AgendaEntry wakeUp)
    {
        switch (wakeUp.Kind)
        {
            case AgendaKind.NextNode:
                StartNext(now);
                break;
            case AgendaKind.ReadyWaitIsOver:
                Pause(how.PauseSeconds, now);
                break;
            default:
                if (_draining.Find(d => d.Node == wakeUp.Index) is { } drain)
                {
                    if (wakeUp.Kind == AgendaKind.GiveUp) drain.GiveUp();
                    else drain.Evict(now);
                }
                Advance(now);
                break;
        }
    }

    private void StartNext(double now)
    {
        if (_next == nodes.Length)
        {
            _step = Step.Done;
            foreach (int node in others) _fleet.Uncordon(node, now);
            return;
        }
        _step = Step.Evacuate;
        int[] batch = nodes[_next..Math.Min(nodes.Length, _next + how.Parallel)];
        _next += batch.Length;
        foreach (int node in batch)
        {
            NoteHeadroom(node);
            _draining.Add(new(plane, how, node, now));
        }
        foreach (KubectlDrain drain in _draining) drain.Start();
        if (slow is not null)
        {
            foreach (int node in batch)
            {
                slow.Begin(node, now);
                plane.DeleteOldPod(node, now);
            }
        }
        Advance(now);
    }

    private void NoteHeadroom(int node)
    {
        (int pods, PodResources requests) = _fleet.LoadOn(node);
        HeadroomPods = Math.Max(HeadroomPods, pods);
        Headroom = new(
            Math.Max(Headroom.CpuMillicores, requests.CpuMillicores),
            Math.Max(Headroom.MemoryBytes, requests.MemoryBytes));
    }

    private void Advance(double now)
    {
        foreach (KubectlDrain drain in _draining.FindAll(d => d.HasEnded(now)))
        {
            _draining.Remove(drain);
            if (drain.Error is null) plane.Recorder?.Node(now, drain.Node, TraceEventKind.Evacuated);
            else plane.Recorder?.Node(now, drain.Node, TraceEventKind.EvacuationGivenUp);
            if (drain.Error is null || how.ReplacesNodes) Replace(drain, now);
            else End(drain, drain.Reason, now);
        }
        foreach (KubectlDrain drain in _replacing.FindAll(d => plane.Nodes[d.Node].IsReplaced && now >= ComesAt(d.Node)))
        {
            _replacing.Remove(drain);
            End(drain, null, now);
        }
        if (_draining.Count + _replacing.Count > 0) return;
        // After the last node there is nothing to wait for.
        bool isLast = _next == nodes.Length && others.Length == 0;
        if (isLast) StartNext(now);
        else if (how.ReadyWaitSeconds == 0 || _fleet.AllAreReady) Pause(how.PauseSeconds, now);
        else
        {
            _step = Step.WaitForPods;
            plane.WakeController(now + how.ReadyWaitSeconds, AgendaEntry.ReadyWaitIsOver(_next));
        }
    }

    private void Pause(double seconds, double now)
    {
        _step = Step.Pause;
        if (seconds > 0) plane.WakeController(now + seconds, AgendaEntry.NextNode(_next));
        else StartNext(now);
    }

    /// <summary>The node's ztunnel is replaced, or the node with it.</summary>
    private void Replace(KubectlDrain drain, double now)
    {
        if (how.ReplacesNodes)
        {
            ILookup<bool, int> left = _fleet.PodsOn(drain.Node).ToLookup(pod => _fleet.ApplicationOf(pod).IsDaemonSet);
            _cut[drain.Node] = (left[false].Count(), [.. left[true]]);
            foreach (int pod in left.SelectMany(pods => pods)) plane.EndWithNode(pod, now);
        }
        _replacing.Add(drain);
        if (slow is null)
        {
            plane.DeleteOldPod(drain.Node, now);
            return;
        }
        // Its ztunnel has gone before; a new node takes its time all the same.
        if (!how.ReplacesNodes || how.NodesThatGo(nodes).Contains(drain.Node)) return;
        _comesAt[drain.Node] = now + how.NodeStartupSeconds;
        plane.WakeController(now + how.NodeStartupSeconds, AgendaEntry.LookForPods(drain.Node));
    }

    /// <summary>When the new node is there in the place of one that went; at once where none is waited for.</summary>
    private double ComesAt(int node) => _comesAt.GetValueOrDefault(node, double.NegativeInfinity);

    private void End(KubectlDrain drain, string? reason, double now)
    {
        (int cut, int[] daemonSets) = _cut.GetValueOrDefault(drain.Node, (0, []));
        _outcomes.Add(new(plane.NameOf(drain.Node), drain.StartedAt, now, drain.Evicted, drain.Refused, Because(reason))
        {
            NodeIndex = drain.Node,
            KubectlError = drain.Error,
            CutPods = cut,
        });
        if (how.NodesThatGo(nodes).Contains(drain.Node)) return;
        _fleet.StartAgain(drain.Node, daemonSets, now);
        _fleet.Uncordon(drain.Node, now);
    }

    private string? Because(string? reason)
    {
        string[] pending = reason is null ? [] : [.. _fleet.PendingApplications];
        return pending.Length == 0 ? reason : $"{reason}; no node has room for the pods of {string.Join(", ", pending)}";
    }
}
