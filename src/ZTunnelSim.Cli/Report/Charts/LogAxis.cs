namespace ZTunnelSim.Cli;

/// <summary>A logarithmic axis: from values to places in the picture.</summary>
/// <param name="Min">The value at <paramref name="From"/>, above 0.</param>
/// <param name="Max">The value at <paramref name="To"/>, above <paramref name="Min"/>.</param>
/// <param name="From">The place of the smallest value.</param>
/// <param name="To">The place of the largest value.</param>
/// <param name="Ticks">The values that are labelled, with their labels.</param>
internal sealed record LogAxis(double Min, double Max, double From, double To, IReadOnlyList<(double Value, string Label)> Ticks)
{
    /// <summary>Labels nearer than these run into each other: one above the other, side by side.</summary>
    private const double LineHeight = 26, LabelWidth = 52;

    private const double Minute = 60, Hour = 3600, Day = 86400;

    private static readonly double[] RoundDurations = [1, 10, Minute, 10 * Minute, Hour, 10 * Hour, Day, 10 * Day, 100 * Day];

    private static readonly double[] MoreDurations =
        [2, 5, 20, 30, 2 * Minute, 5 * Minute, 20 * Minute, 30 * Minute, 2 * Hour, 5 * Hour, 2 * Day, 5 * Day];

    /// <summary>The place of a value; one below the axis lies a little outside of the picture.</summary>
    public double At(double value)
    {
        double share = Math.Log(Math.Max(value, Min / 2) / Min) / Math.Log(Max / Min);
        return From + Math.Min(share, 1.2) * (To - From);
    }

    /// <summary>An axis of durations, in seconds.</summary>
    public static LogAxis OfDurations(double min, double max, double from, double to)
    {
        if (max < 1.5 * min) (min, max) = (min / 1.5, max * 1.5);
        double[] round = [.. RoundDurations.Where(Inside)];
        // Two ticks make a scale, and in a narrow range round numbers are too few.
        double[] ticks = round.Length >= 3 ? round : [.. round.Concat(MoreDurations.Where(Inside)).Order()];
        LogAxis axis = new(min, max, from, to, []);
        List<(double, string)> apart = [];
        double last = double.NegativeInfinity, distance = to > from ? LabelWidth : LineHeight;
        foreach (double t in ticks.Where(t => Math.Abs(axis.At(t) - last) >= distance))
        {
            last = axis.At(t);
            apart.Add((t, DurationFormat.Tick(t, least: 1)));
        }
        return axis with { Ticks = apart };

        bool Inside(double t) => t >= 0.999 * min && t <= 1.001 * max;
    }

    /// <summary>An axis of counts: whole decades.</summary>
    public static LogAxis OfCounts(double min, double max, double from, double to)
    {
        int first = (int)Math.Floor(Math.Log10(min) + 1e-9), last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(max) - 1e-9));
        int step = 1 + (last - first) / 6;
        return new(
            Math.Pow(10, first), Math.Pow(10, last), from, to,
            [.. Enumerable.Range(0, (last - first) / step + 1).Select(i => Decade(first + i * step))]);

        static (double, string) Decade(int exponent)
        {
            double value = Math.Pow(10, exponent);
            return (value, exponent switch
            {
                >= 6 => $"{value / 1e6:#,0}M",
                >= 4 => $"{value / 1e3:0}k",
                >= 0 => $"{value:#,0}",
                _ => $"{value:0.####}",
            });
        }
    }
}
