using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>
/// Somebody who follows the safe procedure, node by node: cordon, evict, delete the ztunnel pod, wait for the new
/// one to be ready, uncordon, next node.
/// </summary>
/// <param name="plane">What it can do.</param>
/// <param name="how">How it evacuates nodes.</param>
/// <param name="nodes">The nodes to evacuate, in their order.</param>
/// <param name="others">Nodes to keep cordoned meanwhile, so that no evicted pod lands there.</param>
internal sealed class EvacuationController(ControlPlane plane, NodeEvacuation how, int[] nodes, int[] others) : IRolloutController
{
    private const int Resume = (1 << 28) - 1;

    private readonly PodFleet _fleet = plane.Fleet ?? throw new InvalidOperationException("Without pods there is nothing to how.");
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

    /// <summary>The most pods that one node had as its evacuation began: those that it was given by evacuations before are among them.</summary>
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
        StartNext(now);
    }

    public void Observe(double now)
    {
        switch (_step)
        {
            case Step.Evict when !_fleet.EvictableOn(nodes[_position]).Any():
                plane.Recorder?.Node(now, nodes[_position], TraceEventKind.Evacuated);
                _step = Step.WaitForReady;
                plane.DeleteOldPod(nodes[_position], now);
                break;
            case Step.Evict when _never.Count > 0 && _fleet.EvictableOn(nodes[_position]).All(_never.ContainsKey):
                plane.WakeController(now, GiveUp(_position));
                break;
            case Step.WaitForReady when plane.Nodes[nodes[_position]].IsReplaced:
                End(now, gaveUp: false);
                break;
        }
    }

    // A reason is the node's position, and whether it is a retry or the timeout.
    public bool Awaits(int reason) => reason == Resume ? _step == Step.Pause : _step == Step.Evict && reason / 2 == _position;

    public void Wake(double now, int reason)
    {
        if (reason == Resume) StartNext(now);
        else if (reason % 2 == 1) End(now, gaveUp: true);
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
        NoteHeadroom(nodes[_position]);
        if (!how.CordonAllFirst) _fleet.Cordon(nodes[_position], now);
        plane.WakeController(now + how.TimeoutSeconds, GiveUp(_position));
        Evict(now);
        Observe(now);
    }

    private static int GiveUp(int position) => 2 * position + 1;

    private void NoteHeadroom(int node)
    {
        (int pods, PodResources requests) = _fleet.LoadOn(node);
        HeadroomPods = Math.Max(HeadroomPods, pods);
        Headroom = new(
            Math.Max(Headroom.CpuMillicores, requests.CpuMillicores), Math.Max(Headroom.MemoryBytes, requests.MemoryBytes));
    }

    private void Evict(double now)
    {
        bool refused = false;
        foreach (int pod in _fleet.EvictableOn(nodes[_position]).ToArray())
        {
            if (_fleet[pod].Phase == PodPhase.Terminating || _never.ContainsKey(pod)) continue;
            if (_fleet.TryEvict(pod, now) is { } refusal)
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
        if (refused) plane.WakeController(now + how.EvictionRetrySeconds, 2 * _position);
    }

    private void End(double now, bool gaveUp)
    {
        int node = nodes[_position];
        string? reason = gaveUp ? WhyNotEvacuated() : null;
        if (gaveUp) plane.Recorder?.Node(now, node, TraceEventKind.EvacuationGivenUp);
        _outcomes.Add(new(node, _startedAt, now, _evicted, _refusals.Values.Sum(), reason));
        _fleet.Uncordon(node, now);
        _step = Step.Pause;
        bool isLast = _position == nodes.Length - 1 && others.Length == 0;
        if (how.PauseSeconds > 0 && !isLast) plane.WakeController(now + how.PauseSeconds, Resume);
        else StartNext(now);
    }

    private string WhyNotEvacuated()
    {
        string[] pending = [.. _fleet.PendingApplications];
        string last = _never.Count > 0 ? _never.Values.First() : _refusals.Count > 0 ? _refusals.Keys.Last() : "its pods did not exit in time";
        return pending.Length == 0 ? last : $"{last}; no node has room for the pods of {string.Join(", ", pending)}";
    }
}
