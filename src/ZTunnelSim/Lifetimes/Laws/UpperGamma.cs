using MathNet.Numerics;

namespace ZTunnelSim;

/// <summary>The regularised upper incomplete gamma function Q(a, x), and its logarithm to any distance.</summary>
internal static class UpperGamma
{
    private const int MaxTerms = 10_000;

    /// <summary>Q(a, x), 0 where it is below what doubles hold. MathNet's is used where it is sure to converge.</summary>
    public static double Regularized(double a, double x)
    {
        if (x <= 0) return 1;
        // MathNet takes an x this small for 0; the first term of the series is exact to doubles.
        if (x < 1e-10) return 1 - Math.Exp(a * Math.Log(x) - SpecialFunctions.GammaLn(a + 1));
        // Beyond this exp(-x) x^a / Gamma(a) underflows, and MathNet would return NaN for an infinite x.
        return x > 745 + 40 * a ? 0 : SpecialFunctions.GammaUpperRegularized(a, x);
    }

    /// <summary>ln Q(a, x): by MathNet's Q near the body, and beyond it by Legendre's continued fraction, which can't underflow.</summary>
    public static double Log(double a, double x)
    {
        if (x <= 0) return 0;
        if (x < 2 * a + 20) return Math.Log(SpecialFunctions.GammaUpperRegularized(a, x));
        if (double.IsInfinity(x)) return double.NegativeInfinity;
        return a * Math.Log(x) - x - SpecialFunctions.GammaLn(a) - Math.Log(Denominator(a, x));
    }

    /// <summary>x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(...)), by the modified Lentz method.</summary>
    private static double Denominator(double a, double x)
    {
        double value = x + 1 - a, c = value, d = 0;
        for (int k = 1; k <= MaxTerms; k++)
        {
            double numerator = -k * (k - a), partial = x + 2 * k + 1 - a;
            d = 1 / (partial + numerator * d);
            c = partial + numerator / c;
            double factor = c * d;
            value *= factor;
            if (Math.Abs(factor - 1) < 1e-16) break;
        }
        return value;
    }
}
