namespace ZTunnelSim.Model;

/// <summary>How the cluster's ztunnel pods are replaced: the DaemonSet's updateStrategy, and what people do around it.</summary>
/// <seealso cref="RollingUpdate"/>
/// <seealso cref="OnDelete"/>
/// <seealso cref="OnDeleteDrain"/>
/// <seealso cref="DrainThenRoll"/>
public abstract record UpdatePlan
{
    /// <summary>Whether nodes are drained, so that pods move.</summary>
    internal bool MovesPods => this is OnDeleteDrain or DrainThenRoll;
}
