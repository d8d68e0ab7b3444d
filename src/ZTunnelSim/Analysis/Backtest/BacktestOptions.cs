namespace ZTunnelSim;

/// <summary>How a rollout was done, and how it is judged.</summary>
public sealed record BacktestOptions
{
    /// <summary>The drain budget G in seconds, finite and above 0.</summary>
    public required double DrainBudgetSeconds { get; init; }

    /// <summary>The strategy, a RollingUpdate; without a surge there is no overlap.</summary>
    /// <exception cref="ArgumentException">It is set to another one.</exception>
    public UpdateStrategy Strategy
    {
        get;
        init => field = RollingUpdate.Require(value, nameof(Strategy));
    } = UpdateStrategy.Chart;

    /// <summary><see cref="Strategy"/> as what it is.</summary>
    internal RollingUpdate Roll => (RollingUpdate)Strategy;

    /// <summary>The timing; only the overlap and the share matter here.</summary>
    public ReplacementTiming Timing { get; init; } = ReplacementTiming.Default;

    /// <summary>The probability of the prediction intervals, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How many draws carry the uncertainty of rates and lifetimes, at least 1.</summary>
    public int Draws { get; init; } = 400;

    /// <summary>The seed of these draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    internal void Validate()
    {
        if (!(DrainBudgetSeconds > 0 && double.IsFinite(DrainBudgetSeconds)))
            throw new ArgumentException($"A drain budget is finite and above 0 s, but {DrainBudgetSeconds:R} was given.");
        if (!(Confidence is > 0 and < 1)) throw new ArgumentException($"A confidence lies between 0 and 1, but {Confidence:R} was given.");
        if (Draws < 1) throw new ArgumentException($"At least 1 draw is needed, but {Draws} was given.");
    }
}
