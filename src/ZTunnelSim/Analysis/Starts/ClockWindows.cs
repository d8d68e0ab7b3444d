using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim;

/// <summary>
/// When a rollout is allowed, by the clock on the wall: parts of the week such as <c>Sat 22:00-Sun 06:00</c>, as many as there are. Where
/// one ends as another begins, they are one.
/// </summary>
internal sealed partial class ClockWindows
{
    /// <summary>What a window may look like, for messages and descriptions.</summary>
    public const string Accepted = "Sat 22:00-Sun 06:00, Mon-Fri 22:00-06:00, 22:00-06:00 (daily), Sat, weekend or weekdays";

    private const int Day = 24 * 60, Week = 7 * Day;

    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>For each minute of the week, from Monday 00:00 on, whether it is in a window.</summary>
    private readonly bool[] _isOpen = new bool[Week];

    private readonly TimeZoneInfo _zone;

    /// <summary>Windows by the clock of a time zone.</summary>
    /// <exception cref="FormatException">A text is none.</exception>
    public ClockWindows(IEnumerable<string> texts, TimeZoneInfo zone)
    {
        Texts = ValueList.Of(texts);
        _zone = zone;
        foreach (string text in Texts)
        {
            if (!TryParse(text, out IReadOnlyList<(int From, int Length)> parts)) throw new FormatException($"'{text}' is no window.");
            foreach ((int from, int length) in parts)
            {
                for (int i = 0; i < length; i++) _isOpen[(from + i) % Week] = true;
            }
        }
    }

    /// <summary>The windows as they were given.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Whether a text is a window.</summary>
    public static bool IsWindow(string text) => TryParse(text, out _);

    /// <summary>Whether an instant is in a window.</summary>
    public bool Contains(DateTimeOffset time) => _isOpen[MinuteOfWeek(Local(time))];

    /// <summary>
    /// Whether all of a span is in one window: its beginning, and its end no later than the window's. An hour that clocks pass twice, or
    /// leave out, makes the window an hour longer or shorter.
    /// </summary>
    public bool Contains(DateTimeOffset start, double seconds)
    {
        if (!Contains(start)) return false;
        DateTime local = Local(start);
        int first = MinuteOfWeek(local), minutes = 1;
        while (minutes < Week && _isOpen[(first + minutes) % Week]) minutes++;
        if (minutes == Week) return true;
        DateTime closes = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(minutes);
        return (LocalTimes.First(closes, _zone) - start).TotalSeconds >= seconds;
    }

    private DateTime Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone).DateTime;

    private static int MinuteOfWeek(DateTime local) => ((int)local.DayOfWeek + 6) % 7 * Day + (int)local.TimeOfDay.TotalMinutes;

    /// <summary>The parts of the week that a text names: the minute that each begins at, and how many it has.</summary>
    private static bool TryParse(string text, out IReadOnlyList<(int From, int Length)> parts)
    {
        parts = [];
        if (FromDayToDay().Match(text) is { Success: true } span)
        {
            if (!TryDays(span.Groups[1].Value, out int[] from) || !TryDays(span.Groups[3].Value, out int[] to)
                || !TryMinute(span.Groups[2].Value, out int begin) || !TryMinute(span.Groups[4].Value, out int end))
                return false;
            int length = (to[0] * Day + end - from[0] * Day - begin + Week) % Week;
            if (length == 0) return false;
            parts = [(from[0] * Day + begin, length)];
            return true;
        }
        if (EachDay().Match(text) is not { Success: true } each || text.Length == 0) return false;
        int[] days = [0, 1, 2, 3, 4, 5, 6];
        if (each.Groups[1].Length > 0 && !TryDays(each.Groups[1].Value, out days)) return false;
        if (each.Groups[2].Length == 0)
        {
            if (each.Groups[1].Length == 0) return false;
            parts = [.. days.Select(day => (day * Day, Day))];
            return true;
        }
        if (!TryMinute(each.Groups[2].Value, out int first) || !TryMinute(each.Groups[3].Value, out int last) || first == last)
            return false;
        // What ends no later than it begins ends on the next day.
        int minutes = last > first ? last - first : last + Day - first;
        parts = [.. days.Select(day => (day * Day + first, minutes))];
        return true;
    }

    /// <summary>Reads <c>Sat</c>, <c>Fri-Mon</c>, <c>weekend</c> or <c>weekdays</c>: days from 0, Monday, to 6.</summary>
    private static bool TryDays(string text, out int[] days)
    {
        switch (text.ToLowerInvariant())
        {
            case "weekend" or "weekends":
                days = [5, 6];
                return true;
            case "weekday" or "weekdays":
                days = [0, 1, 2, 3, 4];
                return true;
        }
        int[] named = [.. text.Split('-', StringSplitOptions.TrimEntries).Select(DayOf)];
        days = [];
        if (named.Length > 2 || named.Contains(-1)) return false;
        days = [.. Enumerable.Range(0, (named[^1] - named[0] + 7) % 7 + 1).Select(i => (named[0] + i) % 7)];
        return true;
    }

    private static int DayOf(string name) => Enumerable.Range(0, 7).FirstOrDefault(
        day => name.Equals(Days[day], StringComparison.OrdinalIgnoreCase)
            || name.Equals(CultureInfo.InvariantCulture.DateTimeFormat.DayNames[(day + 1) % 7], StringComparison.OrdinalIgnoreCase),
        -1);

    /// <summary>Reads 6:30 or 24:00: minutes of the day.</summary>
    private static bool TryMinute(string text, out int minute)
    {
        string[] parts = text.Split(':');
        (int hours, int minutes) = (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        minute = 60 * hours + minutes;
        return minutes < 60 && minute <= Day;
    }

    [GeneratedRegex(@"^ *([A-Za-z]+) +([0-9]{1,2}:[0-9]{2}) *- *([A-Za-z]+) +([0-9]{1,2}:[0-9]{2}) *$")]
    private static partial Regex FromDayToDay();

    [GeneratedRegex(@"^ *([A-Za-z]+(?: *- *[A-Za-z]+)?)?(?:(?:^| +)([0-9]{1,2}:[0-9]{2}) *- *([0-9]{1,2}:[0-9]{2}))? *$")]
    private static partial Regex EachDay();
}
