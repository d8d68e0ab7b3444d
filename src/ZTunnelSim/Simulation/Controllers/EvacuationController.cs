namespace ZTunnelSim;

/// <summary>
/// Somebody who follows the safe procedure, node by node: cordon, evict, delete the ztunnel pod, wait for the new one to be ready,
/// uncordon, next node.
/// </summary>
/// <param name="plane">What it can do.</param>
/// <param name="how">How it evacuates nodes.</param>
/// <param name="nodes">The nodes to evacuate, in their order.</param>
/// <param name="others">Nodes to keep cordoned meanwhile, so that no evicted pod lands there.</param>
internal sealed class EvacuationController(ControlPlane plane, NodeEvacuation how, int[] nodes, int[] others)
    : IRolloutController
{
    private readonly PodFleet _fleet = plane.Fleet;
    private readonly List<EvacuationOutcome> _outcomes = [];
    private readonly Dictionary<string, int> _refusals = [];

    /// <summary>Pods of the node that are never evicted, and why.</summary>
    private readonly Dictionary<int, string> _never = [];
    private int _position = -1;
    private double _startedAt;
    private int _evicted;
    private Step _step = Step.Idle;

    private enum Step
    {
        Idle,
        Evict,
        WaitForReady,
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

    /// <summary>The node that is dealt with.</summary>
    private int Node => nodes[_position];

    public void Begin(double now)
    {
        foreach (int node in others) _fleet.Cordon(node, now);
        if (how.CordonAllFirst)
        {
            foreach (int node in nodes) _fleet.Cordon(node, now);
        }
        StartNext(now);
    }

    public void Observe(double now)
    {
        switch (_step)
        {
            case Step.Evict when !_fleet.EvictableOn(Node).Any():
                plane.Recorder?.Node(now, Node, TraceEventKind.Evacuated);
                _step = Step.WaitForReady;
                plane.DeleteOldPod(Node, now);
                break;
            case Step.Evict when _never.Count > 0 && _fleet.EvictableOn(Node).All(_never.ContainsKey):
                plane.WakeController(now, AgendaEntry.GiveUp(Node));
                break;
            case Step.WaitForReady when plane.Nodes[Node].IsReplaced:
                End(now, gaveUp: false);
                break;
        }
    }

    public bool StillWaitsFor(AgendaEntry wakeUp) => wakeUp == AgendaEntry.NextNode
        ? _step == Step.Pause
        : _step == Step.Evict && wakeUp.Index == Node;

    public void Wake(double now, AgendaEntry wakeUp)
    {
        if (wakeUp == AgendaEntry.NextNode) StartNext(now);
        else if (wakeUp == AgendaEntry.GiveUp(Node)) End(now, gaveUp: true);
        else Evict(now);
    }

    private void StartNext(double now)
    {
        if (++_position == nodes.Length)
        {
            _step = Step.Done;
            foreach (int node in others) _fleet.Uncordon(node, now);
            return;
        }
        (_startedAt, _evicted, _step) = (now, 0, Step.Evict);
        _refusals.Clear();
        _never.Clear();
        NoteHeadroom(Node);
        if (!how.CordonAllFirst) _fleet.Cordon(Node, now);
        plane.WakeController(now + how.TimeoutSeconds, AgendaEntry.GiveUp(Node));
        Evict(now);
        Observe(now);
    }

    private void NoteHeadroom(int node)
    {
        (int pods, PodResources requests) = _fleet.LoadOn(node);
        HeadroomPods = Math.Max(HeadroomPods, pods);
        Headroom = new(
            Math.Max(Headroom.CpuMillicores, requests.CpuMillicores),
            Math.Max(Headroom.MemoryBytes, requests.MemoryBytes));
    }

    private void Evict(double now)
    {
        bool refused = false;
        foreach (int pod in _fleet.EvictableOn(Node).ToArray())
        {
            if (_fleet[pod].Phase == PodPhase.Terminating || _never.ContainsKey(pod)) continue;
            if (plane.TryEvict(pod, now) is { } refusal)
            {
                if (refusal.IsFinal) _never[pod] = refusal.Reason;
                else refused = true;
                _refusals[refusal.Reason] = _refusals.GetValueOrDefault(refusal.Reason) + 1;
            }
            else
            {
                _evicted++;
            }
        }
        if (refused) plane.WakeController(now + how.EvictionRetrySeconds, AgendaEntry.RetryEvictions(Node));
    }

    private void End(double now, bool gaveUp)
    {
        string? reason = gaveUp ? WhyNotEvacuated() : null;
        if (gaveUp) plane.Recorder?.Node(now, Node, TraceEventKind.EvacuationGivenUp);
        _outcomes.Add(new(plane.NameOf(Node), _startedAt, now, _evicted, _refusals.Values.Sum(), reason)
        {
            NodeIndex = Node,
        });
        _fleet.Uncordon(Node, now);
        _step = Step.Pause;
        bool isLast = _position == nodes.Length - 1 && others.Length == 0;
        if (how.PauseSeconds > 0 && !isLast) plane.WakeController(now + how.PauseSeconds, AgendaEntry.NextNode);
        else StartNext(now);
    }

    private string WhyNotEvacuated()
    {
        string[] pending = [.. _fleet.PendingApplications];
        string last = _never.Count > 0
            ? _never.Values.First()
            : _refusals.Keys.LastOrDefault() ?? "its pods did not exit in time";
        return pending.Length == 0 ? last : $"{last}; no node has room for the pods of {string.Join(", ", pending)}";
    }
}
