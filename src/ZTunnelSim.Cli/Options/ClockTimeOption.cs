namespace ZTunnelSim.Cli;

/// <summary>Times that options take: with an offset, or by the clock that <c>--time-zone</c> names.</summary>
internal static class ClockTimeOption
{
    public const string Accepted = "a time such as 2026-12-05T02:00+01:00 (or with Z), or without an offset by --time-zone";

    /// <summary>The instant.</summary>
    /// <param name="time">The time as it was typed.</param>
    /// <param name="option">The option that it was given with.</param>
    /// <param name="zone">By whose clock, where it has no offset; null: by none.</param>
    /// <exception cref="InputException">No clock is known, or it shows this time never or twice.</exception>
    public static DateTimeOffset In(this ClockTime time, string option, TimeZoneInfo? zone)
    {
        if (zone is null && time.Offset is null)
        {
            string example = time.Text.Length > 10 ? time.Text : $"{time.Text}T02:00";
            throw new InputException($"{time.Text} has no offset: add it ({example}+01:00, or Z), or give --time-zone.", key: option);
        }
        DateTimeOffset at = time.In(zone ?? TimeZoneInfo.Utc, out string? problem);
        return problem is null ? at : throw new InputException(problem, key: option);
    }
}
