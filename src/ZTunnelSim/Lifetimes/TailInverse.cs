namespace ZTunnelSim.Lifetimes;

/// <summary>Solves IntegratedTail(u) = given for u, by Newton's method kept inside a bracket.</summary>
/// <remarks>The integrated tail falls and is convex, with slope -Survival, so that Newton's steps are cheap and safe.</remarks>
internal static class TailInverse
{
    private const int MaxSteps = 200;

    public static double Solve(DurationLaw law, double tailSeconds)
    {
        if (!(tailSeconds > 0))
            throw new ArgumentOutOfRangeException(nameof(tailSeconds), tailSeconds, "The tail's integral is above 0.");
        double mean = law.MeanSeconds;
        if (!double.IsFinite(mean))
            throw new InvalidOperationException($"{law} has no finite mean, so its tail has no finite integral.");
        if (tailSeconds >= mean) return 0;

        double low = 0;
        double high = mean;
        while (law.IntegratedTail(high) > tailSeconds)
        {
            low = high;
            high *= 2;
            if (!double.IsFinite(high)) return double.MaxValue;
        }

        double u = 0.5 * (low + high);
        for (int step = 0; step < MaxSteps; step++)
        {
            double value = law.IntegratedTail(u);
            if (value > tailSeconds) low = u;
            else high = u;
            double survival = law.Survival(u);
            // Newton on the logarithm: exact in one step for an exponential tail.
            double next = survival > 0 && value > 0
                ? u + Math.Log(value / tailSeconds) * value / survival
                : double.NaN;
            if (!(next > low && next < high)) next = 0.5 * (low + high);
            if (Math.Abs(next - u) <= 1e-14 * u || high - low <= 4 * double.BitIncrement(low) - 4 * low) return next;
            u = next;
        }
        return u;
    }
}
