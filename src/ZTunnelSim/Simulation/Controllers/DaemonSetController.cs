using ZTunnelSim.Model;

namespace ZTunnelSim.Simulation.Controllers;

/// <summary>RollingUpdate as Kubernetes' DaemonSet controller does it: a sync after every change, until it decides nothing.</summary>
internal sealed class DaemonSetController(ControlPlane plane, RollingUpdate plan) : IRolloutController
{
    private readonly List<int> _create = [];
    private readonly List<int> _delete = [];

    public void Begin(double now) => Observe(now);

    public void Observe(double now)
    {
        do
        {
            DaemonSetSync.Decide(plan, node => plane.Nodes[node].Pods, plane.Order, _create, _delete);
            foreach (int node in _delete) plane.DeleteOldPod(node, now);
            foreach (int node in _create) plane.CreateNewPod(node, now);
        }
        while (_create.Count + _delete.Count > 0);
    }

    // It asks for nothing: minReadySeconds are part of a node's steps.
    public bool Wake(double now, int reason) => false;
}
