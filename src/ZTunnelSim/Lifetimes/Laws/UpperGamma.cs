using MathNet.Numerics;

namespace ZTunnelSim.Lifetimes;

/// <summary>The regularised upper incomplete gamma function, 0 where it has sunk under what doubles hold.</summary>
internal static class UpperGamma
{
    /// <summary>Q(a, x). MathNet's is used where it is sure to converge.</summary>
    public static double Regularized(double a, double x)
    {
        if (x <= 0) return 1;
        // MathNet takes an x this small for 0; the first term of the series is exact to doubles.
        if (x < 1e-10) return 1 - Math.Exp(a * Math.Log(x) - SpecialFunctions.GammaLn(a + 1));
        // Beyond this exp(-x) x^a / Gamma(a) underflows, and MathNet would return NaN for an infinite x.
        return x > 745 + 40 * a ? 0 : SpecialFunctions.GammaUpperRegularized(a, x);
    }
}
