namespace ZTunnelSim.Data;

/// <summary>What a manifest says about ztunnel's update. What it leaves open is null.</summary>
internal sealed record ZTunnelSettings
{
    /// <summary>The file, or <c>-</c> for standard input.</summary>
    public required string File { get; init; }

    /// <summary>The line where the document starts, from 1.</summary>
    public required int Line { get; init; }

    public required ManifestKind Kind { get; init; }

    /// <summary>The namespace that ztunnel runs in.</summary>
    public string? Namespace { get; init; }

    /// <summary>What installs ztunnel, where the manifest is that of an installer.</summary>
    public ManifestRelease? Release { get; init; }

    public GracePeriod? GracePeriod { get; init; }

    /// <summary>Limits that are left out have the default of the chart, or in a DaemonSet that of Kubernetes.</summary>
    public ManifestStrategy? Strategy { get; init; }

    /// <summary>Whether the chart of the version that is named does not know the strategy, so that its own holds.</summary>
    internal bool IsStrategyIgnored { get; init; }

    /// <summary>How many seconds a pod must be Ready before it is available. Only a DaemonSet can say.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>
    /// The rule for the drain budget, where environment variables change it: CONNECTION_TERMINATION_DEADLINE, or a
    /// TERMINATION_GRACE_PERIOD_SECONDS that is not T.
    /// </summary>
    public DrainBudget? DrainBudget { get; init; }

    /// <inheritdoc cref="KeepAliveVariables.Seconds" path="/summary"/>
    public double? KeepAliveSeconds { get; init; }

    /// <summary>The readiness probe's period in seconds. Only a DaemonSet can say.</summary>
    public int? ReadinessPeriodSeconds { get; init; }

    /// <summary>
    /// Why no node ever has room for two of its pods, so that a surge stands still: they take ports of the node. Null where nothing of that
    /// kind is said. Only a DaemonSet can say.
    /// </summary>
    public string? SurgeObstacle { get; init; }

    /// <summary>How many other documents the file holds; they are not read.</summary>
    public int OtherDocuments { get; init; }

    /// <summary>What is odd about the manifest: a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>As a RollingUpdate of the model, with minReadySeconds; null where the strategy is OnDelete.</summary>
    public RollingUpdate? ToRollingUpdate()
    {
        ManifestStrategy? strategy = IsStrategyIgnored ? null : Strategy;
        if (strategy is { Type: ManifestStrategyType.OnDelete }) return null;
        RollingUpdate limits = strategy?.RollingUpdate ?? RollingUpdate.Default;
        return new(limits.MaxSurge, limits.MaxUnavailable, MinReadySeconds ?? 0);
    }
}
