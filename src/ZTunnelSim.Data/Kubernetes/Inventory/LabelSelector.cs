namespace ZTunnelSim.Data;

/// <summary>
/// Chooses pods by their labels: those to match have to be there with their values, and all expressions have to hold. One without any
/// requirement chooses every pod.
/// </summary>
internal sealed record LabelSelector(IReadOnlyDictionary<string, string> MatchLabels, IReadOnlyList<LabelRequirement> Expressions)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        MatchLabels.All(label => labels.TryGetValue(label.Key, out string? value) && value == label.Value)
        && Expressions.All(e => e.Matches(labels));
}

/// <summary>A requirement on one label.</summary>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        bool exists = labels.TryGetValue(Key, out string? value);
        return Operator switch
        {
            LabelOperator.In => exists && Values.Contains(value!),
            // A label that is not there has none of the values.
            LabelOperator.NotIn => !exists || !Values.Contains(value!),
            LabelOperator.Exists => exists,
            _ => !exists,
        };
    }
}

/// <summary>How a label is compared, in Kubernetes' words.</summary>
internal enum LabelOperator
{
    In, NotIn, Exists, DoesNotExist,
}
