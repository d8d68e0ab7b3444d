namespace ZTunnelSim;

/// <summary>
/// The safe procedure, for one node after the other: cordon it, evict its pods, delete its ztunnel pod, wait for
/// the new one to be ready, uncordon, next node. A evacuated node's ztunnel holds no connection that it could reset.
/// </summary>
/// <param name="Evacuation">How nodes are evacuated.</param>
public sealed record EvacuateNodes(NodeEvacuation Evacuation) : UpdateStrategy
{
    /// <summary>With <see cref="NodeEvacuation.Default"/>.</summary>
    public EvacuateNodes()
        : this(NodeEvacuation.Default)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => "OnDelete with node draining"
        + (Evacuation.SurgeNodes > 0 ? $", surge nodes {Evacuation.SurgeNodes}" : "") + (Evacuation.CordonAllFirst ? ", all cordoned first" : "");
}
