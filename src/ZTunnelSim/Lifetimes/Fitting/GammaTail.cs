using MathNet.Numerics;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>The regularised upper incomplete gamma function in logarithms, to any distance.</summary>
internal static class GammaTail
{
    private const int MaxTerms = 10_000;

    /// <summary>
    /// ln Q(a, x). MathNet's Q near the body; beyond it Legendre's continued fraction, which can't underflow.
    /// </summary>
    public static double LogUpper(double a, double x)
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
