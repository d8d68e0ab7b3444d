namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>An estimated number with its standard error and confidence interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">Its standard error, in the same unit; NaN where none is defined.</param>
/// <param name="Low">The interval's lower end; NaN where none is defined.</param>
/// <param name="High">The interval's upper end; NaN where none is defined.</param>
/// <param name="Level">The interval's confidence level, in (0, 1): 0.95 for 95 %.</param>
public readonly record struct LifetimeEstimate(double Value, double StandardError, double Low, double High, double Level)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Value:G6} ({100 * Level:G4} % interval {Low:G6} to {High:G6})";

    /// <summary>The normal quantile that a two-sided interval of that level reaches to: 1.96 for 0.95.</summary>
    internal static double NormalQuantile(double level)
    {
        if (!(level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(level), level, "A confidence level lies strictly between 0 and 1.");
        return Math.Sqrt(2) * MathNet.Numerics.SpecialFunctions.ErfInv(level);
    }
}
