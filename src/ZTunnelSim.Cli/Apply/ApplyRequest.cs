namespace ZTunnelSim.Cli;

/// <summary>What <c>ztunnelsim apply</c> was asked for.</summary>
internal sealed record ApplyRequest
{
    public required ScenarioDraft Draft { get; init; }

    public required GracePeriod GracePeriod { get; init; }

    public ManifestStrategyType? Strategy { get; init; }

    /// <summary>The manifest to change; null: a new one of <see cref="Kind"/>.</summary>
    public string? Patch { get; init; }

    public ManifestKind Kind { get; init; }

    /// <summary>The version that a new ZTunnel resource names.</summary>
    public string? IstioVersion { get; init; }

    /// <summary>The version that the runbook updates to.</summary>
    public string? UpdateTo { get; init; }

    public string? Namespace { get; init; }

    public bool Runbook { get; init; }

    public IReadOnlyList<string> ClusterFiles { get; init; } = [];

    /// <summary>Where to; null: stdout.</summary>
    public string? Directory { get; init; }

    /// <summary>The strategy to write: the one asked for, or the scenario's.</summary>
    public ManifestStrategy Wanted => Strategy == ManifestStrategyType.OnDelete ? ManifestStrategy.OnDelete
        : Draft.Outline.Rollout.Strategy is RollingUpdate plan
        ? ManifestStrategy.Rolling(new RollingUpdate(plan.MaxSurge, plan.MaxUnavailable))
        : ManifestStrategy.OnDelete;
}
