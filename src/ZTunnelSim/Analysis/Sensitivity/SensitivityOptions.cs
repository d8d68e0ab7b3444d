namespace ZTunnelSim.Analysis;

/// <summary>What is varied how far, and what is looked at. Wrong values are refused by <see cref="Sensitivity"/>.</summary>
public sealed record SensitivityOptions
{
    /// <summary>
    /// How far each input is varied down and up, as a share of it, above 0 and below 1. It is not used for lifetimes that come
    /// from data: these say themselves how much they leave open.
    /// </summary>
    public double Range { get; init; } = 0.2;

    /// <summary>Limits whose smallest T is looked at, too; null: resets and duration alone.</summary>
    public RolloutLimits? Limits { get; init; }

    /// <summary>The seed of what is simulated: durations, where they have no closed form, on common random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many rollouts are simulated for each value of an input, at least 20.</summary>
    public int Replications { get; init; } = 100;

    /// <summary>How many threads, at least 1; null: one for each processor.</summary>
    public int? Threads { get; init; }

    internal RecommendOptions Simulation => new() { Seed = Seed, Replications = Replications, Threads = Threads };

    internal void Validate()
    {
        if (!(Range is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(Range), Range, "A range lies between 0 and 1.");
        Limits?.Validate();
        Simulation.Validate();
    }
}
