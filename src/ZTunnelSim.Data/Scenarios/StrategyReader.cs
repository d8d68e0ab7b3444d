namespace ZTunnelSim.Data;

/// <summary>Reads the strategies to compare. What one does not say is as under <c>ztunnel</c>, which made the rollout.</summary>
internal sealed class StrategyReader(
    Rollout rollout, IReadOnlyList<GracePeriod> candidates, int minReadySeconds, UpdateStrategyReader plans)
{
    public IReadOnlyList<NamedStrategy> Read(YamlValue? value)
    {
        if (value is null) return DefaultStrategies.Of(rollout, candidates);
        List<NamedStrategy> strategies = [];
        foreach (YamlValue item in value.List()) strategies.Add(ReadOne(item, strategies));
        return strategies;
    }

    private NamedStrategy ReadOne(YamlValue value, List<NamedStrategy> others)
    {
        YamlMap map = value.Map(
            "name", "terminationGracePeriodSeconds", "updateStrategy", "minReadySeconds", "drainBudget", "nodeOrder", "pacing");
        YamlValue nameValue = map.Required("name");
        string name = nameValue.Text();
        if (others.Any(s => s.Name == name)) throw nameValue.Error($"a strategy '{name}' was given before.");

        Rollout its = rollout with { GracePeriod = ReadGracePeriod(map, value), Strategy = ReadPlan(map) };
        if (map.Optional("drainBudget") is { } budget) its = its with { DrainBudget = ScenarioReader.ReadDrainBudget(budget) };
        if (map.Optional("nodeOrder") is { } order) its = its with { NodeOrder = ScenarioReader.ReadNodeOrder(order) };
        if (map.Optional("pacing") is { } pacing) its = its with { Pacing = ReadPacing(pacing, its.Strategy) };
        NewsReader.RequireOneChange(its, nameValue);
        return new(name, its);
    }

    private GracePeriod ReadGracePeriod(YamlMap map, YamlValue place)
    {
        if (map.Optional("terminationGracePeriodSeconds") is { } value) return new(value.Integer(min: 1));
        return candidates.Count == 1
            ? candidates[0]
            : throw place.Error("ztunnel lists several candidates for terminationGracePeriodSeconds; say which one this strategy has.");
    }

    private UpdateStrategy ReadPlan(YamlMap map)
    {
        int minReady = map.Optional("minReadySeconds")?.Integer(0) ?? minReadySeconds;
        if (map.Optional("updateStrategy") is { } value) return plans.Read(value, minReady);
        return rollout.Strategy switch
        {
            RollingUpdate roll => WithMinReady(roll),
            EvacuateThenRoll mixed => mixed with { Roll = WithMinReady(mixed.Roll) },
            UpdateStrategy plan => plan,
        };

        RollingUpdate WithMinReady(RollingUpdate roll) => new(roll.MaxSurge, roll.MaxUnavailable, minReady);
    }

    private static Pacing ReadPacing(YamlValue value, UpdateStrategy plan)
    {
        Pacing pacing = value.Choice(("kubernetes", Pacing.Kubernetes), ("oneNodeAtATime", Pacing.OneNodeAtATime));
        return plan is RollingUpdate ? pacing : throw value.Error(
            "it goes with a RollingUpdate only: under OnDelete people decide when the next node starts.");
    }
}
