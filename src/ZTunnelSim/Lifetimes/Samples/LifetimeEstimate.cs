namespace ZTunnelSim;

/// <summary>An estimated number with its standard error and confidence interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">
/// Its standard error, in the same unit; positive infinity where the number has none, as an infinite mean.
/// </param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end; positive infinity where the data set no bound.</param>
/// <param name="Level">The interval's confidence level, in (0, 1): 0.95 for 95 %.</param>
public readonly record struct LifetimeEstimate(double Value, double StandardError, double Low, double High, double Level)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Value:G6} ({100 * Level:G4} % interval {Low:G6} to {High:G6})");

    /// <summary>An estimate with the interval between quantiles of draws that are as plausible; it holds the estimate.</summary>
    internal static LifetimeEstimate OfDraws(double value, double[] draws, double level)
    {
        RequireLevel(level);
        if (draws.Length < 2) throw new LifetimeFitException($"Only {draws.Length} plausible laws could be drawn: the data are too few.");
        double[] sorted = [.. draws.Order()];
        double mean = sorted.Average();
        double deviation = double.IsFinite(mean)
            ? Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1))
            : double.PositiveInfinity;
        double low = Quantile(sorted, (1 - level) / 2), high = Quantile(sorted, (1 + level) / 2);
        return new(value, deviation, Math.Min(low, value), Math.Max(high, value), level);
    }

    /// <summary>
    /// The quantile of sorted values by linear interpolation at p (n + 1): one more draw exceeds it with probability 1 - p whatever n is,
    /// so that intervals of few draws are not too short.
    /// </summary>
    private static double Quantile(double[] sorted, double probability)
    {
        double position = Math.Clamp(probability * (sorted.Length + 1) - 1, 0, sorted.Length - 1);
        int below = (int)position;
        double part = position - below;
        return part > 0 && below + 1 < sorted.Length
            ? (1 - part) * sorted[below] + part * sorted[below + 1]
            : sorted[below];
    }

    /// <summary>The normal quantile that a two-sided interval of that level reaches to: 1.96 for 0.95.</summary>
    internal static double NormalQuantile(double level)
    {
        RequireLevel(level);
        return Math.Sqrt(2) * MathNet.Numerics.SpecialFunctions.ErfInv(level);
    }

    private static void RequireLevel(double level)
    {
        if (!(level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A confidence level lies strictly between 0 and 1.");
    }
}

/// <summary>The data can't support the estimate that was asked for; the message says why and what would help.</summary>
public sealed class LifetimeFitException : Exception
{
    /// <summary>An exception without a message.</summary>
    public LifetimeFitException()
    {
    }

    /// <summary>An exception.</summary>
    /// <param name="message">What is wrong with the data.</param>
    public LifetimeFitException(string message)
        : base(message)
    {
    }

    /// <summary>An exception.</summary>
    /// <param name="message">What is wrong with the data.</param>
    /// <param name="innerException">What was caught.</param>
    public LifetimeFitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
