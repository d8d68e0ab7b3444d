namespace ZTunnelSim.Data;

/// <summary>Chooses pods by their labels: all requirements have to hold.</summary>
/// <param name="MatchLabels">Labels that have to be there with these values.</param>
/// <param name="Expressions">Further requirements.</param>
/// <remarks>One without any requirement chooses every pod.</remarks>
internal sealed record LabelSelector(IReadOnlyDictionary<string, string> MatchLabels, IReadOnlyList<LabelRequirement> Expressions)
{
    /// <summary>Whether labels are chosen.</summary>
    /// <param name="labels">The labels.</param>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        return MatchLabels.All(label => labels.TryGetValue(label.Key, out string? value) && value == label.Value)
            && Expressions.All(e => e.Matches(labels));
    }
}

/// <summary>A requirement on one label.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Values">The values to compare with.</param>
internal sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether it holds.</summary>
    /// <param name="labels">The labels.</param>
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

/// <summary>How a label is compared.</summary>
internal enum LabelOperator
{
    /// <summary>It has one of the values.</summary>
    In,

    /// <summary>It has none of the values, or is not there.</summary>
    NotIn,

    /// <summary>It is there.</summary>
    Exists,

    /// <summary>It is not there.</summary>
    DoesNotExist,
}
