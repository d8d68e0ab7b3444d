using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>The overlap's law as a few weighted values of w, so that an expectation over it is a short sum.</summary>
/// <remarks>
/// A constant overlap is one value, and exact. Any other law is integrated over its quantiles by Gauss-Legendre quadrature of order 64:
/// relative error under 1e-5 for expectations that vary smoothly with w.
/// </remarks>
internal static class OverlapQuadrature
{
    private const int Order = 64;

    /// <summary>The overlaps of a rolling update; without a surge there is none.</summary>
    public static (double Weight, double Seconds)[] Of(RollingUpdate plan, ReplacementTiming timing) =>
        plan.IsSurge ? Of(timing.Overlap, plan.MinReadySeconds) : [(1, 0)];

    private static (double Weight, double Seconds)[] Of(DurationLaw overlap, double minReadySeconds)
    {
        if (overlap is Constant constant) return [(1, constant.MeanSeconds + minReadySeconds)];
        GaussLegendreRule rule = new(0, 1, Order);
        return [.. rule.Weights.Zip(rule.Abscissas, (weight, p) => (weight, overlap.Quantile(p) + minReadySeconds))];
    }
}
