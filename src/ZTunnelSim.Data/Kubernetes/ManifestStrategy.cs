namespace ZTunnelSim.Data;

/// <summary>A DaemonSet's <c>updateStrategy</c> as a manifest has it.</summary>
/// <param name="Type">The type.</param>
/// <param name="RollingUpdate">The limits, for a RollingUpdate; null for OnDelete.</param>
internal sealed record ManifestStrategy(ManifestStrategyType Type, RollingUpdate? RollingUpdate)
{
    /// <summary>OnDelete.</summary>
    public static ManifestStrategy OnDelete { get; } = new(ManifestStrategyType.OnDelete, null);

    /// <summary>A RollingUpdate.</summary>
    /// <param name="limits">Its limits.</param>
    public static ManifestStrategy Rolling(RollingUpdate limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new(ManifestStrategyType.RollingUpdate, limits);
    }

    /// <inheritdoc/>
    public override string ToString() => RollingUpdate is { } limits
        ? $"RollingUpdate maxSurge={limits.MaxSurge} maxUnavailable={limits.MaxUnavailable}"
        : "OnDelete";
}
