using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>A time as somebody wrote it: an instant where it has an offset, and otherwise a time of some clock on the wall.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Clock">What the clock shows.</param>
/// <param name="Offset">Its offset from UTC; null: not said.</param>
internal readonly record struct ClockTime(string Text, DateTime Clock, TimeSpan? Offset)
{
    /// <summary>What an instant is, for messages.</summary>
    public const string Accepted = "a time with its offset, such as 2026-12-05T02:00+01:00 or 2026-12-05T01:00Z";

    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"];

    /// <summary>Reads a date, or a time of RFC 3339 with or without its seconds and its offset; a blank may stand for the T.</summary>
    public static bool TryParse(string text, out ClockTime time)
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

    /// <summary>A time zone by its name in the IANA database.</summary>
    public static bool TryZone(string name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        return name.Length is > 0 and < 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    /// <summary>Known time zones with a name much like one, as the middle of a sentence; empty where there are none.</summary>
    public static string ZonesLike(string name) =>
        name.Length < 100 ? Suggestion.For(name, [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)]) : "";

    /// <summary>The instant: by its own offset, or else by a zone's clock.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="problem">Why that clock shows it never or twice; null where it does so once.</param>
    public DateTimeOffset In(TimeZoneInfo zone, out string? problem)
    {
        problem = Offset is null && LocalTimes.WhyNotOnce(Clock, zone) is { } why ? $"{Text} {why}." : null;
        return problem is null ? new(Clock, Offset ?? zone.GetUtcOffset(Clock)) : default;
    }
}
