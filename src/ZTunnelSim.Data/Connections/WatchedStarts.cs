namespace ZTunnelSim.Data;

/// <summary>The logs that connections are from, and whether those open at a log's end are in the data.</summary>
/// <param name="Windows">The windows of all logs.</param>
/// <param name="SeesOpen">Whether what was open at a window's end is in the data, as the reader was told.</param>
internal sealed record WatchedLogs(IReadOnlyList<ObservationWindow> Windows, bool SeesOpen)
{
    /// <summary>Where no log tells of times.</summary>
    public static WatchedLogs None { get; } = new([], SeesOpen: false);

    /// <summary>
    /// The time in seconds from a dead peer's last word until its connection ends, as the reader was told; null: it was not told.
    /// </summary>
    public double? KeepAliveSeconds { get; init; }

    /// <summary>From when on a log tells of openings, so that what it has not seen to end is known; null: it never does.</summary>
    public long? OpenedTicks(ObservationWindow window) => SeesOpen ? window.FirstTicks : window.FirstOpenedTicks;

    /// <summary>Until when the log's process takes new connections.</summary>
    public static long AcceptsUntil(ObservationWindow window) =>
        window.Process is { DrainTicks: > 0 and var drain } process && process.NextStart(drain) == long.MaxValue
            ? Math.Min(drain, window.LastTicks)
            : window.LastTicks;

    /// <summary>Whether a connection whose own end was not seen was cut as its own ztunnel drained.</summary>
    public static bool IsCutByDrain(ObservationWindow window, long endTicks) =>
        window.Process.DrainTicks is > 0 and var drain && endTicks >= drain;
}

/// <summary>When a workload's connections started, by the logs of their ends: counted, with the chance that one is seen at all.</summary>
/// <remarks>
/// <para>
/// A log of completions has a connection opened at s if it ended in the log's window [w0, w1]: with probability S(w0 - s) - S(w1 - s),
/// where S is the law of lifetimes and S(u) = 1 below 0. The time in which starts are seen with less than
/// <see cref="LeastChance"/> is left out, starts and time alike, so that what is left is unbiased and does not hang on the law's tail.
/// </para>
/// <para>
/// Logs cover different times, and ztunnels carry different shares of a workload. So the windows that follow one another are taken as one
/// ztunnel's, and the shares follow from the times that ztunnels were watched together: starts in an hour at a ztunnel are Poisson with
/// mean share times rate times exposure, fitted by proportional scaling.
/// </para>
/// </remarks>
internal sealed class WatchedStarts
{
    private const double LeastChance = 0.25;

    /// <summary>What ends in a log later than this share of connections lives plays no part in how its time is weighed.</summary>
    private const double Negligible = 0.02;

    private const int MostSteps = 4 * 7 * 24 * StartCounts.StepsPerHour, Scalings = 50;
    private const double TicksPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>No process logs for longer: a time of such a log is none, and the quarters up to it would fill the memory.</summary>
    private const double LongestWatched = 2 * 366 * 86_400;

    private readonly DurationLaw _law;
    private readonly WatchedLogs _logs;

    // The time in which all connections that ended in a window started, whatever the chance.
    private readonly StartCounts _all = new();

    private WatchedStarts(WatchedLogs logs, DurationLaw law) => (_logs, _law) = (logs, law);

    /// <summary>The starts.</summary>
    public StartCounts Counts { get; } = new();

    /// <summary>The starts of some workloads together.</summary>
    /// <param name="members">The workloads.</param>
    /// <param name="logs">The logs that they are from.</param>
    /// <param name="law">The law of their lifetimes.</param>
    public static WatchedStarts Of(IEnumerable<LifetimeSet> members, WatchedLogs logs, DurationLaw law)
    {
        WatchedStarts starts = new(logs, law);
        starts.Count([.. members]);
        return starts;
    }

    /// <summary>The rate at which connections ended in the windows, in multiples of the mean that a profile is given in.</summary>
    public double MeanFactor(RateProfile profile) => _all.MeanFactor(profile);

    private void Count(LifetimeSet[] members)
    {
        List<List<ObservationWindow>> ztunnels = InTurn(_logs.Windows.Where(w => w.Seconds is > 0 and <= LongestWatched));
        Dictionary<ObservationWindow, (int ZTunnel, Dictionary<long, double> Exposure)> windows = [];
        List<Dictionary<long, StartCount>> seen = [];
        foreach (List<ObservationWindow> ztunnel in ztunnels)
        {
            Dictionary<long, StartCount> steps = [];
            foreach (ObservationWindow window in ztunnel)
            {
                Dictionary<long, double> exposure = Exposure(window);
                windows[window] = (seen.Count, exposure);
                foreach ((long step, double seconds) in exposure)
                    steps[step] = steps.GetValueOrDefault(step) + new StartCount(0, seconds);
            }
            seen.Add(steps);
        }
        foreach (LifetimeSet set in members)
        {
            for (int i = 0; i < set.Count; i++)
            {
                if (set.EndOf(i) is not { } end || !windows.TryGetValue(end.Window, out var its)) continue;
                LifetimeObservation observed = set[i];
                long start = end.Ticks - (long)(observed.Seconds * TicksPerSecond);
                if (start > WatchedLogs.AcceptsUntil(end.Window)) continue;
                if (observed.IsCensored && WatchedLogs.IsCutByDrain(end.Window, end.Ticks)) continue;
                long step = StartCounts.StepOf(start);
                if (its.Exposure.ContainsKey(step)) seen[its.ZTunnel][step] += new StartCount(1, 0);
            }
        }
        double[] shares = Shares(seen);
        for (int i = 0; i < seen.Count; i++)
        {
            foreach ((long step, StartCount at) in seen[i])
            {
                if (shares[i] > 0) Counts.Add(step, at.Count, shares[i] * at.ExposureSeconds);
            }
        }
    }

