using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>
/// The law of w, for which both processes listen, as a few weighted values, so that an expectation over it is a short sum.
/// </summary>
/// <remarks>
/// w = ready + minReadySeconds + overlap. Constants are exact. A law is integrated over its quantiles by Gauss-Legendre quadrature of order
/// 64, a mixture part by part, since its quantiles jump, and the readiness probe piece by piece. What is then too long a sum is replaced by
/// a shorter one (<see cref="WeightedPoints"/>): relative error under 1e-5 for expectations that vary smoothly with w.
/// </remarks>
internal sealed class OverlapQuadrature
{
    private const int Order = 64, PieceOrder = 8;

    /// <summary>The law of w; without a surge there is no overlap.</summary>
    public OverlapQuadrature(RollingUpdate plan, ReplacementTiming timing)
    {
        InRollouts = [.. OfRollouts(plan, timing)];
        Overlaps = WeightedPoints.Fewer(
            [.. InRollouts.SelectMany(rollout => rollout.Overlaps, (rollout, w) => (rollout.Weight * w.Weight, w.Seconds))]);
    }

    /// <summary>The law of w.</summary>
    public (double Weight, double Seconds)[] Overlaps { get; }

    /// <summary>The law of w given what the nodes of a rollout share, with the probability of that.</summary>
    public (double Weight, (double Weight, double Seconds)[] Overlaps)[] InRollouts { get; }

    /// <summary>Any law as few weighted values.</summary>
    public static (double Weight, double Seconds)[] Of(DurationLaw law) => WeightedPoints.Fewer([.. Points(law)]);

    private static IEnumerable<(double Weight, (double Weight, double Seconds)[] Overlaps)> OfRollouts(
        RollingUpdate plan, ReplacementTiming timing)
    {
        if (!plan.IsSurge) return [(1, [(1, 0)])];
        (double Weight, double Seconds)[] overlaps = [.. Points(timing.Overlap)];
        return timing.Ready is ReadinessProbe probe
            ? probe.NeedsSeconds.ToArray().Select(needs => (1.0 / probe.NeedsSeconds.Length, Sum(OfProbe(probe, needs))))
            : [(1, Sum(Points(timing.Ready)))];

        (double, double)[] Sum(IEnumerable<(double Weight, double Seconds)> ready) => WeightedPoints.Fewer(
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
}
