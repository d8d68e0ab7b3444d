using System.Numerics;
using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>
/// A workload's rate as a rollout meets it: in multiples of its mean, by the seconds since the rollout's start; before that they are below
/// 0. The rate has changed with the clock for ever.
/// </summary>
internal sealed class ChangingRate
{
    /// <summary>How many steps back are summed one by one.</summary>
    private const int MostSteps = 1024;

    /// <summary>Of an hour, four seconds each.</summary>
    private const int GrainsInAStep = 900;

    private readonly RateProfile _profile;
    private readonly double _phaseAtStart;

    /// <param name="profile">The profile.</param>
    /// <param name="start">When the rollout begins.</param>
    public ChangingRate(RateProfile profile, DateTimeOffset start) => (_profile, _phaseAtStart) = (profile, profile.Phase(start));

    /// <summary>The largest factor.</summary>
    public double Peak => _profile.Peak;

    /// <summary>The smallest rate, in multiples of the mean.</summary>
    public double Least => _profile.Factors.Min();

    /// <summary>The rate at a time, in multiples of its mean.</summary>
    public double At(double seconds) => _profile.Steps[_profile.StepOf(_phaseAtStart + seconds).Step];

    /// <summary>How many seconds at the mean rate bring as many connections as the time between two instants.</summary>
    public double SecondsAtMean(double from, double to)
    {
        double periods = Math.Floor((to - from) / _profile.PeriodSeconds);
        double sum = periods * _profile.PeriodSeconds, left = to - from - sum;
        (int step, double into) = _profile.StepOf(_phaseAtStart + from);
        for (; left > 0; step = (step + 1) % _profile.Steps.Length, into = 0)
        {
            double seconds = Math.Min(left, _profile.StepSeconds - into);
            sum += _profile.Steps[step] * seconds;
            left -= seconds;
        }
        return sum;
    }

    /// <summary>The inverse: when so many seconds at the mean rate are over.</summary>
    public double After(double from, double secondsAtMean)
    {
        double periods = Math.Floor(secondsAtMean / _profile.PeriodSeconds);
        double time = from + periods * _profile.PeriodSeconds, left = secondsAtMean - periods * _profile.PeriodSeconds;
        (int step, double into) = _profile.StepOf(_phaseAtStart + from);
        // The factors' mean is 1, so that a period is enough; one step more takes up what rounding leaves.
        for (int i = 0; i <= _profile.Steps.Length; i++)
        {
            double here = _profile.StepSeconds - into, brings = _profile.Steps[step] * here;
            if (left < brings) return time + left / _profile.Steps[step];
            (left, time, into) = (left - brings, time + here, 0);
            step = (step + 1) % _profile.Steps.Length;
        }
        return time;
    }

    /// <summary>
    /// The integral over the ages a from <paramref name="age"/> to infinity of the rate's factor a time a before an instant, times
    /// S(a + <paramref name="residual"/>): the mean number of connections that are that old at the instant and live that much longer, for
    /// each that is opened per second in the mean.
    /// </summary>
    /// <param name="lifetime">The law of S.</param>
    /// <param name="at">The instant.</param>
    /// <param name="residual">How much longer they live, in seconds.</param>
    /// <param name="age">How old they are at least, in seconds.</param>
    /// <remarks>Source: Eick, Massey, Whitt, "The physics of the M_t/G/infinity queue", Operations Research 41(4), 1993.</remarks>
    public double Tail(DurationLaw lifetime, double at, double residual, double age)
    {
        (int step, double into) = StepAt(at - age);
        Span<double> weights = stackalloc double[_profile.Steps.Length];
        return FillWeights(weights, lifetime, _profile.StepSeconds, into, residual + age)
            ? Weighted(weights, step)
            : double.PositiveInfinity;
    }

    /// <summary>
    /// The same with age 0 for a residual life that comes again and again, such as a drain budget: straight between whole parts of steps,
    /// whose values are kept. The second derivative costs a 1e-6th of what a step changes.
    /// </summary>
    public double RecurringTail(DurationLaw lifetime, double at, double residual)
    {
        double grains = GrainsInAStep * (_phaseAtStart + at) / _profile.StepSeconds;
        long before = (long)Math.Floor(grains);
        double share = grains - before;
        return (1 - share) * AtGrain(before) + share * AtGrain(before + 1);

        double AtGrain(long grain)
        {
            long inPeriod = grain % (GrainsInAStep * _profile.Steps.Length);
            if (inPeriod < 0) inPeriod += GrainsInAStep * _profile.Steps.Length;
            var key = (new LawItself(lifetime), residual, inPeriod);
            if (_profile.Recurring.TryGet(key, out double tail)) return tail;
            double instant = inPeriod * _profile.StepSeconds / GrainsInAStep - _phaseAtStart;
            return _profile.Recurring.Keep(key, Tail(lifetime, instant, residual, age: 0));
        }
    }

