using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>The integral of a survival function from a point to infinity, for laws without a closed form.</summary>
/// <remarks>
/// Stated accuracy: a relative error under 1e-9 for survival functions that are smooth at the scale of their argument, heavy tails
/// included. The half-line is cut into panels that double in width, since survival functions vary on a logarithmic scale. A light tail is
/// summed until it no longer counts. A tail that is heavier than what doubles can reach (x^-1.01 leaves a thousandth of its integral beyond
/// 1e300) is instead the mean less the integral up to the point, which loses nothing, because such a tail holds a fair share of the mean.
/// </remarks>
internal static class TailQuadrature
{
    private const double Negligible = 1e-13;
    private const int Order = 32;
    private const int MaxPanels = 400;

    public static double Integrate(DurationLaw law, double from)
    {
        double start = Math.Max(from, 0);
        double mean = law.MeanSeconds;
        if (!double.IsFinite(mean)) return double.PositiveInfinity;
        if (start == 0) return mean;

        double survivalAtStart = law.Survival(start);
        if (survivalAtStart == 0) return 0;
        // The first panel is an octave, or shorter where the tail falls faster than that.
        double width = start;
        while (law.Survival(start + width) < 0.5 * survivalAtStart && width > 1e-12 * start) width /= 2;

        double sum = 0;
        double previous = 0;
        double left = start;
        for (int panel = 0; panel < MaxPanels && double.IsFinite(left + width); panel++)
        {
            double part = GaussLegendreRule.Integrate(law.Survival, left, left + width, Order);
            sum += part;
            // Panels shrink at least geometrically from here on, so the rest is under part^2 / (previous - part).
            double rest = part < previous ? part * part / (previous - part) : double.PositiveInfinity;
            if (part == 0 || rest <= Negligible * sum) return sum + (part == 0 ? 0 : rest);
            previous = part;
            left += width;
            width *= 2;
        }
        return mean - Between(law, 0, start);
    }

    /// <summary>The integral between two ages, in panels that halve downwards.</summary>
    public static double Between(DurationLaw law, double from, double to)
    {
        double sum = 0;
        double right = to;
        for (int panel = 0; panel < 60 && right > from; panel++)
        {
            double left = Math.Max(from, right / 2);
            sum += GaussLegendreRule.Integrate(law.Survival, left, right, Order);
            right = left;
        }
        return sum + (right - from) * law.Survival(right);
    }
}
