using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>What controllers see and can do: the nodes' ztunnel pods, the applications' pods, and a clock to be woken by.</summary>
internal sealed class ControlPlane(RolloutResult result, NodeReplacement[] nodes, int[] order, PodFleet? fleet, Agenda agenda, RunRecorder? recorder)
{
    /// <summary>The nodes in the order of this rollout.</summary>
    public int[] Order => order;

    public IReadOnlyList<NodeReplacement> Nodes => nodes;

    /// <summary>The applications' pods; null where the plan moves none.</summary>
    public PodFleet? Fleet => fleet;

    public RunRecorder? Recorder => recorder;

    public void CreateNewPod(int node, double now)
    {
        nodes[node].CreateNewPod(now);
        Schedule(node);
    }

    public void DeleteOldPod(int node, double now)
    {
        bool newListens = nodes[node].NewPod >= NewPodState.Ready;
        AcceptQueueLoss.Draw(result, node, newListens ? now - nodes[node].Timeline.ReadyAt : 0, newListens, fleet);
        nodes[node].DeleteOldPod(now);
        Schedule(node);
    }

    public void OldIsIdle(int node, double now)
    {
        nodes[node].OldIsIdle(now);
        Schedule(node);
    }

    /// <summary>Lets a node take the step that is due now.</summary>
    public void Step(int node, double now)
    {
        nodes[node].Step(now);
        // The DaemonSet's loop that keeps a pod on every node: one is created when the old one is not just marked but gone.
        if (nodes[node] is { OldPod: OldPodState.Gone, NewPod: NewPodState.None }) nodes[node].CreateNewPod(now);
        Schedule(node);
    }

    public void WakeController(double time, int reason) => agenda.Add(time, AgendaKind.Controller, reason);

    private void Schedule(int node) => agenda.Add(nodes[node].DueAt, AgendaKind.NodeStep, node);
}
