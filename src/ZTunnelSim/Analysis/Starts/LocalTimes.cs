namespace ZTunnelSim;

/// <summary>From the clock on the wall to instants: clocks leave out an hour in spring and pass one twice in autumn.</summary>
internal static class LocalTimes
{
    /// <summary>The first instant at which the clock shows a time, or has passed it where it leaves it out.</summary>
    public static DateTimeOffset First(DateTime local, TimeZoneInfo zone)
    {
        DateTime time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        // The offset before the clock is changed, by which a time that is left out is one after it.
        TimeSpan offset = zone.IsInvalidTime(time) ? zone.GetUtcOffset(time.AddDays(-1))
            : zone.IsAmbiguousTime(time) ? zone.GetAmbiguousTimeOffsets(time).Max()
            : zone.GetUtcOffset(time);
        return TimeZoneInfo.ConvertTime(new DateTimeOffset(time, offset), zone);
    }

    /// <summary>Why a clock shows a time never or twice, as the end of a sentence; null where it does so once.</summary>
    public static string? WhyNotOnce(DateTime local, TimeZoneInfo zone)
    {
        DateTime time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(time)) return $"does not exist in {zone.Id}, where clocks are put forward over it";
        if (!zone.IsAmbiguousTime(time)) return null;
        IEnumerable<string> offsets = zone.GetAmbiguousTimeOffsets(time).OrderDescending().Select(Offset);
        return $"comes twice in {zone.Id}, where clocks are put back: say {string.Join(" or ", offsets)}";
    }

    /// <summary>+01:00.</summary>
    public static string Offset(TimeSpan offset) => $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}";
}
