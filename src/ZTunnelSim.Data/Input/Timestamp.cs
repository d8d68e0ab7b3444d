namespace ZTunnelSim.Data;

/// <summary>Times as logs and tables spell them.</summary>
internal static class Timestamp
{
    private const int SecondsLength = 19; // yyyy-MM-ddTHH:mm:ss
    private const int MaxFractionDigits = 12;

    /// <summary>
    /// Parses an RFC 3339 time (<c>2024-04-11T15:38:42.182974Z</c>, or with an offset <c>+02:00</c>) at the beginning of a text: its ticks
    /// of 100 ns, and how many bytes it takes. A blank may stand for the T. Without Z or offset it is UTC.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long utcTicks, out int length)
    {
        utcTicks = 0;
        length = SecondsLength;
        if (text.Length < SecondsLength || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ')
            || text[13] != ':' || text[16] != ':')
            return false;

        int year = (Two(text, 0) * 100) + Two(text, 2);
        int month = Two(text, 5), day = Two(text, 8), hour = Two(text, 11), minute = Two(text, 14), second = Two(text, 17);
        // Two gives a large negative number where there is no digit, which no range below accepts. A second of 60 is a leap second; it is
        // counted on from 59.
        if (year is < 1970 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60)
            return false;
        utcTicks = new DateTime(year, month, day).Ticks + ((((hour * 60L) + minute) * 60 + second) * TimeSpan.TicksPerSecond);
        if (length < text.Length && text[length] == '.')
        {
            length++;
            long unit = TimeSpan.TicksPerSecond;
            int first = length;
            for (; length < text.Length && char.IsAsciiDigit((char)text[length]); length++)
            {
                unit /= 10;
                utcTicks += (text[length] - '0') * unit;
            }
            if (length == first || length - first > MaxFractionDigits) return false;
        }
        return TryParseOffset(text, ref utcTicks, ref length);
    }

    /// <summary>Parses seconds since 1970 as a decimal number that fills the whole text.</summary>
    public static bool TryFromUnix(double seconds, out long utcTicks)
    {
        utcTicks = 0;
        // The year 9999 ends at 253402300800 s.
        if (!(seconds is >= 0 and < 253_402_300_800)) return false;
        utcTicks = DateTime.UnixEpoch.Ticks + (long)(seconds * TimeSpan.TicksPerSecond);
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, ref long utcTicks, ref int length)
    {
        if (length == text.Length) return true;
        byte sign = text[length];
        if (sign is (byte)'Z' or (byte)'z')
        {
            length++;
            return true;
        }
        if (sign is not ((byte)'+' or (byte)'-')) return true;
        if (text.Length < length + 6 || text[length + 3] != ':') return false;
        int hours = Two(text, length + 1), minutes = Two(text, length + 4);
        if (hours is < 0 or > 23 || minutes is < 0 or > 59) return false;
        long offset = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute;
        utcTicks += sign == '+' ? -offset : offset;
        length += 6;
        return utcTicks is > 0 && utcTicks <= DateTime.MaxValue.Ticks;
    }

    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        uint tens = (uint)(text[at] - '0'), ones = (uint)(text[at + 1] - '0');
        return tens <= 9 && ones <= 9 ? (int)((tens * 10) + ones) : -1_000_000;
    }
}
