namespace ZTunnelSim;

/// <summary>e^x - 1 and ln(1 + x) that keep their digits where x is small.</summary>
/// <remarks>
/// The quotient of two roundings that err alike: Kahan's way (in Higham, "Accuracy and Stability of Numerical Algorithms", section 1.14.1).
/// .NET's <c>double.ExpM1</c> and <c>double.LogP1</c> take the difference and the sum as they are, and have no digit left at 1e-16.
/// </remarks>
internal static class NearOne
{
    /// <summary>Beyond this the plain form loses less than a bit.</summary>
    private const double Small = 0.5;

    /// <summary>e^x - 1.</summary>
    public static double ExpM1(double x)
    {
        double power = Math.Exp(x);
        if (!(Math.Abs(x) < Small)) return power - 1;
        return power == 1 ? x : (power - 1) * (x / Math.Log(power));
    }

    /// <summary>ln(1 + x).</summary>
    public static double LogP1(double x)
    {
        double sum = 1 + x;
        if (!(Math.Abs(x) < Small)) return Math.Log(sum);
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }
}
