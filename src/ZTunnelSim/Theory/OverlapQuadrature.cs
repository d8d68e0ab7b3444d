using MathNet.Numerics.Integration;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace ZTunnelSim;

/// <summary>
/// The law of w, for which both processes listen, as a few weighted values, so that an expectation over it is a short sum.
/// </summary>
/// <remarks>
/// w = ready + minReadySeconds + overlap. Constants are exact. A law is integrated over its quantiles by Gauss-Legendre quadrature of order
/// 64, a mixture part by part, since its quantiles jump, and the readiness probe piece by piece. What is then too long a sum is replaced by
/// Gauss' rules for that discrete law, hump by hump (Golub and Welsch 1969), of order 12 or, for several humps, of orders by their widths:
/// relative error under 1e-5 for expectations that vary smoothly with w.
/// </remarks>
internal sealed class OverlapQuadrature
{
    private const int Order = 64, PieceOrder = 8, ShortOrder = 12, LeastOrder = 5;

    /// <summary>The law of w; without a surge there is no overlap.</summary>
    public OverlapQuadrature(RollingUpdate plan, ReplacementTiming timing)
    {
        InRollouts = [.. OfRollouts(plan, timing)];
        Overlaps = Shortened(
            [.. InRollouts.SelectMany(rollout => rollout.Overlaps, (rollout, w) => (rollout.Weight * w.Weight, w.Seconds))]);
    }

    /// <summary>The law of w.</summary>
    public (double Weight, double Seconds)[] Overlaps { get; }

    /// <summary>The law of w given what the nodes of a rollout share, with the probability of that.</summary>
    public (double Weight, (double Weight, double Seconds)[] Overlaps)[] InRollouts { get; }

    /// <summary>Any law as few weighted values.</summary>
    public static (double Weight, double Seconds)[] Of(DurationLaw law) => Shortened([.. Points(law)]);

    private static IEnumerable<(double Weight, (double Weight, double Seconds)[] Overlaps)> OfRollouts(
        RollingUpdate plan, ReplacementTiming timing)
    {
        if (!plan.IsSurge) return [(1, [(1, 0)])];
        (double Weight, double Seconds)[] overlaps = [.. Points(timing.Overlap)];
        return timing.Ready is ReadinessProbe probe
            ? probe.NeedsSeconds.ToArray().Select(needs => (1.0 / probe.NeedsSeconds.Length, Sum(OfProbe(probe, needs))))
            : [(1, Sum(Points(timing.Ready)))];

        (double, double)[] Sum(IEnumerable<(double Weight, double Seconds)> ready) => Shortened(
            [.. ready.SelectMany(_ => overlaps, (r, o) => (r.Weight * o.Weight, r.Seconds + plan.MinReadySeconds + o.Seconds))]);
    }

    private static IEnumerable<(double Weight, double Seconds)> Points(DurationLaw law) => law switch
    {
        Constant constant => [(1, constant.MeanSeconds)],
        Mixture mixture => mixture.Components.SelectMany(part => Points(part.Law), (part, p) => (part.Weight * p.Weight, p.Seconds)),
        _ => Points(law, 0, 1, Order),
    };

    private static IEnumerable<(double Weight, double Seconds)> OfProbe(ReadinessProbe probe, double needs) => probe.Pieces(needs)
        .SelectMany(piece => Points(probe.FirstProbe, piece.FromProbability, piece.ToProbability, PieceOrder)
            .Select(p => (p.Weight, p.Seconds + piece.Later)));

    /// <summary>A law between two of its quantiles; the weights' sum is the probability of that.</summary>
    private static IEnumerable<(double Weight, double Seconds)> Points(DurationLaw law, double from, double to, int order)
    {
        if (law is Constant constant) return [(to - from, constant.MeanSeconds)];
        GaussLegendreRule rule = new(from, to, order);
        return rule.Weights.Zip(rule.Abscissas, (weight, p) => (weight, law.Quantile(p)));
    }

    /// <summary>A discrete law as fewer values with the same moments, hump by hump.</summary>
    public static (double Weight, double Seconds)[] Shortened((double Weight, double Seconds)[] points)
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
            if (k + 1 < order) jacobi[k, k + 1] = jacobi[k + 1, k] = Math.Sqrt(next / norm);
            (beta, norm) = (next / norm, next);
        }
        Evd<double> eigen = jacobi.Evd(Symmetricity.Symmetric);
        return [.. Enumerable.Range(0, order).Select(i =>
            (total * eigen.EigenVectors[0, i] * eigen.EigenVectors[0, i], mean + scale * eigen.EigenValues[i].Real))];

        double X(double seconds) => (seconds - mean) / scale;
    }
}
