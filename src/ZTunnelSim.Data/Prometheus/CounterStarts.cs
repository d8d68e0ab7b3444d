namespace ZTunnelSim.Data;

/// <summary>When a workload's connections started, by counters of opened ones.</summary>
/// <remarks>
/// What a counter rose by between two times is spread over them evenly: times that are far apart leave the hours untold
/// (<see cref="LongestStep"/>). Attempts that failed are taken off where they were closed.
/// </remarks>
internal static class CounterStarts
{
    /// <summary>Counters known more seldom than this, in seconds, don't tell one hour from the next.</summary>
    public const double LongestStep = 3600;

    private const double StepSeconds = (double)StartCounts.StepTicks / TimeSpan.TicksPerSecond;

    /// <summary>The starts; none where times are no dates or too far apart.</summary>
    /// <param name="opened">The series of opened connections.</param>
    /// <param name="failed">The series of attempts that failed.</param>
    /// <param name="times">The times at which counters are known, as Unix seconds in order.</param>
    public static StartCounts Of(IEnumerable<CounterSeries> opened, IEnumerable<CounterSeries> failed, double[] times)
    {
        StartCounts starts = new();
        SortedDictionary<long, double> counts = [];
        foreach ((CounterSeries series, int sign) in opened.Select(s => (s, 1)).Concat(failed.Select(s => (s, -1))))
        {
            foreach ((double? last, double to, double rose) in series.Increments(times[0]))
            {
                // A series comes with its first connection, since the time before.
                double from = last ?? times[Array.BinarySearch(times, to) - 1];
                if (to - from > LongestStep) continue;
                foreach ((long step, double share) in Spread(from, to)) counts[step] = counts.GetValueOrDefault(step) + sign * share * rose;
            }
        }
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] - times[i - 1] > LongestStep) continue;
            foreach ((long step, double share) in Spread(times[i - 1], times[i])) starts.Add(step, 0, share * (times[i] - times[i - 1]));
        }
        foreach ((long step, double count) in counts)
        {
            if (starts.Steps.ContainsKey(step)) starts.Add(step, Math.Max(0, count), 0);
        }
        return starts;
    }

    /// <summary>The quarters that a time is in, each with its share of it.</summary>
    private static IEnumerable<(long Step, double Share)> Spread(double from, double to)
    {
        long epoch = StartCounts.StepOf(DateTime.UnixEpoch.Ticks);
        long first = (long)Math.Floor(from / StepSeconds);
        for (long step = first; step * StepSeconds < to; step++)
        {
            double part = Math.Min(to, (step + 1) * StepSeconds) - Math.Max(from, step * StepSeconds);
            if (part > 0) yield return (step + epoch, part / (to - from));
        }
    }
}
