using ZTunnelSim.Model;

namespace ZTunnelSim.Simulation.Controllers;

/// <summary>RollingUpdate as the product documentation describes it: the next node starts when the old process has gone.</summary>
internal sealed class OneNodeAtATimeController(ControlPlane plane, RollingUpdate plan) : IRolloutController
{
    private int _position = -1;

    public void Begin(double now) => StartNext(now);

    public void Observe(double now)
    {
        if (_position == plane.Order.Length) return;
        int node = plane.Order[_position];
        NodeReplacement replacement = plane.Nodes[node];
        if (replacement.IsReplaced) StartNext(now);
        else if (replacement is { OldPod: OldPodState.Serving, NewPod: NewPodState.Available }) plane.DeleteOldPod(node, now);
    }

    // It asks for nothing.
    public bool Awaits(int reason) => false;

    public void Wake(double now, int reason)
    {
    }

    private void StartNext(double now)
    {
        if (++_position == plane.Order.Length) return;
        if (plan.IsSurge) plane.CreateNewPod(plane.Order[_position], now);
        else plane.DeleteOldPod(plane.Order[_position], now);
    }
}
