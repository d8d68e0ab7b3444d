namespace ZTunnelSim.Data;

/// <summary>Reads a PodDisruptionBudget.</summary>
internal static class BudgetReader
{
    public static InventoryBudget Read(JsonObjectValue budget)
    {
        JsonObjectValue metadata = budget["metadata"], spec = budget["spec"];
        LabelSelector? selector = spec["selector"].IsMissing ? null : Selector(spec["selector"]);
        // An empty selector chose no pod before policy/v1, and chooses every pod since.
        bool choosesNone = budget["apiVersion"].Text() == "policy/v1beta1" && selector is { MatchLabels.Count: 0, Expressions.Count: 0 };
        InventoryBudget read = new()
        {
            Namespace = metadata["namespace"].Text() ?? "default",
            Name = metadata["name"].RequiredText(),
            Selector = choosesNone ? null : selector,
            MinAvailable = spec["minAvailable"].Limit(),
            MaxUnavailable = spec["maxUnavailable"].Limit(),
        };
        return read.MinAvailable is null != read.MaxUnavailable is null
            ? read
            : throw spec.Error($"exactly one of minAvailable and maxUnavailable is expected, but {(read.MinAvailable is null ? "none was" : "both were")} given.");
    }

    private static LabelSelector Selector(JsonObjectValue selector) => new(
        selector["matchLabels"].Texts(),
        [.. selector["matchExpressions"].Items().Select(Requirement)]);

    private static LabelRequirement Requirement(JsonObjectValue expression)
    {
        JsonObjectValue word = expression["operator"];
        LabelOperator comparison = word.Text() switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            _ => throw word.Error("In, NotIn, Exists or DoesNotExist is expected."),
        };
        return new(expression["key"].RequiredText(), comparison, [.. expression["values"].Items().Select(v => v.Text() ?? "")]);
    }
}
