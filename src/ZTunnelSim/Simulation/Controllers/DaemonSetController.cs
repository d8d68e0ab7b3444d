using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>RollingUpdate as Kubernetes' DaemonSet controller does it: a sync after every change, until it decides nothing.</summary>
/// <remarks>
/// With minReadySeconds a pod becomes available without any change that the controller would see: <see cref="AvailabilityWatch"/> says when
/// it looks.
/// A sync looks only at the nodes that can make a difference: those in replacement, those with a broken old pod, those that have joined,
/// and as many of those that wait, in their order, as the limit could let in. It decides the same as over all nodes, at a cost that does
/// not grow with the cluster.
/// </remarks>
internal sealed class DaemonSetController(ControlPlane plane, RollingUpdate plan) : IRolloutController
{
    private readonly List<int> _window = [];
    private readonly List<int> _create = [];
    private readonly List<int> _delete = [];
    private readonly AvailabilityWatch? _watch = plan.MinReadySeconds > 0 ? new(plane, plan.MinReadySeconds) : null;
    private int[] _order = [];
    private int _limit;
    private int _next;

    public void Begin(double now) => Begin(now, plane.Order);

    public void BeginAgain(double now, int[] order)
    {
        _watch?.BeginAgain();
        Begin(now, order);
    }

    public void Joined(double now, int node)
    {
        _window.Add(node);
        CountNodes();
        if (_watch is null || _watch.MaySync(now)) Sync(now);
    }

    /// <summary>A node's old pod is not available any more, or is so again.</summary>
    public void AvailabilityChanged(double now, int node)
    {
        if (!JustServes(node) && !_window.Contains(node)) _window.Add(node);
        Sync(now);
    }

    public void Observe(double now)
    {
        // An application's pod is no pod of the DaemonSet's.
        if (_watch is null) Sync(now);
    }

    public void Observe(double now, int node)
    {
        if (_watch is null || _watch.Hear(node, now)) Sync(now);
    }

    public bool StillWaitsFor(AgendaEntry wakeUp) => _watch is not null && _watch.StillWaitsFor(wakeUp);

    public void Wake(double now, AgendaEntry wakeUp)
    {
        if (_watch!.TakeEntry(now)) Sync(now);
    }

    private void Begin(double now, int[] order)
    {
        (_order, _next) = (order, 0);
        _window.Clear();
        IEnumerable<int> joining = Enumerable.Range(0, plane.Nodes.Count).Skip(order.Length);
        _window.AddRange(order.Concat(joining).Where(node => !JustServes(node) && !IsAbsent(node)));
        CountNodes();
        Sync(now);
    }

    /// <summary>The limit is of the nodes that are there.</summary>
    private void CountNodes() =>
        _limit = plan.ConcurrentNodes(Enumerable.Range(0, plane.Nodes.Count).Count(node => !IsAbsent(node)));

    private void Sync(double now)
    {
        _watch?.FindAvailable(now);
        do
        {
            LookAhead();
            DaemonSetSync.Decide(
                plan.IsSurge, _limit, node => plane.Nodes[node].Pods, CollectionsMarshal.AsSpan(_window), _create,
                _delete);
            foreach (int node in _delete) plane.DeleteOldPod(node, now);
            foreach (int node in _create) plane.CreateNewPod(node, now);
        }
        while (_create.Count + _delete.Count > 0);
        _watch?.UpdateStatus(now);
    }

    private void LookAhead()
    {
        _window.RemoveAll(MakesNoDifference);
        int waiting = _window.Count(JustServes);
        for (; waiting < _limit && _next < _order.Length; _next++)
        {
            int node = _order[_next];
            // The others are in the window from the start.
            if (!JustServes(node)) continue;
            _window.Add(node);
            waiting++;
        }
    }

    /// <summary>Whether it waits for its turn.</summary>
    private bool JustServes(int node) => plane.Nodes[node]
        is { OldPod: OldPodState.Serving, NewPod: NewPodState.None, IsOldUnavailable: false };

    /// <summary>Whether a node is still to join.</summary>
    private bool IsAbsent(int node) => plane.Nodes[node] is { OldPod: OldPodState.Gone, NewPod: NewPodState.None };

    /// <summary>With a surge a node is done with when its old pod is marked deleted, otherwise when its new one is available.</summary>
    private bool MakesNoDifference(int node)
    {
        NodePods pods = plane.Nodes[node].Pods;
        return pods is { OldExists: false, NewExists: true } && (plan.IsSurge || pods.NewIsAvailable);
    }
}
