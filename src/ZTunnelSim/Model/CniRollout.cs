namespace ZTunnelSim;

/// <summary>
/// That the istio-cni DaemonSet is rolled at the same time as ztunnel's, node after node by maxUnavailable: while it is away on a node, no
/// ztunnel there is Ready, and a new one gets no listeners.
/// </summary>
/// <param name="MaxUnavailable">On how many nodes it may be away at once.</param>
/// <param name="Away">For how long it is away on a node, in seconds, of finite mean.</param>
/// <remarks>
/// Sources: istio/ztunnel src/inpod/workloadmanager.rs (ztunnel is told of its node's pods by istio-cni, and is not Ready without it);
/// istio's chart of istio-cni (maxUnavailable 1); kubernetes/kubernetes pkg/controller/daemon/update.go (with a surge an old pod that is
/// not available is deleted as soon as the new one exists, whatever the limit).
/// </remarks>
internal sealed record CniRollout(IntOrPercent MaxUnavailable, DurationLaw Away)
{
    /// <summary>One node at a time, as the chart has it, and 10 s on each: an assumption.</summary>
    public static CniRollout Default { get; } = new(1, new Constant(10));

    /// <summary>On how many nodes of a cluster it is away at once.</summary>
    public int Places(int nodes) => Math.Min(nodes, MaxUnavailable.Resolve(nodes));
}
