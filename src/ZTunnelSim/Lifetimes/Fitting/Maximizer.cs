using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace ZTunnelSim;

/// <summary>Where a function is largest, and how it curves there.</summary>
internal sealed record Maximum(double[] At, Matrix<double> Hessian);

/// <summary>
/// Maximises a smooth function of a few unconstrained variables of size about 1: Newton's method, kept uphill by Levenberg's damping;
/// Nelder and Mead's simplex where Newton gets stuck.
/// </summary>
internal static class Maximizer
{
    private const int MaxSteps = 40;

    /// <summary>The simplex is a help for few variables; mixtures come from the EM algorithm, close to the top.</summary>
    private const int MostSimplexVariables = 2;
    private const int MaxSimplexSteps = 400;

    /// <summary>
    /// So many steps in a row that gain next to nothing and still don't arrive: a ridge without a top, as of a mixture with more components
    /// than the data show. Near a top Newton's steps shrink quadratically.
    /// </summary>
    private const int MostIdleSteps = 4;
    private const double IdleGain = 1e-8;

    /// <summary>A Newton step shorter than this has arrived: far below any standard error.</summary>
    private const double Arrived = 1e-7;

    /// <summary>The maximum, or null where none was found; at an edge, where the search ended.</summary>
    /// <param name="function">The function.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="isEdge">Whether the search has run off to where no maximum in the interior is to be found.</param>
    public static Maximum? Find(Func<double[], double> function, double[] start, Func<double[], bool> isEdge)
    {
        if (!double.IsFinite(function(start))) return null;
        double[]? at = Climb(function, start, isEdge);
        if (at is null && start.Length <= MostSimplexVariables) at = Climb(function, Simplex(function, start, isEdge), isEdge);
        if (at is null) return null;
        Matrix<double> hessian = Derivatives.Hessian(function, at, precise: true);
        if (isEdge(at)) return new Maximum(at, hessian);
        // A maximum in the interior curves down in every direction.
        return hessian.Enumerate().All(double.IsFinite) && Eigenvalues(hessian).Max() < 0 ? new Maximum(at, hessian) : null;
    }

    private static double[]? Climb(Func<double[], double> function, double[] start, Func<double[], bool> isEdge)
    {
        double[] at = [.. start];
        double value = function(at);
        double damping = 0;
        int idle = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            Vector<double> gradient = Derivatives.Gradient(function, at);
            Matrix<double> hessian = Derivatives.Hessian(function, at, precise: false);
            if (!gradient.All(double.IsFinite) || !hessian.Enumerate().All(double.IsFinite)) return null;
            double largest = Eigenvalues(hessian).Max();
            // Where the function curves up in some direction, it is bent down until it does not.
            double lift = largest < 0 ? 0 : 2 * largest + 1e-3;
            bool isUphill = false;
            for (int tries = 0; tries < 40; tries++)
            {
                Matrix<double> damped = hessian - Matrix<double>.Build.DenseIdentity(at.Length) * (lift + damping);
                Vector<double> move = -damped.Solve(gradient);
                double length = move.L2Norm();
                if (!double.IsFinite(length)) return null;
                // No step multiplies a parameter by more than e: derivatives say little beyond.
                if (length > 1) move /= length;
                double[] next = [.. at.Zip(move, (a, m) => a + m)];
                double nextValue = function(next);
                if (length < Arrived && largest < 0) return nextValue >= value ? next : at;
                if (nextValue > value)
                {
                    idle = nextValue - value < IdleGain ? idle + 1 : 0;
                    (at, value, isUphill) = (next, nextValue, true);
                    damping = damping < 1e-9 ? 0 : damping / 10;
                    break;
                }
                damping = Math.Max(damping * 4, 1e-6);
            }
            // Rounding hides a last step this small.
            if (!isUphill) return largest < 0 && gradient.L2Norm() < 1e-6 ? at : null;
            if (isEdge(at)) return at;
            if (idle == MostIdleSteps) return null;
        }
        return null;
    }

    private static double[] Simplex(Func<double[], double> function, double[] start, Func<double[], bool> isEdge)
    {
        IObjectiveFunction downhill = ObjectiveFunction.Value(x =>
        {
            double[] at = [.. x];
            double value = isEdge(at) ? double.NaN : function(at);
            return double.IsFinite(value) ? -value : double.MaxValue;
        });
        try
        {
            var simplex = new NelderMeadSimplex(1e-10, MaxSimplexSteps);
            return [.. simplex.FindMinimum(downhill, Vector<double>.Build.Dense(start)).MinimizingPoint];
        }
        catch (MaximumIterationsException)
        {
            return start;
        }
    }

    private static IEnumerable<double> Eigenvalues(Matrix<double> hessian) =>
        hessian.Evd(Symmetricity.Symmetric).EigenValues.Select(e => e.Real);
}

/// <summary>Derivatives by central differences of fourth order, for functions of variables of size about 1.</summary>
/// <remarks>
/// With step h the error is of order h^4 from the formula and 1e-16 / h (gradient) or 1e-16 / h^2 (second derivatives) from rounding: about
/// 1e-10 each for the step taken here.
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

    /// <summary>The second derivatives; if not precise, the mixed ones only to second order, at half the work.</summary>
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
