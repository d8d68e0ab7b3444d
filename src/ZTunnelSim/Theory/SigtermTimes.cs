using System.Collections.Concurrent;

namespace ZTunnelSim;

/// <summary>
/// When the nodes of a rolling update get SIGTERM, as weighted instants in seconds since its start: what a rate that changes meanwhile is
/// averaged over.
/// </summary>
/// <remarks>
/// Round by round: the mean time and, by a point on either side of it, its standard deviation, of what each round draws for itself and of
/// what all rounds of a rollout have alike. Where the next round waits for a drain, that is as long as it is in the mean at its time.
/// Points within the length of a step of the rates are replaced by Gauss' rule for them.
/// </remarks>
internal sealed class SigtermTimes
{
    private const int GrainsInAStep = 120, CoarseGrainsInAStep = 12, MostPieces = 6, Order = 8, FewInAStep = 3, MostOfFew = 12;

    /// <summary>In a rollout that takes less than this share of a step all instants are nearly one.</summary>
    private const double Short = 0.25;
    private const int OrderOfShort = 4, FewOfShort = 2;

    private SigtermTimes((double Weight, double Seconds)[] rounds, double first, double last, double stepSeconds, bool keepsRounds = false)
    {
        (FirstSeconds, LastSeconds) = (first, last);
        double steps = (last - first) / stepSeconds, piece = Math.Max(stepSeconds, (last - first) / MostPieces);
        int order = steps < Short ? OrderOfShort : Order;
        All = keepsRounds && rounds.Length <= MostPieces * Order
            ? rounds
            : [.. rounds.GroupBy(at => Math.Floor((at.Seconds - first) / piece)).SelectMany(p => WeightedPoints.Fewer([.. p], order))];
        Few = WeightedPoints.Fewer(rounds, steps < Short ? FewOfShort : (int)Math.Min(MostOfFew, FewInAStep * Math.Ceiling(1 + steps)));
        // What a drain needs of a lifetime is then the same for all budgets.
        double coarse = stepSeconds / CoarseGrainsInAStep;
        if (keepsRounds) Few = [.. Few.Select(at => (at.Weight, coarse * Math.Round(at.Seconds / coarse)))];
    }

    /// <summary>One instant that stands for any, where no rate changes.</summary>
    public static SigtermTimes Any { get; } = new([(1, 0)], 0, 0, 1);

    /// <summary>The instants.</summary>
    public (double Weight, double Seconds)[] All { get; }

    /// <summary>As few of them as will do for what varies slowly.</summary>
    public (double Weight, double Seconds)[] Few { get; }

    /// <summary>The first round's mean time.</summary>
    public double FirstSeconds { get; }

    /// <summary>The last round's mean time.</summary>
    public double LastSeconds { get; }

    /// <summary>When all is done, where the drains are one after the other.</summary>
    public double EndSeconds { get; private init; }

    /// <summary>The times of one instant.</summary>
    public static SigtermTimes At(double seconds) => new([(1, seconds)], seconds, seconds, 1);

