namespace ZTunnelSim.Lifetimes;

/// <summary>Solves IntegratedTail(u) = given for u, to a relative accuracy of 1e-14, by Newton's method kept inside a bracket.</summary>
/// <remarks>The integrated tail falls with slope -Survival; on its logarithm Newton is exact for an exponential tail.</remarks>
internal static class TailInverse
{
    private const int MaxSteps = 200;

    public static double Solve(DurationLaw law, double tailSeconds, double guess = 0)
    {
        double low = 0;
        double high = guess > 0 ? guess : law.MeanSeconds;
        while (law.IntegratedTail(high) > tailSeconds)
        {
            low = high;
            high *= 2;
            if (!double.IsFinite(high)) return double.MaxValue;
        }

        double u = high;
        for (int step = 0; step < MaxSteps; step++)
        {
            double value = law.IntegratedTail(u);
            if (value > tailSeconds) low = u;
            else high = u;
            double survival = law.Survival(u);
            double next = survival > 0 && value > 0
                ? u + Math.Log(value / tailSeconds) * value / survival
                : double.NaN;
            if (Math.Abs(next - u) <= 1e-14 * u) return next;
            if (!(next > low && next < high)) next = 0.5 * (low + high);
            if (next <= low || next >= high) return next;
            u = next;
        }
        return u;
    }
}