    /// <summary>Windows of which each follows the one before: those of one ztunnel's logs, as far as names and times say.</summary>
    private static List<List<ObservationWindow>> InTurn(IEnumerable<ObservationWindow> windows)
    {
        List<List<ObservationWindow>> chains = [];
        foreach (ObservationWindow window in windows.OrderBy(w => w.FirstTicks).ThenBy(w => w.File, StringComparer.Ordinal))
        {
            List<ObservationWindow>? before = chains.Where(c => c[^1].LastTicks <= window.FirstTicks)
                .OrderByDescending(c => c[^1].ZTunnel == window.ZTunnel).ThenByDescending(c => c[^1].LastTicks).FirstOrDefault();
            if (before is null) chains.Add([window]);
            else before.Add(window);
        }
        return chains;
    }

    /// <summary>By quarter of an hour, for how long starts at a window's ztunnel are seen.</summary>
    private Dictionary<long, double> Exposure(ObservationWindow window)
    {
        Dictionary<long, double> exposure = [];
        long accepts = WatchedLogs.AcceptsUntil(window), last = StartCounts.StepOf(accepts), first = StartCounts.StepOf(window.FirstTicks);
        for (long step = last; step >= Math.Max(first - MostSteps, 0); step--)
        {
            long from = step * StartCounts.StepTicks, to = Math.Min(from + StartCounts.StepTicks, accepts);
            if (to <= from) continue;
            if (step < first && _law.Survival((window.FirstTicks - to) / TicksPerSecond) < Negligible) break;
            double seconds = Exposure(window, from, to);
            _all.Add(step, 0, seconds);
            if (seconds >= LeastChance * (to - from) / TicksPerSecond) exposure[step] = seconds;
        }
        return exposure;
    }

    /// <summary>The integral over a time of the chance that a start is seen, in seconds.</summary>
    private double Exposure(ObservationWindow window, long from, long to)
    {
        if (_logs.OpenedTicks(window) is { } opened && to > opened)
            return (to - Math.Max(from, opened)) / TicksPerSecond + (from < opened ? Exposure(window, from, opened, window.LastTicks) : 0);
        return Exposure(window, from, to, window.LastTicks);
    }

    private double Exposure(ObservationWindow window, long from, long to, long last)
    {
        double Tail(long ticks) => _law.IntegratedTail(Math.Max(0, ticks / TicksPerSecond));
        long first = window.FirstTicks, before = Math.Min(to, first);
        double open = before > from ? Tail(first - before) - Tail(first - from) : 0;
        if (to > first) open += (to - Math.Max(from, first)) / TicksPerSecond;
        return Math.Max(0, open - (Tail(last - to) - Tail(last - from)));
    }

    /// <summary>The shares that ztunnels carry, the mean over the time watched being 1.</summary>
    private static double[] Shares(List<Dictionary<long, StartCount>> seen)
    {
        double[] shares = [.. Enumerable.Repeat(1.0, seen.Count)];
        if (seen.Count < 2) return shares;
        Dictionary<long, StartCount>[] hours = [.. seen.Select(steps => steps.GroupBy(s => s.Key / StartCounts.StepsPerHour)
            .ToDictionary(g => g.Key, g => g.Aggregate(default(StartCount), (sum, s) => sum + s.Value)))];
        double[] counts = [.. hours.Select(h => h.Values.Sum(s => s.Count))];
        for (int round = 0; round < Scalings; round++)
        {
            Dictionary<long, StartCount> total = [];
            for (int i = 0; i < hours.Length; i++)
            {
                foreach ((long hour, StartCount at) in hours[i])
                    total[hour] = total.GetValueOrDefault(hour) + at with { ExposureSeconds = shares[i] * at.ExposureSeconds };
            }
            for (int i = 0; i < hours.Length; i++)
            {
                double expected = hours[i].Sum(h => total[h.Key] is { ExposureSeconds: > 0 } all
                    ? all.Count / all.ExposureSeconds * h.Value.ExposureSeconds
                    : 0);
                shares[i] = expected > 0 ? counts[i] / expected : 0;
            }
        }
        double watched = hours.Sum(h => h.Values.Sum(s => s.ExposureSeconds));
        double scaled = Enumerable.Range(0, hours.Length).Sum(i => shares[i] * hours[i].Values.Sum(s => s.ExposureSeconds));
        return scaled > 0 ? [.. shares.Select(share => share * watched / scaled)] : shares;
    }
}
