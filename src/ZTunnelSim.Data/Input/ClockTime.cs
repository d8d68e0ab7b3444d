using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>Instants as people write them, with their offset from UTC or by the clock of a time zone, and the zones by name.</summary>
internal static class ClockTime
{
    /// <summary>What is accepted, for messages.</summary>
    public const string Accepted = "a time with its offset, such as 2026-12-05T02:00+01:00 or 2026-12-05T01:00Z";

    private static readonly string[] Locals =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    private static readonly string[] Instants = [.. Locals.SelectMany(local => new[] { $"{local}zzz", $"{local}'Z'" })];

    /// <summary>Parses an instant that says its own offset.</summary>
    public static bool TryInstant(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);

    /// <summary>Parses a time without an offset.</summary>
    public static bool TryLocal(string text, out DateTime time) =>
        DateTime.TryParseExact(text, Locals, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    /// <summary>The instant at which a zone's clock shows a time.</summary>
    /// <param name="time">The time that the clock shows.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="problem">Why there is none, or more than one; null where there is one.</param>
    public static DateTimeOffset At(DateTime time, TimeZoneInfo zone, out string? problem)
    {
        string change = $"by the clock of {zone.Id} {time:yyyy-MM-dd HH:mm}";
        problem = zone.IsInvalidTime(time) ? $"{change} never comes, as the clock is put forward then."
            : zone.IsAmbiguousTime(time) ? $"{change} comes twice, as the clock is put back then: give {Accepted}."
            : null;
        return problem is null ? new(time, zone.GetUtcOffset(time)) : default;
    }

    /// <summary>A time zone by its name in the IANA database.</summary>
    public static bool TryZone(string name, out TimeZoneInfo zone)
    {
        bool isKnown = TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? found);
        zone = found ?? TimeZoneInfo.Utc;
        return isKnown;
    }
}
