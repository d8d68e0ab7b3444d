namespace ZTunnelSim;

/// <summary>The DaemonSet's RollingUpdate strategy.</summary>
public sealed record RollingUpdate : UpdateStrategy
{
    /// <summary>A rolling update; exactly one of its two limits is 0.</summary>
    /// <param name="maxSurge">How many nodes may have a new pod beside the old one.</param>
    /// <param name="maxUnavailable">How many nodes may be without an available pod.</param>
    /// <param name="minReadySeconds">How many seconds a pod must be Ready before it is available, at least 0.</param>
    /// <exception cref="ArgumentException">Both limits are 0, or both are not.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minReadySeconds"/> is negative.</exception>
    public RollingUpdate(IntOrPercent maxSurge, IntOrPercent maxUnavailable, int minReadySeconds = 0)
    {
        if (maxSurge.Value == 0 == (maxUnavailable.Value == 0))
        {
            throw new ArgumentException(
                $"Exactly one of maxSurge and maxUnavailable is 0, but maxSurge is {maxSurge} and maxUnavailable is {maxUnavailable}.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(minReadySeconds);
        (MaxSurge, MaxUnavailable, MinReadySeconds) = (maxSurge, maxUnavailable, minReadySeconds);
    }

    /// <summary>ztunnel's chart: maxSurge 1, maxUnavailable 0.</summary>
    public static RollingUpdate Default { get; } = new(IntOrPercent.Nodes(1), IntOrPercent.Nodes(0));

    /// <summary>How many nodes may have a new pod beside the old one.</summary>
    public IntOrPercent MaxSurge { get; }

    /// <summary>How many nodes may be without an available pod.</summary>
    public IntOrPercent MaxUnavailable { get; }

    /// <summary>How many seconds a pod must be Ready before it counts as available.</summary>
    public int MinReadySeconds { get; }

    /// <summary>Whether the new pod starts beside the old one (true), or after it (false).</summary>
    public bool IsSurge => MaxSurge.Value > 0;

    /// <summary>How many nodes of a cluster may be in replacement at once.</summary>
    /// <param name="nodeCount">The nodes that should run the pod.</param>
    public int ConcurrentNodes(int nodeCount) => (IsSurge ? MaxSurge : MaxUnavailable).Resolve(nodeCount);

    /// <inheritdoc/>
    public override string ToString() =>
        $"RollingUpdate maxSurge={MaxSurge} maxUnavailable={MaxUnavailable} minReadySeconds={MinReadySeconds}";
}
