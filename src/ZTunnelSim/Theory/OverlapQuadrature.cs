using MathNet.Numerics.Integration;
using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Theory;

/// <summary>
/// The overlap's law as a few weighted values of w, so that an expectation over it is a short sum.
/// </summary>
/// <remarks>
/// A constant overlap is one value, and exact. Any other law is integrated over its quantiles by Gauss-Legendre
/// quadrature of order 64: relative error under 1e-5 for expectations that vary smoothly with w.
/// </remarks>
internal static class OverlapQuadrature
{
    private const int Order = 64;

    public static (double Weight, double Seconds)[] Of(DurationLaw overlap, double minReadySeconds)
    {
        if (overlap is Constant constant) return [(1, constant.MeanSeconds + minReadySeconds)];
        GaussLegendreRule rule = new(0, 1, Order);
        return [.. rule.Weights.Zip(rule.Abscissas, (weight, p) => (weight, overlap.Quantile(p) + minReadySeconds))];
    }
}
