using ZTunnelSim.Lifetimes.Survival;
using ZTunnelSim.Results;

namespace ZTunnelSim.Cli;

/// <summary>Durations as people read them.</summary>
internal static class Durations
{
    /// <summary>From so many seconds on, 1,000 years, a duration says no more than that it has no end.</summary>
    private const double Endless = 1_000 * 365.25 * 86_400;

    /// <summary>45 s [40 s, 50 s].</summary>
    public static string Interval(LifetimeEstimate estimate) => Interval(estimate.Value, estimate.Low, estimate.High);

    /// <summary>45 s [40 s, 50 s].</summary>
    public static string Interval(Estimate estimate) => Interval(estimate.Mean, estimate.Lower, estimate.Upper);

    /// <summary>45 s, 12 min 30 s, 3 h 05 min, 2 d 4 h: two units at most.</summary>
    public static string Text(double seconds)
    {
        if (!double.IsFinite(seconds)) return "-";
        if (seconds >= Endless) return "> 1,000 years";
        if (seconds is > 0 and < 0.95) return $"{1000 * seconds:0.##} ms";
        if (seconds < 59.95) return seconds < 9.95 ? $"{seconds:0.0} s" : $"{seconds:0} s";
        TimeSpan span = TimeSpan.FromSeconds(Math.Round(seconds));
        if (span.TotalHours < 1) return $"{span.Minutes} min {span.Seconds:00} s";
        return span.TotalDays < 1
            ? $"{span.Hours} h {span.Minutes:00} min"
            : $"{(int)span.TotalDays} d {span.Hours} h";
    }

    private static string Interval(double value, double low, double high) => $"{Text(value)} [{Text(low)}, {Text(high)}]";
}
