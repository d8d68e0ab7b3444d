using System.Buffers;
using System.Globalization;
using System.Text;

namespace ZTunnelSim;

/// <summary>Durations as texts: the one parser and the printers of everything that reads or shows a duration.</summary>
internal static class DurationFormat
{
    /// <summary>What a duration may look like, for messages and descriptions.</summary>
    public const string Accepted = "100us, 250ms, 90s, 5m (or 5min), 2h, 1d, 9m52.392s or 00:09:52";

    public const string Units = "ns, us, ms, s, m (or min), h or d";

    /// <summary>No text of a duration is longer; whatever is, is something else.</summary>
    private const int MaxBytes = 100;

    /// <summary>The longest duration that is read, 100 years in seconds: T has up to 68, and nothing lasts longer.</summary>
    public const double Longest = 100 * Year;

    /// <summary>The same in words.</summary>
    public const string LongestInWords = "100 years";

    /// <summary>What is expected where a duration is: its form and its range.</summary>
    public const string Expected = $"a duration from 0 to {LongestInWords} (seconds as a number, or {Accepted})";

    /// <summary>From so many seconds on, 1,000 years, a duration says no more than that it has no end.</summary>
    public const double Endless = 10 * Longest;

    private const double Minute = 60, Hour = 3_600;

    /// <summary>A day, and a year of 365.25 of them, in seconds.</summary>
    public const double Day = 86_400, Year = 365.25 * Day;

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789."u8);

    private static readonly SearchValues<byte> UnitEnds = SearchValues.Create("0123456789. "u8);

    private static readonly SearchValues<byte> ClockBytes = SearchValues.Create("0123456789:."u8);