    /// <summary>The times of a rolling update.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="overlaps">The law of the time for which both processes listen.</param>
    /// <param name="nodes">How many nodes it replaces.</param>
    /// <param name="stepSeconds">How long the shortest step of a rate is.</param>
    /// <param name="drainAt">The mean and variance of a drain that begins at a time; asked for where the next round waits for it.</param>
    public static SigtermTimes Of(
        Rollout rollout, RollingUpdate plan, OverlapQuadrature overlaps, int nodes, double stepSeconds,
        Func<double, (double Mean, double Variance)> drainAt)
    {
        ReplacementTiming timing = rollout.Timing;
        bool drainIsSerial = ReplacementTimes.DrainIsSerial(rollout, plan);
        SigtermRounds withoutDrains = SigtermRounds.Of(rollout, plan, nodes, budgetSeconds: 0);
        (double ofRound, double ofRollout) = VariancesOf(timing, plan, overlaps);
        double seconds = withoutDrains.FirstSeconds, last = seconds, before = Variance(timing.Reaction), drains = 0;
        int slots = withoutDrains.Slots, round = 0;
        List<(double Weight, double Seconds)> rounds = [];
        for (int left = nodes; left > 0; left -= slots, round++)
        {
            int waits = plan.IsSurge ? round + 1 : round;
            double deviation = Math.Sqrt(before + drains + waits * ofRound + waits * (double)waits * ofRollout);
            double weight = (double)Math.Min(left, slots) / nodes;
            last = seconds;
            if (deviation == 0) rounds.Add((weight, seconds));
            else rounds.AddRange([(0.5 * weight, Math.Max(0, seconds - deviation)), (0.5 * weight, seconds + deviation)]);
            seconds += withoutDrains.CycleSeconds;
            if (!drainIsSerial) continue;
            (double mean, double variance) = drainAt(last);
            seconds += mean;
            drains += variance;
        }
        double grain = stepSeconds / GrainsInAStep;
        // Where in a grain an instant is hardly matters, and other starts and budgets meet the same instants.
        if (drainIsSerial)
            rounds = [.. rounds.Select(at => (at.Weight, grain * Math.Round(at.Seconds / grain)))];
        return new(
            [.. rounds.OrderBy(at => at.Seconds)], withoutDrains.FirstSeconds, last, stepSeconds, keepsRounds: drainIsSerial)
        {
            EndSeconds = seconds - ReplacementTimes.UntilSigtermSeconds(rollout, plan),
        };
    }

    /// <summary>
    /// The few instants of the earlier one of two nodes whose SIGTERMs are so far apart: they have the rest of the rollout's time.
    /// </summary>
    public IEnumerable<(double Weight, double Seconds)> EarlierOf(double apartSeconds)
    {
        double whole = LastSeconds - FirstSeconds, share = whole > 0 ? Math.Max(0, 1 - apartSeconds / whole) : 1;
        return Few.Select(at => (at.Weight, FirstSeconds + share * (at.Seconds - FirstSeconds)));
    }

    /// <summary>The variance of a replacement's time, drain apart: of what it draws for itself, and of what all nodes share.</summary>
    private static (double OfRound, double OfRollout) VariancesOf(ReplacementTiming timing, RollingUpdate plan, OverlapQuadrature overlaps)
    {
        double startup = Variance(timing.Startup);
        if (!plan.IsSurge) return (startup + Variance(timing.Ready) + Variance(timing.Exit), 0);
        (double Weight, double Mean, double Variance)[] given =
            [.. overlaps.InRollouts.Select(w => (w.Weight, WeightedPoints.Mean(w.Overlaps), WeightedPoints.Variance(w.Overlaps)))];
        return (startup + given.Sum(w => w.Weight * w.Variance), WeightedPoints.Variance([.. given.Select(w => (w.Weight, w.Mean))]));
    }

    private static double Variance(DurationLaw law) => law is Constant ? 0 : WeightedPoints.Variance(OverlapQuadrature.Of(law));
}

/// <summary>
/// Drains that begin at any time, worked out each half an hour and straight between. By the clock, so that rollouts with other starts share
/// them.
/// </summary>
/// <param name="drainAt">A drain that begins at an instant.</param>
internal sealed class DrainsByClock(Func<DateTimeOffset, DrainCurve> drainAt)
{
    private const double ApartSeconds = 1800;

    private readonly ConcurrentDictionary<long, Lazy<DrainCurve>> _known = [];

    /// <summary>The mean and the variance of a drain that begins so many seconds after a start.</summary>
    public (double Mean, double Variance) At(DateTimeOffset start, double seconds, double budgetSeconds)
    {
        double clock = start.UtcTicks / (double)TimeSpan.TicksPerSecond + seconds;
        long before = (long)Math.Floor(clock / ApartSeconds);
        double share = clock / ApartSeconds - before;
        DrainCurve from = Known(before), to = Known(before + 1);
        double mean = Moment(1);
        return (mean, Math.Max(0, Moment(2) - mean * mean));

        double Moment(int n) => (1 - share) * from.Moment(budgetSeconds, n) + share * to.Moment(budgetSeconds, n);
    }

    private DrainCurve Known(long at) => _known.GetOrAdd(at, key => new(() =>
        drainAt(new DateTimeOffset(key * (long)(ApartSeconds * TimeSpan.TicksPerSecond), TimeSpan.Zero)))).Value;
}
