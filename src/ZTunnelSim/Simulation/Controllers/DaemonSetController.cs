using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>RollingUpdate as Kubernetes' DaemonSet controller does it: a sync after every change, until it decides nothing.</summary>
/// <remarks>
/// With minReadySeconds a pod becomes available without any change that the controller would see: <see cref="AvailabilityWatch"/> says when
/// it looks.
/// A sync looks only at the nodes that can make a difference: those in replacement, those with a broken old pod, and as many of those that
/// wait, in their order, as the limit could let in. It decides the same as over all nodes, at a cost that does not grow with the cluster.
/// </remarks>
internal sealed class DaemonSetController(ControlPlane plane, RollingUpdate plan) : IRolloutController
{
    private readonly int _limit = plan.ConcurrentNodes(plane.Order.Length);
    private readonly List<int> _window = [.. plane.Order.Where(node => plane.Nodes[node].IsOldUnavailable)];
    private readonly List<int> _create = [];
    private readonly List<int> _delete = [];
    private readonly AvailabilityWatch? _watch = plan.MinReadySeconds > 0 ? new(plane, plan.MinReadySeconds) : null;
    private int _next;

    public void Begin(double now) => Sync(now);

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
        int waiting = _window.Count(node => plane.Nodes[node]
            is { OldPod: OldPodState.Serving, NewPod: NewPodState.None, IsOldUnavailable: false });
        for (; waiting < _limit && _next < plane.Order.Length; _next++)
        {
            int node = plane.Order[_next];
            // Broken ones are in the window from the start.
            if (plane.Nodes[node].IsOldUnavailable || MakesNoDifference(node)) continue;
            _window.Add(node);
            waiting++;
        }
    }

    /// <summary>With a surge a node is done with when its old pod is marked deleted, otherwise when its new one is available.</summary>
    private bool MakesNoDifference(int node)
    {
        NodePods pods = plane.Nodes[node].Pods;
        return pods is { OldExists: false, NewExists: true } && (plan.IsSurge || pods.NewIsAvailable);
    }
}
