using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace ZTunnelSim;

/// <summary>Laws of a time as weighted values, so that an expectation is a short sum.</summary>
/// <remarks>
/// Too long a sum is replaced by Gauss' rules for that discrete law, hump by hump (Golub and Welsch 1969), of order 12 or, for several
/// humps, of orders by their widths.
/// </remarks>
internal static class WeightedPoints
{
    private const int ShortOrder = 12, LeastOrder = 5;

    /// <summary>The mean, where the weights sum to 1.</summary>
    public static double Mean((double Weight, double Seconds)[] points) => points.Sum(p => p.Weight * p.Seconds);

    /// <summary>The variance, where the weights sum to 1.</summary>
    public static double Variance((double Weight, double Seconds)[] points)
    {
        double mean = Mean(points);
        return points.Sum(p => p.Weight * (p.Seconds - mean) * (p.Seconds - mean));
    }

    /// <summary>A discrete law as so many values, at most, with the same moments.</summary>
    public static (double Weight, double Seconds)[] Fewer((double Weight, double Seconds)[] points, int order) => GaussRule(points, order);

    /// <summary>A discrete law as fewer values with the same moments, hump by hump.</summary>
    public static (double Weight, double Seconds)[] Fewer((double Weight, double Seconds)[] points)
    {
        if (points.Length <= ShortOrder) return points;
        Array.Sort(points, (a, b) => a.Seconds.CompareTo(b.Seconds));
        double gap = 0.25 * (points[^1].Seconds - points[0].Seconds);
        List<Range> humps = [];
        for (int from = 0, to = 1; from < points.Length; from = to++)
        {
            while (to < points.Length && points[to].Seconds - points[to - 1].Seconds <= gap) to++;
            humps.Add(from..to);
        }
        double widths = humps.Sum(Width);
        return
        [
            .. humps.SelectMany(hump => GaussRule(
                points.AsSpan(hump), Math.Max(LeastOrder, (int)Math.Round(ShortOrder * Width(hump) / widths)))),
        ];

        double Width(Range hump) => points[hump.End.Value - 1].Seconds - points[hump.Start].Seconds;
    }

    /// <summary>Gauss' rule for a discrete law: the recurrence of its orthogonal polynomials (Stieltjes), then its eigenvalues.</summary>
    private static (double Weight, double Seconds)[] GaussRule(
        ReadOnlySpan<(double Weight, double Seconds)> points, int order)
    {
        const double Negligible = 1e-20;
        if (points.Length <= order) return points.ToArray();
        double total = 0, mean = 0, scale = 0.5 * (points[^1].Seconds - points[0].Seconds);
        foreach ((double weight, double seconds) in points) (total, mean) = (total + weight, mean + weight * seconds);
        mean /= total;
        if (scale == 0) return [(total, mean)];
        Matrix<double> jacobi = Matrix<double>.Build.Dense(order, order);
        double[] before = new double[points.Length], current = new double[points.Length];
        Array.Fill(current, 1);
        double norm = total, beta = 0;
        for (int k = 0; k < order; k++)
        {
            double alpha = 0, next = 0;
            for (int i = 0; i < points.Length; i++) alpha += points[i].Weight * X(points[i].Seconds) * current[i] * current[i];
            jacobi[k, k] = alpha /= norm;
            for (int i = 0; i < points.Length; i++)
            {
                (before[i], current[i]) = (current[i], (X(points[i].Seconds) - alpha) * current[i] - beta * before[i]);
                next += points[i].Weight * current[i] * current[i];
            }
            // Points of which many lie on each other are fewer: the rule of so few of them is the law itself.
            if (!(next > Negligible * norm)) order = k + 1;
            if (k + 1 < order) jacobi[k, k + 1] = jacobi[k + 1, k] = Math.Sqrt(next / norm);
            (beta, norm) = (next / norm, next);
        }
        Evd<double> eigen = jacobi.SubMatrix(0, order, 0, order).Evd(Symmetricity.Symmetric);
        return [.. Enumerable.Range(0, order).Select(i =>
            (total * eigen.EigenVectors[0, i] * eigen.EigenVectors[0, i], mean + scale * eigen.EigenValues[i].Real))];

        double X(double seconds) => (seconds - mean) / scale;
    }
}
