using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim;

/// <summary>Counts and shares with as many digits as they deserve.</summary>
internal static partial class Numbers
{
    /// <summary>1234, 12.3, 0.046, 4e-12; 0 only for what is exactly 0.</summary>
    public static string Count(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 1e-4 => Invariant($"{value:0.#e-0}"),
        < 0.0995 => Invariant($"{value:0.0000}"),
        < 9.995 => Invariant($"{value:0.00}"),
        < 99.95 => Invariant($"{value:0.0}"),
        _ => Invariant($"{value:#,0}"),
    };

    /// <summary>Standard errors, above or below: 1.2, -0.5, and 0.0 whatever its sign.</summary>
    public static string Score(double z) => Invariant($"{Math.Round(z, 1) + 0.0:0.0}");

    /// <summary>12,345.</summary>
    public static string Whole(double count) => Invariant($"{count:#,0}");

    public static string Share(double share) => Math.Abs(share) switch
    {
        0 => "0 %",
        < 5e-6 => "< 0.001 %",
        < 0.0009995 => Invariant($"{100 * share:0.000} %"),
        < 0.0995 => Invariant($"{100 * share:0.00} %"),
        _ => Invariant($"{100 * share:0.0} %"),
    };

    /// <summary>A count as a share of others, of which there may be none.</summary>
    public static string Share(double count, double of) => of > 0 ? Share(count / of) : "-";

    /// <summary>A count with its share of others in brackets, where there are any.</summary>
    public static string CountAndShare(double count, double of) => of > 0 ? $"{Count(count)} ({Share(count / of)})" : Count(count);

    /// <summary>12 to 34.</summary>
    public static string Range(double lower, double upper) => $"{Count(lower)} to {Count(upper)}";

    public static string Interval(Estimate estimate) => $"{Count(estimate.Mean)} [{Count(estimate.Lower)}, {Count(estimate.Upper)}]";

    /// <summary>45 s [40 s, 50 s].</summary>
    public static string Durations(LifetimeEstimate estimate) => Durations(estimate.Value, estimate.Low, estimate.High);

    /// <summary>45 s [40 s, 50 s].</summary>
    public static string Durations(Estimate estimate) => Durations(estimate.Mean, estimate.Lower, estimate.Upper);

    /// <summary>Memory as Kubernetes counts it: 60 MiB, 1.25 GiB.</summary>
    public static string Memory(double bytes) => bytes switch
    {
        < 1L << 20 => Invariant($"{bytes / 1024:0.#} KiB"),
        < 1L << 30 => Invariant($"{bytes / (1L << 20):0.#} MiB"),
        _ => Invariant($"{bytes / (1L << 30):0.##} GiB"),
    };

    /// <summary>A text whose numbers are cut to four digits: parameters of laws are written in full elsewhere.</summary>
    public static string Shorten(string text) =>
        LongNumber().Replace(
            text, match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G4", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\d+\.\d{2,}(E[+-]?\d+)?")]
    private static partial Regex LongNumber();

    private static string Durations(double value, double low, double high) =>
        $"{DurationFormat.Brief(value)} [{DurationFormat.Brief(low)}, {DurationFormat.Brief(high)}]";
}
