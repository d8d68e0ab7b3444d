namespace ZTunnelSim;

/// <summary>
/// A part of one workload's connections on a node whose closing times after SIGTERM form a Poisson process, with mean number beyond t
/// <c>Lambda(t) = rate [I(t + shift) - I(t + cut)]</c>, where I is the lifetime's integrated tail.
/// </summary>
/// <remarks>
/// Give each connection in advance the listener that SO_REUSEPORT's hash would pick while both listen. Those that would pick the old one
/// are on it whenever they were opened: rate (1 - q) L, shift 0. Those that would pick the new one are on the old one if they were opened
/// before the overlap began: rate q L, and all of them outlived the overlap w already, shift w. Their sum is Lambda(t) = L [(1 - q) I(t) +
/// q I(t + w)], and they are independent. In the same way each has a listener that it would pick while the old process and the one before
/// it listened: of those that would pick the old one it has what was opened since it listens, cut A, and of the others what was opened
/// since it listens alone, cut A - w'; for a very old process there is no cut. The mean number beyond the last of them to close is a
/// standard exponential number, whatever the law: this is what the boundary engine draws. Where the rate changes with the clock, I(t + a)
/// is the integral over what was opened a or longer before SIGTERM (<see cref="ChangingRate.Tail"/>); all else stays.
/// </remarks>
internal readonly struct OldConnections(PastArrivals past, double ratePerSecond, double shift, double cut = double.PositiveInfinity)
{
    /// <summary>How many times of each octave are asked for at all instants.</summary>
    private const int PerOctave = 4;

    /// <summary>Into how many parts a workload's connections fall, at most.</summary>
    public const int MaxParts = 4;

    /// <summary>The mean number that close later than a time after SIGTERM.</summary>
    /// <param name="seconds">The time.</param>
    /// <param name="recurs">Whether the same time is asked for again, at other instants.</param>
    public double Lambda(double seconds, bool recurs = false) =>
        ratePerSecond * (past.Tail(seconds, shift, recurs) - (double.IsFinite(cut) ? past.Tail(seconds, cut, recurs) : 0));

    /// <summary>The time after SIGTERM at which Lambda has sunk to a value below Lambda(0).</summary>
    public double InverseLambda(double value)
    {
        // With a cut Lambda is smaller, so that it sinks to the value no later.
        double high = Math.Max(0, past.LatestOf(value / ratePerSecond) - shift);
        if (!past.IsConstant) return InverseLambda(value, high);
        if (!double.IsFinite(cut)) return high;
        double low = 0;
        while (high - low > 1e-9 * (1 + high))
        {
            double middle = 0.5 * (low + high);
            if (Lambda(middle) > value) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>
    /// The same between 0 and a time: between two of the residual lives that come again at all instants, the Illinois algorithm for the
    /// logarithm, which is nearly a line there.
    /// </summary>
    private double InverseLambda(double value, double latest)
    {
        int from = 0, to = 1 + (int)Math.Ceiling(PerOctave * Math.Log2(1 + latest));
        while (to - from > 1)
        {
            int between = (from + to) / 2;
            if (Lambda(Known(between), recurs: true) > value) from = between;
            else to = between;
        }
        double low = Known(from), atLow = Excess(value, low, recurs: true), high = Known(to), atHigh = Excess(value, high, recurs: true);
        while (high - low > 1e-8 * (1 + high))
        {
            double next = double.IsFinite(atHigh) && atLow > atHigh ? (low * atHigh - high * atLow) / (atHigh - atLow) : 0.5 * (low + high);
            if (!(next > low && next < high)) next = 0.5 * (low + high);
            double at = Excess(value, next);
            if (Math.Abs(at) < 1e-6) return next;
            // An end that stays where it is counts half, so that the other one moves beyond the root.
            if (at > 0) (low, atLow, atHigh) = (next, at, 0.5 * atHigh);
            else (high, atHigh, atLow) = (next, at, 0.5 * atLow);
        }
        return high;

        static double Known(int place) => Math.Pow(2, (double)place / PerOctave) - 1;
    }

    private double Excess(double value, double seconds, bool recurs = false) => Math.Log(Lambda(seconds, recurs) / value);

    /// <summary>The parts of a workload's connections, for the overlap that a node had.</summary>
    /// <returns>How many parts there are; their order is fixed.</returns>
    public static int Parts(
        Workload workload, PastArrivals past, double overlap, double newShare, Span<OldConnections> parts)
    {
        double rate = workload.OpenedPerSecond;
        double newRate = overlap > 0 ? newShare * rate : 0;
        int count = 0;
        if (rate - newRate > 0) parts[count++] = new(past, rate - newRate, 0);
        if (newRate > 0) parts[count++] = new(past, newRate, overlap);
        return count;
    }

    /// <summary>The parts where the old process is so old at SIGTERM.</summary>
    public static int Parts(
        Workload workload, PastArrivals past, double overlap, double newShare, OldProcess process, Span<OldConnections> parts)
    {
        int count = Parts(workload, past, overlap, newShare, parts);
        if (process.IsVeryOld) return count;
        OldConnections[] whole = parts[..count].ToArray();
        int cuts = 0;
        for (int i = 0; i < count; i++)
        {
            if (whole[i].Cut(newShare, process.Listening) is { } picked) parts[cuts++] = picked;
            if (whole[i].Cut(1 - newShare, process.Alone) is { } rest) parts[cuts++] = rest;
        }
        return cuts;
    }

    /// <summary>A share of it, of what was opened since a time before SIGTERM; null where that is nothing.</summary>
    private OldConnections? Cut(double share, double since) =>
        share > 0 && since > shift ? new(past, share * ratePerSecond, shift, since) : null;
}

/// <summary>The connections of a workload that were opened before an instant, by their age and by how much longer they live.</summary>
/// <param name="lifetime">The law of their lifetimes.</param>
/// <param name="rate">How their rate changes; null: it does not.</param>
/// <param name="at">The instant, in seconds since the rollout's start.</param>
internal readonly struct PastArrivals(DurationLaw lifetime, ChangingRate? rate, double at)
{
    /// <summary>Whether the instant plays no part.</summary>
    public bool IsConstant => rate is null;

    /// <summary>
    /// The mean number of those that are at least so old and live so much longer, for each that is opened per second in the mean.
    /// </summary>
    /// <param name="residual">How much longer, in seconds.</param>
    /// <param name="age">How old, in seconds.</param>
    /// <param name="recurs">Whether the same residual life is asked for at other instants as well.</param>
    public double Tail(double residual, double age, bool recurs)
    {
        if (rate is null) return lifetime.IntegratedTail(residual + age);
        // Any age that comes with an overlap is short.
        if (recurs && age <= rate.Steps.Seconds)
            return Math.Max(0, rate.RecurringTail(lifetime, at, residual) - rate.Young(lifetime, at, residual, age));
        return rate.Tail(lifetime, at, residual, age);
    }

    /// <summary>The sum of both at which the mean number has sunk to a value, at the latest: just there at a constant rate.</summary>
    public double LatestOf(double number) => lifetime.InverseIntegratedTail(number / (rate?.Peak ?? 1));
}