    /// <summary>Reads a duration; a bare number counts seconds.</summary>
    /// <param name="text">The text, in one of the forms of <see cref="Accepted"/>, or a number.</param>
    /// <param name="seconds">The duration in seconds, from 0 to <see cref="Longest"/>.</param>
    public static bool TryParse(string text, out double seconds)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return (TryNumber(utf8, out seconds) && seconds <= Longest) || TryParse(utf8, out seconds);
    }

    /// <summary>Reads a duration that says its own units; a bare number is none.</summary>
    /// <param name="text">The text in UTF-8, in one of the forms of <see cref="Accepted"/>.</param>
    /// <param name="seconds">The duration in seconds, from 0 to <see cref="Longest"/>.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.IsEmpty || text.Length > MaxBytes) return false;
        bool isRead = text.Contains((byte)':') ? TryClock(text, out seconds) : TryUnits(text, out seconds);
        return isRead && seconds <= Longest;
    }

    /// <summary>Numbers, each with its unit: 9m52.392s.</summary>
    private static bool TryUnits(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        for (double before = double.PositiveInfinity; !text.IsEmpty;)
        {
            int digits = NumberLength(text);
            if (!TryNumber(text[..digits], out double number)) return false;
            text = text[digits..].TrimStart((byte)' ');
            int length = text.IndexOfAny(UnitEnds) is >= 0 and var end ? end : text.Length;
            // Parts go from large to small, so that none is taken for another: 1h30m, not 30m1h or 5s5s.
            if (!TryUnit(text[..length], out double unit) || unit >= before) return false;
            before = unit;
            seconds += number * unit;
            bool isLast = length == text.Length;
            text = text[length..].TrimStart((byte)' ');
            if (text.IsEmpty && !isLast) return false;
        }
        return true;
    }

    /// <summary>Reads a unit: one of <see cref="Units"/>, or its name (<c>seconds</c>).</summary>
    public static bool TryUnit(ReadOnlySpan<byte> unit, out double seconds)
    {
        seconds = unit.Length > MaxBytes ? 0 : Encoding.UTF8.GetString(unit).ToLowerInvariant() switch
        {
            "ns" or "nanos" or "nanoseconds" => 1e-9,
            // The letter before the s is the micro sign, or the Greek letter.
            "us" or "\u00B5s" or "\u03BCs" or "micros" or "microseconds" => 1e-6,
            "ms" or "millis" or "milliseconds" => 1e-3,
            "s" or "sec" or "secs" or "second" or "seconds" => 1,
            "m" or "min" or "mins" or "minute" or "minutes" => Minute,
            "h" or "hour" or "hours" => Hour,
            "d" or "day" or "days" => Day,
            _ => 0,
        };
        return seconds > 0;
    }

    /// <summary>Two units at most: 45 s, 12 min 30 s, 3 h 05 min, 2 d 4 h.</summary>
    /// <param name="seconds">The duration; one that is not finite shows as a dash.</param>
    public static string Brief(double seconds)
    {
        if (!double.IsFinite(seconds)) return "-";
        if (seconds >= Endless) return "> 1,000 years";
        if (seconds is > 0 and < 0.95) return Invariant($"{1000 * seconds:0.##} ms");
        if (seconds < 59.95) return seconds < 9.95 ? Invariant($"{seconds:0.0} s") : $"{seconds:0} s";
        TimeSpan span = TimeSpan.FromSeconds(Math.Round(seconds));
        if (span.TotalHours < 1) return $"{span.Minutes} min {span.Seconds:00} s";
        return span.TotalDays < 1 ? $"{span.Hours} h {span.Minutes:00} min" : $"{(int)span.TotalDays} d {span.Hours} h";
    }

    /// <summary>Whole seconds without rounding: 29 min 5 s, 1 h 10 s.</summary>
    public static string Exact(int seconds)
    {
        if (seconds < Minute) return $"{seconds} s";
        TimeSpan span = TimeSpan.FromSeconds(seconds);
        (int Value, string Unit)[] parts = [(span.Days, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s")];
        return string.Join(' ', parts.Where(p => p.Value > 0).Select(p => $"{p.Value} {p.Unit}"));
    }

    /// <summary>As Go's programs print it, kubectl among them: 32s, 1m0s, 1h0m0s.</summary>
    /// <param name="seconds">The duration, at least 0.</param>
    public static string Go(double seconds)
    {
        (double hours, double minutes) = (Math.Floor(seconds / Hour), Math.Floor(seconds % Hour / Minute));
        return (hours > 0 ? $"{hours:0}h" : "") + (seconds >= Minute ? $"{minutes:0}m" : "") + Invariant($"{seconds % Minute:0.###}s");
    }

    /// <summary>As exactly as somebody who waits needs it: 45 s, 12 min, 4 min 55 s, 3 h 05 min.</summary>
    public static string Wait(double seconds)
    {
        double whole = Math.Round(seconds), minutes = Math.Floor(whole / Minute), rest = whole % Minute;
        if (whole < Minute) return $"{whole:0} s";
        if (minutes < 60) return rest == 0 ? $"{minutes:0} min" : $"{minutes:0} min {rest:00} s";
        minutes = Math.Round(seconds / Minute);
        return minutes % 60 == 0
            ? Invariant($"{minutes / 60:#,0} h")
            : Invariant($"{Math.Floor(minutes / 60):#,0} h {minutes % 60:00} min");
    }

    /// <summary>One unit, as at the tick of an axis: 45 s, 5 min, 1.5 h, 2 d.</summary>
    public static string Tick(double seconds) => Tick(seconds, least: 2);

    /// <inheritdoc cref="Tick(double)"/>
    /// <param name="seconds">The duration, at least 0.</param>
    /// <param name="least">The unit is the largest of which there are at least so many.</param>
    public static string Tick(double seconds, int least) => seconds switch
    {
        < 1 => Invariant($"{1000 * seconds:0.##} ms"),
        _ when seconds < least * Minute => Invariant($"{seconds:0.##} s"),
        _ when seconds < least * Hour => Invariant($"{seconds / Minute:0.#} min"),
        _ when seconds < least * Day => Invariant($"{seconds / Hour:0.#} h"),
        _ => Invariant($"{seconds / Day:0.#} d"),
    };

    /// <summary>A point in time after a beginning, as exact as the step between two needs it: 45 s, 1:30 min, 2:05 h, 1 d 4 h.</summary>
    public static string Clock(double seconds, double step)
    {
        if (seconds == 0) return "0";
        if (step < 1) return Invariant($"{seconds:0.###} s");
        if (seconds >= Endless) return "> 1,000 years";
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds));
        if (time.TotalSeconds < Minute) return $"{time.TotalSeconds:0} s";
        if (time.TotalHours < 1) return step % Minute == 0 ? $"{time.Minutes} min" : $"{time.Minutes}:{time.Seconds:00} min";
        if (time.TotalDays < 1) return step % Hour == 0 ? $"{time.Hours} h" : $"{time.Hours}:{time.Minutes:00} h";
        return step % Day == 0 ? $"{time.Days} d" : $"{time.Days} d {time.Hours} h";
    }

    /// <summary>Hours, minutes and seconds: 00:09:52, 30:00:00.5.</summary>
    private static bool TryClock(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.Count((byte)':') != 2) return false;
        int first = text.IndexOf((byte)':'), last = text.LastIndexOf((byte)':');
        ReadOnlySpan<byte> minutes = text[(first + 1)..last], rest = text[(last + 1)..];
        int point = rest.IndexOf((byte)'.');
        if (minutes.Length != 2 || (point < 0 ? rest.Length : point) != 2 || text.ContainsAnyExcept(ClockBytes)
            || text[..last].Contains((byte)'.') || !TryNumber(text[..first], out double h)
            || !TryNumber(minutes, out double m) || m >= 60 || !TryNumber(rest, out double s) || s >= 60)
            return false;
        seconds = h * Hour + m * Minute + s;
        return true;
    }

    /// <summary>How much of a text is its number: digits with a point, and an exponent.</summary>
    private static int NumberLength(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOfAnyExcept(NumberBytes) is >= 0 and var end ? end : text.Length;
        if (at == text.Length || text[at] is not ((byte)'e' or (byte)'E')) return at;
        int exponent = at + 1;
        if (exponent < text.Length && text[exponent] is (byte)'+' or (byte)'-') exponent++;
        int digits = text[exponent..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var stop
            ? stop
            : text.Length - exponent;
        return digits > 0 ? exponent + digits : at;
    }

    /// <summary>Reads a finite number of at least 0, without a sign.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> text, out double number)
    {
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out number) && number >= 0 && double.IsFinite(number);
    }
}