    /// <summary>
    /// The integral of the rate's factor a time a before an instant, times S(a + <paramref name="residual"/>), over ages that are no more
    /// than <paramref name="age"/>: a short sum for what was opened just before.
    /// </summary>
    public double Young(DurationLaw lifetime, double at, double residual, double age)
    {
        (int step, double into) = StepAt(at);
        double sum = 0, from = 0, tail = lifetime.IntegratedTail(residual);
        for (double to = into; from < age; to += _profile.StepSeconds)
        {
            to = Math.Min(to, age);
            double older = lifetime.IntegratedTail(residual + to);
            sum += _profile.Steps[step] * (tail - older);
            (from, tail) = (to, older);
            step = step == 0 ? _profile.Steps.Length - 1 : step - 1;
        }
        return sum;
    }

    /// <summary>The step in which an instant is, and how far into it.</summary>
    public (int Step, double Into) StepAt(double seconds) => _profile.StepOf(_phaseAtStart + seconds);

    /// <summary>How many steps there are in a period, and how long each is.</summary>
    public (int Count, double Seconds) Steps => (_profile.Steps.Length, _profile.StepSeconds);

    /// <summary>A sum over steps, back from one of them, by weights that <see cref="FillWeights"/> made.</summary>
    public double Weighted(ReadOnlySpan<double> weights, int step)
    {
        // The profile stands forwards and the weights go backwards: those of the steps up to this one, then those from the period's end on.
        ReadOnlySpan<double> backwards = _profile.Backwards[(weights.Length - 1 - step)..];
        return Dot(backwards, weights[..(step + 1)]) + Dot(_profile.Backwards[..(weights.Length - 1 - step)], weights[(step + 1)..]);
    }

    /// <summary>
    /// What each step, counted back from that of an instant, contributes to the integral of the factor a time a before the instant times
    /// S(a + <paramref name="from"/>), periods taken together. It is the same for all instants that are as far into a step.
    /// </summary>
    /// <returns>False where the lifetime has no mean, so that the integral is infinite.</returns>
    /// <remarks>
    /// Over a step the integral is a difference of the lifetime's integrated tails. Steps are summed until the rest is a 1e-10th, or
    /// smooth: the rest is then what the mean rate brings, and S times the period's mean of the integrated deviation, by which a period's
    /// course adds to that; what comes next in this series, a period times what S falls in one, is a 1e-6th of the sum.
    /// </remarks>
    public static bool FillWeights(Span<double> weights, DurationLaw lifetime, double stepSeconds, double into, double from)
    {
        weights.Clear();
        double whole = lifetime.IntegratedTail(from), tail = whole;
        if (!double.IsFinite(whole)) return false;
        int count = weights.Length, most = count * Math.Max(2, MostSteps / count);
        double age = into, survival = 1, falls = lifetime.DensityFallsFromSeconds;
        for (int k = 0; k < most && tail > 1e-10 * whole; k++)
        {
            if (k > 0 && k % count == 0 && IsSmooth(ref survival)) break;
            double older = lifetime.IntegratedTail(from + age);
            weights[k % count] += tail - older;
            (tail, age) = (older, into + (k + 1) * stepSeconds);
        }
        // What is left begins with the step of the instant again.
        double ofCourse = stepSeconds * lifetime.Survival(from + age - stepSeconds);
        if (!(tail > 1e-10 * whole)) return true;
        for (int j = 0; j < count; j++) weights[j] += tail / count + ofCourse * (0.5 - (j + 0.5) / count);
        return true;

        bool IsSmooth(ref double survival)
        {
            double before = survival;
            survival = lifetime.Survival(from + age - stepSeconds);
            // Once the density only falls, no later period brings more.
            return from + age - (count + 1) * stepSeconds >= falls && (before - survival) * count * stepSeconds < 1e-6 * whole;
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ReadOnlySpan<Vector<double>> lefts = MemoryMarshal.Cast<double, Vector<double>>(left);
        ReadOnlySpan<Vector<double>> rights = MemoryMarshal.Cast<double, Vector<double>>(right);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < lefts.Length; i++) sums += lefts[i] * rights[i];
        double sum = Vector.Sum(sums);
        for (int i = lefts.Length * Vector<double>.Count; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
