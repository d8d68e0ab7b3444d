using System.Globalization;

namespace ZTunnelSim.Cli;

/// <summary>A time as it was typed: an instant where it has an offset, and otherwise a time of some clock on the wall.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Clock">What the clock shows.</param>
/// <param name="Offset">Its offset from UTC; null: not said.</param>
internal readonly record struct GivenTime(string Text, DateTime Clock, TimeSpan? Offset)
{
    public const string Accepted = "a time such as 2026-12-05T02:00+01:00 (or with Z), or without an offset by --time-zone";

    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    /// <summary>Reads a date, or a time of RFC 3339 with or without its seconds and its offset; a blank may stand for the T.</summary>
    public static bool TryParse(string text, out GivenTime time)
    {
        time = default;
        if (text.Length is < 10 or > 40) return false;
        string upper = text.ToUpperInvariant();
        int sign = upper.LastIndexOfAny(['+', '-']);
        bool isUtc = upper.EndsWith('Z'), hasOffset = sign > "yyyy-MM-dd".Length;
        string clock = (isUtc ? upper[..^1] : hasOffset ? upper[..sign] : upper).Replace(' ', 'T');
        TimeSpan offset = TimeSpan.Zero;
        if (hasOffset && (isUtc || !TimeSpan.TryParseExact(upper[(sign + 1)..], @"hh\:mm", CultureInfo.InvariantCulture, out offset)))
            return false;
        if (offset > TimeSpan.FromHours(14)
            || !DateTime.TryParseExact(clock, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime shown)
            || shown.Year is < 1970 or > 9000)
            return false;
        time = new(text, shown, isUtc ? TimeSpan.Zero : !hasOffset ? null : upper[sign] == '-' ? -offset : offset);
        return true;
    }

    /// <summary>The instant.</summary>
    /// <param name="option">The option that it was given with.</param>
    /// <param name="zone">By whose clock, where it has no offset; null: by none.</param>
    /// <exception cref="InputException">No clock is known, or it shows this time never or twice.</exception>
    public DateTimeOffset In(string option, TimeZoneInfo? zone)
    {
        if (Offset is { } offset) return new(Clock, offset);
        if (zone is null)
        {
            string example = Text.Length > 10 ? Text : $"{Text}T02:00";
            throw new InputException($"{Text} has no offset: add it ({example}+01:00, or Z), or give --time-zone.", key: option);
        }
        if (LocalTimes.WhyNotOnce(Clock, zone) is { } why) throw new InputException($"{Text} {why}.", key: option);
        return new(Clock, zone.GetUtcOffset(Clock));
    }
}
