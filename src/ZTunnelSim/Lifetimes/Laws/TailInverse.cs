namespace ZTunnelSim;

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
            double next = survival > 0 && value > 0 ? u + Math.Log(value / tailSeconds) * value / survival : double.NaN;
            if (Math.Abs(next - u) <= 1e-14 * u) return next;
            if (!(next > low && next < high)) next = 0.5 * (low + high);
            if (next <= low || next >= high) return next;
            u = next;
        }
        return u;
    }
}

/// <summary>The inverse of a law's integrated tail by interpolation: a few nanoseconds instead of a few special functions.</summary>
/// <remarks>
/// With e = -ln(tail / mean), ln u is a tame function of ln e for light and heavy tails alike (a straight line for the exponential law), so
/// that a cubic Hermite spline on a fixed grid holds a relative error of 1e-9; an interval in which it does not, and whatever lies off the
/// grid, is solved by <see cref="TailInverse"/>. The table depends on the law alone, so that results do not depend on what was asked
/// before.
/// </remarks>
internal sealed class TailInverseTable
{
    private const int Intervals = 1024;
    private const double MinLogE = -18; // e = 1.5e-8: with any less, nearly all of the mean lies beyond.
    private const double MaxLogE = 4; // e = 55: the tail is 1e-24 of the mean.
    private const double Step = (MaxLogE - MinLogE) / Intervals;
    private const double RelativeError = 1e-9;

    private readonly DurationLaw _law;
    private readonly double _mean;
    private readonly double[] _logU = new double[Intervals + 1];
    private readonly double[] _slope = new double[Intervals + 1];
    private readonly bool[] _isExact = new bool[Intervals];

    public TailInverseTable(DurationLaw law)
    {
        _law = law;
        _mean = law.MeanSeconds;
        double guess = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            double e = Math.Exp(MinLogE + i * Step);
            double tail = _mean * Math.Exp(-e);
            double u = TailInverse.Solve(law, tail, guess);
            guess = u * (1 + Step);
            _logU[i] = Math.Log(u);
            // d ln u / d ln e = (e / u) du/de, and du/de = tail / survival.
            _slope[i] = e * tail / (u * law.Survival(u)) * Step;
        }
        for (int i = 0; i < Intervals; i++) _isExact[i] = !(Holds(i, 0.25) && Holds(i, 0.5) && Holds(i, 0.75));
    }

    public double At(double tailSeconds)
    {
        double x = (Math.Log(-Math.Log(tailSeconds / _mean)) - MinLogE) / Step;
        int interval = (int)x;
        return x >= 0 && interval < Intervals && !_isExact[interval]
            ? Math.Exp(Interpolate(interval, x - interval))
            : TailInverse.Solve(_law, tailSeconds);
    }

    private bool Holds(int interval, double t)
    {
        double tail = _mean * Math.Exp(-Math.Exp(MinLogE + (interval + t) * Step));
        double u = Math.Exp(Interpolate(interval, t));
        // An error du in u shows as -S du in the tail.
        return Math.Abs(_law.IntegratedTail(u) - tail) <= RelativeError * u * _law.Survival(u);
    }

    private double Interpolate(int interval, double t)
    {
        double y0 = _logU[interval], y1 = _logU[interval + 1], d0 = _slope[interval], d1 = _slope[interval + 1];
        double difference = y1 - y0;
        double c2 = 3 * difference - 2 * d0 - d1;
        double c3 = d0 + d1 - 2 * difference;
        return y0 + t * (d0 + t * (c2 + t * c3));
    }
}
