using ZTunnelSim.Model;
using ZTunnelSim.Randomness;

namespace ZTunnelSim.Simulation;

/// <summary>Decides which node starts when: the DaemonSet controller's part, under either pacing.</summary>
/// <remarks>
/// DESIGN.md section 1. A node takes one of the slots that maxSurge or maxUnavailable grant. Under
/// <see cref="Pacing.Kubernetes"/> it gives the slot back when its new pod is available and its old one is deleted,
/// which with a surge means marked deleted, so that its drain no longer counts. Under
/// <see cref="Pacing.OneNodeAtATime"/> there is one slot, given back when the replacement is done.
/// </remarks>
internal sealed class RolloutController
{
    private readonly Pacing _pacing;
    private readonly int[] _order;
    private int _next;
    private int _freeSlots;

    public RolloutController(Rollout rollout, RollingUpdate plan, ulong seed, int replication)
    {
        int nodes = rollout.Cluster.Nodes.Count;
        _pacing = rollout.Pacing;
        _order = Order(rollout.NodeOrder, nodes, seed, replication);
        _freeSlots = Slots(plan, _pacing, nodes);
    }

    public static int Slots(RollingUpdate plan, Pacing pacing, int nodes) =>
        pacing == Pacing.OneNodeAtATime ? 1 : plan.ConcurrentNodes(nodes);

    public static int[] Order(NodeOrder order, int nodes, ulong seed, int replication)
    {
        int[] result = [.. Enumerable.Range(0, nodes)];
        if (order == NodeOrder.AsListed) return result;
        RandomStream random = new(seed, replication, purpose: (long)StreamPurpose.NodeOrder);
        for (int i = nodes - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (result[i], result[j]) = (result[j], result[i]);
        }
        return result;
    }

    /// <summary>Takes a slot for the next node, if there are both.</summary>
    public bool TryStartNext(out int node)
    {
        node = -1;
        if (_freeSlots == 0 || _next == _order.Length) return false;
        _freeSlots--;
        node = _order[_next++];
        return true;
    }

    /// <summary>Takes note of a node's progress: a slot may come free.</summary>
    /// <param name="replacement">The node, after a step.</param>
    /// <param name="wasUpdated">What <see cref="IsUpdated"/> said before that step.</param>
    public void Observe(NodeReplacement replacement, bool wasUpdated)
    {
        if (!wasUpdated && IsUpdated(replacement)) _freeSlots++;
    }

    public bool IsUpdated(NodeReplacement replacement) => _pacing == Pacing.Kubernetes
        ? replacement.IsNewAvailableAndOldDeleted
        : replacement.Phase == ReplacementPhase.Replaced;
}
