namespace ZTunnelSim;

/// <summary>What is varied how far, and what is looked at. Wrong values are refused by <see cref="SensitivityExtensions"/>.</summary>
/// <remarks>Simulated are durations, where they have no closed form, on common random numbers.</remarks>
public sealed record SensitivityOptions : StudyOptions
{
    /// <summary>The defaults: 100 replications for each value of an input.</summary>
    public SensitivityOptions()
        : base(replications: 100, leastReplications: 20)
    {
    }

    /// <summary>
    /// How far each input is varied down and up, as a share of it, above 0 and below 1. It is not used for lifetimes that come from data:
    /// these say themselves how much they leave open.
    /// </summary>
    public double Range { get; init; } = 0.2;

    /// <summary>Limits whose smallest T is looked at, too; null: resets and duration alone.</summary>
    public RolloutLimits? Limits { get; init; }

    internal override void Validate()
    {
        if (!(Range is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(Range), Range, "A range lies between 0 and 1.");
        Limits?.Validate();
        base.Validate();
    }
}
