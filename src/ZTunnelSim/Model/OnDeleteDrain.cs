namespace ZTunnelSim.Model;

/// <summary>
/// The safe procedure, for one node after the other: cordon it, evict its pods (drain), delete its ztunnel pod, wait for
/// the new one to be ready, uncordon, next node. A drained node's ztunnel holds no connection that it could reset.
/// </summary>
/// <param name="Drain">How nodes are drained.</param>
public sealed record OnDeleteDrain(NodeDrain Drain) : UpdatePlan
{
    /// <summary>With <see cref="NodeDrain.Default"/>.</summary>
    public OnDeleteDrain()
        : this(NodeDrain.Default)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => "OnDelete with node draining"
        + (Drain.SurgeNodes > 0 ? $", surge nodes {Drain.SurgeNodes}" : "") + (Drain.CordonAllFirst ? ", all cordoned first" : "");
}
