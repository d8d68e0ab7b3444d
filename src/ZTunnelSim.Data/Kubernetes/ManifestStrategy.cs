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
    public static ManifestStrategy Rolling(RollingUpdate limits) => new(ManifestStrategyType.RollingUpdate, limits);

    /// <summary>Reads an updateStrategy; null where it is missing.</summary>
    /// <param name="value">The updateStrategy.</param>
    /// <param name="defaults">The limits that stand for those it leaves out.</param>
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

    /// <inheritdoc/>
    public override string ToString() => RollingUpdate is { } limits
        ? $"RollingUpdate maxSurge={limits.MaxSurge} maxUnavailable={limits.MaxUnavailable}"
        : "OnDelete";
}
