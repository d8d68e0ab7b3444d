namespace ZTunnelSim;

/// <summary>RollingUpdate as the product documentation describes it: the next node starts when the old process has gone.</summary>
internal sealed class OneNodeAtATimeController(ControlPlane plane, RollingUpdate plan) : IRolloutController
{
    // Kubernetes replaces a broken old pod at once and waits for nothing there; without a surge the node is without a pod, and waits.
    private readonly int[] _order =
        [.. plane.Order.Where(node => !(plan.IsSurge && plane.Nodes[node].IsOldUnavailable))];
    private int _position = -1;

    public void Begin(double now)
    {
        foreach (int node in plane.Order.Except(_order))
        {
            plane.CreateNewPod(node, now);
            plane.DeleteOldPod(node, now);
        }
        StartNext(now);
    }

    public void Observe(double now)
    {
        if (_position == _order.Length) return;
        int node = _order[_position];
        NodeReplacement replacement = plane.Nodes[node];
        if (replacement.IsReplaced) StartNext(now);
        else if (replacement is { OldPod: OldPodState.Serving, NewPod: NewPodState.Available })
            plane.DeleteOldPod(node, now);
    }

    private void StartNext(double now)
    {
        if (++_position == _order.Length) return;
        if (plan.IsSurge) plane.CreateNewPod(_order[_position], now);
        else plane.DeleteOldPod(_order[_position], now);
    }
}
