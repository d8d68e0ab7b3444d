using System.Globalization;

namespace ZTunnelSim.Cli.Reports;

/// <summary>What a rollout may cost at most.</summary>
/// <param name="Resets">The largest number of resets; null: any.</param>
/// <param name="ResetsShare">The largest share of the open connections that may be reset; null: any.</param>
/// <param name="DurationSeconds">The longest duration in seconds; null: any.</param>
internal sealed record ReportLimits(double? Resets, double? ResetsShare, double? DurationSeconds)
{
    private static readonly (string Suffix, double Seconds)[] Units = [("min", 60), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Whether anything is limited.</summary>
    public bool Any => Resets is not null || ResetsShare is not null || DurationSeconds is not null;

    /// <summary>The largest number of resets among so many open connections; infinite where resets are not limited.</summary>
    public double MostResets(double openConnections) => Resets ?? ResetsShare * openConnections ?? double.PositiveInfinity;

    /// <summary>Reads limits as written on a command line: resets as 50 or 0.1%, a duration as 7200, 120min, 2h or 1d.</summary>
    /// <returns>Whether they are such limits.</returns>
    public static bool TryParse(string? resets, string? duration, out ReportLimits limits)
    {
        limits = new(null, null, null);
        if (resets is not null)
        {
            bool isShare = resets.EndsWith('%');
            if (!TryNumber(isShare ? resets[..^1] : resets, out double number) || (isShare && number > 100)) return false;
            limits = isShare ? limits with { ResetsShare = number / 100 } : limits with { Resets = number };
        }
        if (duration is null) return true;
        (string suffix, double unit) = Units.FirstOrDefault(u => duration.EndsWith(u.Suffix, StringComparison.Ordinal), ("", 1));
        if (!TryNumber(duration[..^suffix.Length], out double seconds) || seconds == 0) return false;
        limits = limits with { DurationSeconds = seconds * unit };
        return true;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
