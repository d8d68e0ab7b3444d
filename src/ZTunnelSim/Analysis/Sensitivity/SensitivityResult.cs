namespace ZTunnelSim;

/// <summary>What moves the answer, and how far.</summary>
public sealed record SensitivityResult
{
    internal SensitivityResult(Rollout rollout, SensitivityOutcome @base, IEnumerable<InputSensitivity> inputs) =>
        (Rollout, Base, Inputs) = (rollout, @base, ValueList.Of(inputs));

    /// <summary>The rollout, all inputs as given.</summary>
    public Rollout Rollout { get; }

    /// <summary>The answer with all inputs as given.</summary>
    public SensitivityOutcome Base { get; }

    /// <summary>Each input, by falling swing of the resets.</summary>
    public IReadOnlyList<InputSensitivity> Inputs { get; }

    /// <summary>The limits whose smallest T was looked at; null: none.</summary>
    public RolloutLimits? Limits { get; internal init; }

    /// <summary>Whether durations are theory's means (true), or means of simulated rollouts (false).</summary>
    public bool IsDurationTheory { get; internal init; }

    /// <summary>The inputs by falling swing of a number.</summary>
    /// <param name="of">The number; null counts as infinite.</param>
    public IReadOnlyList<InputSensitivity> By(Func<SensitivityOutcome, double?> of) =>
        ValueList.Of(Inputs.OrderByDescending(i => i.Swing(of)));

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() => $"{string.Join('\n', SensitivityText.Answer(this))}\n\n{SensitivityText.Table(this)}";
}

/// <summary>What an input moves, everything else being as given.</summary>
/// <param name="Workload">The name of the workload it belongs to; null: the replacement's timing.</param>
/// <param name="Input">What it is.</param>
/// <param name="Low">Its low value, with its unit.</param>
/// <param name="High">Its high value, with its unit.</param>
/// <param name="Assumed">Where its range comes from.</param>
/// <param name="AtLow">The answer at the low value.</param>
/// <param name="AtHigh">The answer at the high value.</param>
public sealed record InputSensitivity(
    string? Workload, string Input, string Low, string High, string Assumed, SensitivityOutcome AtLow, SensitivityOutcome AtHigh)
{
    /// <summary>
    /// How far a number moves from the low value to the high one; infinite where it is there at one and null at the other.
    /// </summary>
    /// <param name="of">The number.</param>
    public double Swing(Func<SensitivityOutcome, double?> of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return (of(AtLow), of(AtHigh)) switch
        {
            ({ } low, { } high) => Math.Abs(high - low),
            (null, null) => 0,
            _ => double.PositiveInfinity,
        };
    }
}

/// <summary>The answer for one set of inputs.</summary>
/// <param name="Resets">Expected resets in the whole rollout, by theory.</param>
/// <param name="DurationSeconds">The mean duration under the rollout's pacing, in seconds.</param>
/// <param name="GracePeriod">The smallest T that holds the limits; null where none does, or where there are no limits.</param>
public sealed record SensitivityOutcome(double Resets, double DurationSeconds, GracePeriod? GracePeriod);
