namespace ZTunnelSim.Data;

/// <summary>The types of a DaemonSet's <c>updateStrategy</c>.</summary>
internal enum ManifestStrategyType
{
    /// <summary>The DaemonSet controller replaces pods by itself.</summary>
    RollingUpdate,

    /// <summary>A pod is replaced only after somebody deleted it.</summary>
    OnDelete,
}

/// <summary>A DaemonSet's <c>updateStrategy</c> as a manifest has it: the limits of a RollingUpdate, which OnDelete has none of.</summary>
internal sealed record ManifestStrategy
{
    private ManifestStrategy(RollingUpdate? limits) => RollingUpdate = limits;

    public RollingUpdate? RollingUpdate { get; }

    public ManifestStrategyType Type => RollingUpdate is null ? ManifestStrategyType.OnDelete : ManifestStrategyType.RollingUpdate;

    public static ManifestStrategy OnDelete { get; } = new(limits: null);

    public static ManifestStrategy Rolling(RollingUpdate limits) => new(limits);

    /// <summary>Reads an updateStrategy, null where it is missing; the defaults stand for the limits that it leaves out.</summary>
    public static ManifestStrategy? Read(YamlValue value, RollingUpdate defaults)
    {
        if (value["type"].Present is { } type)
        {
            if (type.Scalar() == "OnDelete") return OnDelete;
            if (!type.IsWord("RollingUpdate"))
                throw type.Error($"{type.Given()} was given; accepted are RollingUpdate and OnDelete.");
        }
        if (value.IsMissing) return null;
        YamlValue limits = value["rollingUpdate"];
        IntOrPercent surge = Limit("maxSurge") ?? defaults.MaxSurge;
        IntOrPercent unavailable = Limit("maxUnavailable") ?? defaults.MaxUnavailable;
        try
        {
            return Rolling(new RollingUpdate(surge, unavailable));
        }
        catch (ArgumentException)
        {
            throw (limits.Present ?? value.As(limits.Key)).Error(
                $"exactly one of maxSurge and maxUnavailable has to be 0, but they are {surge} and {unavailable} "
                + $"(a limit that is left out is maxSurge {defaults.MaxSurge}, maxUnavailable {defaults.MaxUnavailable}).");
        }

        IntOrPercent? Limit(string key) => limits[key].Present?.Limit("a number of nodes");
    }

    public override string ToString() => RollingUpdate is { } limits
        ? $"RollingUpdate maxSurge={limits.MaxSurge} maxUnavailable={limits.MaxUnavailable}"
        : "OnDelete";
}
