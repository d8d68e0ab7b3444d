namespace ZTunnelSim.Data;

/// <summary>Reads a PodDisruptionBudget.</summary>
internal static class BudgetReader
{
    public static InventoryBudget Read(YamlValue budget)
    {
        YamlValue metadata = budget["metadata"], spec = budget["spec"];
        (string space, string name) = KubernetesName.InNamespace(metadata);
        LabelSelector? selector = spec["selector"].IsMissing ? null : Selector(spec["selector"]);
        // An empty selector chose no pod before policy/v1, and chooses every pod since.
        bool choosesNone = budget["apiVersion"].OptionalText() == "policy/v1beta1"
            && selector is { MatchLabels.Count: 0, Expressions.Count: 0 };
        InventoryBudget read = new()
        {
            Namespace = space,
            Name = name,
            Selector = choosesNone ? null : selector,
            MinAvailable = spec["minAvailable"].Present?.Limit("a number"),
            MaxUnavailable = spec["maxUnavailable"].Present?.Limit("a number"),
            AlwaysEvictsUnhealthy = spec["unhealthyPodEvictionPolicy"].OptionalText() == "AlwaysAllow",
        };
        return read.MinAvailable is null != read.MaxUnavailable is null
            ? read
            : throw spec.Error("exactly one of minAvailable and maxUnavailable is expected, but "
                + $"{(read.MinAvailable is null ? "none was" : "both were")} given.");
    }

    private static LabelSelector Selector(YamlValue selector) => new(
        selector["matchLabels"].Texts(),
        [.. selector["matchExpressions"].Items().Select(Requirement)]);

    private static LabelRequirement Requirement(YamlValue expression)
    {
        YamlValue word = expression["operator"];
        LabelOperator comparison = word.OptionalText() switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => throw word.Error("In, NotIn, Exists or DoesNotExist is expected."),
        };
        return new(expression["key"].RequiredText(), comparison, [.. expression["values"].Items().Select(v => v.OptionalText() ?? "")]);
    }
}
