namespace ZTunnelSim;

/// <summary>How the cluster's ztunnel pods are replaced: the DaemonSet's updateStrategy, and what people do around it.</summary>
/// <seealso cref="RollingUpdate"/>
/// <seealso cref="OnDelete"/>
/// <seealso cref="EvacuateNodes"/>
/// <seealso cref="EvacuateThenRoll"/>
public abstract record UpdateStrategy
{
    /// <summary>Whether nodes are evacuated, so that pods move.</summary>
    internal bool MovesPods => this is EvacuateNodes or EvacuateThenRoll;
}
