using MathNet.Numerics;

namespace ZTunnelSim;

/// <summary>The standard normal's upper tail, its logarithm and its hazard, to any distance.</summary>
internal static class NormalTail
{
    /// <summary>ln sqrt(2 pi).</summary>
    public static readonly double LogSqrt2Pi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>P(Z &gt; z).</summary>
    public static double Upper(double z) => 0.5 * SpecialFunctions.Erfc(z / Math.Sqrt(2));

    /// <summary>ln P(Z &gt; z).</summary>
    public static double LogUpper(double z) => z < 6
        ? Math.Log(Upper(z))
        : -0.5 * z * z - LogSqrt2Pi + Math.Log(MillsRatio(z));

    /// <summary>density(z) / P(Z &gt; z).</summary>
    public static double Hazard(double z) => z < 6
        ? Math.Exp(-0.5 * z * z - LogSqrt2Pi - LogUpper(z))
        : 1 / MillsRatio(z);

    /// <summary>P(Z &gt; z) / density(z) by Laplace's continued fraction 1/(z + 1/(z + 2/(z + ...))), for large z.</summary>
    private static double MillsRatio(double z)
    {
        double fraction = z;
        for (int k = 60; k >= 1; k--) fraction = z + k / fraction;
        return 1 / fraction;
    }
}
