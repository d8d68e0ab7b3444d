using MathNet.Numerics;

namespace ZTunnelSim.Lifetimes;

/// <summary>The regularised upper incomplete gamma function, 0 where it has sunk under what doubles hold.</summary>
internal static class UpperGamma
{
    /// <summary>Q(a, x). MathNet's is used where it is sure to converge.</summary>
    public static double Regularized(double a, double x)
    {
        if (x <= 0) return 1;
        // Beyond this exp(-x) x^a / Gamma(a) underflows, and MathNet would return NaN for an infinite x.
        return x > 745 + 40 * a ? 0 : SpecialFunctions.GammaUpperRegularized(a, x);
    }
}
