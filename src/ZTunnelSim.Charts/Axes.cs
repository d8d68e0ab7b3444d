using ScottPlot;
using ScottPlot.TickGenerators;

namespace ZTunnelSim.Charts;

/// <summary>Logarithmic axes (values are plotted as their decimal logarithms) and axes of durations.</summary>
internal static class LogScale
{
    public static double Of(double value) => Math.Log10(value);

    /// <summary>Ticks at given durations; those that would run into their neighbour stay unlabelled.</summary>
    public static void SetTicks(IAxis axis, IEnumerable<double> values, double minDistance)
    {
        NumericManual ticks = new();
        double last = double.NegativeInfinity;
        foreach (double value in values.Order())
        {
            double position = Of(value);
            bool isClose = position - last < minDistance;
            if (isClose) ticks.AddMinor(position);
            else ticks.AddMajor(last = position, DurationFormat.Tick(value));
        }
        axis.TickGenerator = ticks;
    }

    /// <summary>Ticks at the powers of ten in a range, with the digits between as minor ones.</summary>
    /// <remarks>In a narrow range 2 and 5 are labelled as well.</remarks>
    public static void SetDecades(IAxis axis, double min, double max)
    {
        NumericManual ticks = new();
        for (int decade = (int)Math.Floor(Of(min)); decade <= Math.Ceiling(Of(max)); decade++)
        {
            double value = Math.Pow(10, decade);
            ticks.AddMajor(decade, Label(value));
            for (int digit = 2; digit <= 9; digit++)
            {
                if (digit is 2 or 5 && max / min < 100) ticks.AddMajor(Of(digit * value), Label(digit * value));
                else ticks.AddMinor(Of(digit * value));
            }
        }
        axis.TickGenerator = ticks;

        static string Label(double value) => value >= 1 ? $"{value:#,0}" : $"{value:0.####}";
    }
}

/// <summary>Durations on an axis.</summary>
internal static class DurationTicks
{
    /// <summary>The smallest round duration that is no shorter than one.</summary>
    public static double RoundStep(double seconds) =>
        Round.FirstOrDefault(s => s >= seconds, Math.Ceiling(seconds / 2592000) * 2592000);

    /// <summary>Round durations that lie in a range, few enough for an axis.</summary>
    public static IEnumerable<double> Between(double min, double max) => Round.Where(s => s >= min && s <= max);

    private static readonly double[] Round =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200,
        1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 345600, 604800, 1209600, 2592000,
    ];
}
