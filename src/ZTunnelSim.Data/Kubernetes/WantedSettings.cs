namespace ZTunnelSim.Data;

/// <summary>What a manifest is to say. What is null is left as it is.</summary>
internal sealed record WantedSettings
{
    /// <summary>T.</summary>
    public GracePeriod? GracePeriod { get; init; }

    /// <summary>The update strategy.</summary>
    public ManifestStrategy? Strategy { get; init; }

    /// <summary>Whether settings that were read say all of this already.</summary>
    /// <param name="settings">The settings; a strategy that they leave open is the chart's.</param>
    public bool IsMetBy(ZTunnelSettings settings)
    {
        ManifestStrategy current = settings.Strategy ?? ManifestStrategy.Rolling(RollingUpdate.Default);
        return (GracePeriod is null || settings.GracePeriod == GracePeriod) && (Strategy is null || current == Strategy);
    }
}
