using MathNet.Numerics.LinearAlgebra;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>Derivatives by central differences of fourth order, for functions of variables of size about 1.</summary>
/// <remarks>
/// With step h the error is of order h^4 from the formula and 1e-16 / h (gradient) or 1e-16 / h^2 (second derivatives)
/// from rounding: about 1e-10 each for the step taken here.
/// </remarks>
internal static class Derivatives
{
    private const double Step = 4e-3;

    public static Vector<double> Gradient(Func<double[], double> function, double[] at)
    {
        var gradient = Vector<double>.Build.Dense(at.Length);
        for (int i = 0; i < at.Length; i++)
        {
            double F(double steps) => Shifted(function, at, (i, steps));
            gradient[i] = (8 * (F(1) - F(-1)) - (F(2) - F(-2))) / (12 * Step);
        }
        return gradient;
    }

    /// <summary>
    /// The second derivatives; if not precise, the mixed ones only to second order, at half the work.
    /// </summary>
    public static Matrix<double> Hessian(Func<double[], double> function, double[] at, bool precise)
    {
        var hessian = Matrix<double>.Build.Dense(at.Length, at.Length);
        double middle = function(at);
        for (int i = 0; i < at.Length; i++)
        {
            double F(double steps) => Shifted(function, at, (i, steps));
            hessian[i, i] = (16 * (F(1) + F(-1)) - (F(2) + F(-2)) - 30 * middle) / (12 * Step * Step);
            for (int j = 0; j < i; j++)
            {
                double Mixed(double s) =>
                    (Shifted(function, at, (i, s), (j, s)) + Shifted(function, at, (i, -s), (j, -s))
                    - Shifted(function, at, (i, s), (j, -s)) - Shifted(function, at, (i, -s), (j, s)))
                    / (4 * s * s * Step * Step);
                // Richardson: the second-order error of two step lengths cancels.
                double mixed = precise ? (4 * Mixed(1) - Mixed(2)) / 3 : Mixed(1);
                hessian[i, j] = hessian[j, i] = mixed;
            }
        }
        return hessian;
    }

    private static double Shifted(Func<double[], double> function, double[] at, params ReadOnlySpan<(int Index, double Steps)> shifts)
    {
        double[] moved = [.. at];
        foreach ((int index, double steps) in shifts) moved[index] += steps * Step;
        return function(moved);
    }
}
