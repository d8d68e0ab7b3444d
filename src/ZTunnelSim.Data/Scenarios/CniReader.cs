namespace ZTunnelSim.Data;

/// <summary>Reads whether istio-cni is rolled along with ztunnel.</summary>
internal static class CniReader
{
    public const string Key = "istioCni";

    /// <summary>Reads <c>{ rolledTogether: true, maxUnavailable: 1, away: 10s }</c>; null where it is not rolled together.</summary>
    /// <param name="value">What stands under the key.</param>
    /// <param name="rollout">ztunnel's rollout.</param>
    public static CniRollout? Read(YamlValue value, Rollout rollout)
    {
        YamlMap map = value.Map("rolledTogether", "maxUnavailable", "away");
        if (!map.Required("rolledTogether").Boolean()) return null;
        if (rollout.Strategy is RollingUpdate { MinReadySeconds: > 0 })
            throw value.Error("it is not modelled together with minReadySeconds.");
        YamlValue? limit = map.Optional("maxUnavailable");
        IntOrPercent places = limit is null ? CniRollout.Default.MaxUnavailable : UpdateStrategyReader.Limit(limit);
        if (places.Value == 0) throw limit!.Error($"at least one node is expected, but {limit.Given()} was given.");
        return new(places, map.Optional("away") is { } away ? LawReader.ReadFinite(away) : CniRollout.Default.Away);
    }
}
