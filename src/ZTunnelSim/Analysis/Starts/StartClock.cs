namespace ZTunnelSim;

/// <summary>How the starts of a rollout are named: by the clock of a time zone, with dates or as hours of any week.</summary>
/// <param name="Zone">The time zone.</param>
/// <param name="HasDates">Whether they are days of the calendar; otherwise they stand for those of any week.</param>
internal sealed record StartClock(TimeZoneInfo Zone, bool HasDates = true)
{
    /// <summary>The instant by this clock.</summary>
    public DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, Zone);

    /// <summary>Sat 2026-12-05 02:00, or Sat 02:00.</summary>
    public string Full(DateTimeOffset time) => HasDates ? Invariant($"{Local(time):ddd yyyy-MM-dd} {Hour(time)}") : Brief(time);

    /// <summary>Sat 5 Dec 02:00, or Sat 02:00.</summary>
    public string Brief(DateTimeOffset time) => $"{DayOf(time)} {Hour(time)}";

    /// <summary>Sat 5 Dec, or Sat.</summary>
    public string DayOf(DateTimeOffset time) => HasDates ? Invariant($"{Local(time):ddd d MMM}") : Invariant($"{Local(time):ddd}");

    /// <summary>02:00; in the hour that clocks pass twice, with its offset.</summary>
    public string Hour(DateTimeOffset time)
    {
        DateTimeOffset local = Local(time);
        return Invariant($"{local:HH:mm}") + (Zone.IsAmbiguousTime(local.DateTime) ? $" ({LocalTimes.Offset(local.Offset)})" : "");
    }

    /// <summary>Whether two instants are on one day.</summary>
    public bool IsOneDay(DateTimeOffset first, DateTimeOffset second) => Local(first).Date == Local(second).Date;
}
