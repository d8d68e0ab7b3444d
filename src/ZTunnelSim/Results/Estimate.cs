namespace ZTunnelSim;

/// <summary>A mean over replications with its confidence interval.</summary>
/// <param name="Mean">The sample mean.</param>
/// <param name="Lower">The interval's lower end.</param>
/// <param name="Upper">The interval's upper end.</param>
/// <param name="Replications">How many replications it rests on.</param>
public readonly record struct Estimate(double Mean, double Lower, double Upper, long Replications)
{
    /// <summary>Half of the interval's width.</summary>
    public double HalfWidth => 0.5 * (Upper - Lower);

    /// <summary>Whether a value lies in the interval.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => value >= Lower && value <= Upper;
}
