namespace ZTunnelSim.Analysis;

/// <summary>Where a condition that is false for small values, and stays true once it is true, becomes true.</summary>
/// <param name="False">The largest value known not to fulfil it; negative where even 0 does.</param>
/// <param name="True">The smallest value known to fulfil it; infinite where the largest one does not.</param>
internal readonly record struct Bracket(double False, double True)
{
    /// <summary>Finer than whole seconds of T by far, and so is what is left to decide between the two ends.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Brackets the place between 0 and <paramref name="max"/>: doubling from 1, then bisection.</summary>
    public static Bracket Of(Func<double, bool> condition, double max)
    {
        if (condition(0)) return new(-1, 0);
        double low = 0, high = 1;
        while (!condition(Math.Min(high, max)))
        {
            low = Math.Min(high, max);
            if (low == max) return new(max, double.PositiveInfinity);
            high *= 2;
        }
        high = Math.Min(high, max);
        while (high - low > Tolerance)
        {
            double middle = 0.5 * (low + high);
            if (condition(middle)) high = middle;
            else low = middle;
        }
        return new(low, high);
    }
}
