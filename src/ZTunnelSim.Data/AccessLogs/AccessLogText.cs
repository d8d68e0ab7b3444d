using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>One access-log line as text.</summary>
internal static class AccessLogText
{
    /// <summary>Parses a line.</summary>
    /// <returns>Null for a completed connection, otherwise why there is none.</returns>
    public static SkipReason? Parse(ReadOnlySpan<byte> line, ref AccessLogLine parsed)
    {
        if (!Timestamp.TryParse(line, out long ticks, out int length) || !IsBlankAt(line, length))
            return NoTime(line, ref parsed);
        ReadOnlySpan<byte> rest = SkipBlanks(line[length..]);
        if (!TrySkipLevel(ref rest))
            return parsed.Fail(SkipReason.UnknownForm, "no level (trace, debug, info, warn, error) follows the time");
        parsed.Connection.EndTicks = ticks;

        parsed.OtherMessage = rest;
        if (TrySkipWord(ref rest, "http"u8))
            return rest.StartsWith("access"u8) ? SkipReason.HttpRequest : SkipReason.OtherLogLine;
        if (!TrySkipWord(ref rest, "access:"u8) && !TrySkipWord(ref rest, "access"u8))
            return SkipReason.OtherLogLine;
        if (TrySkipWord(ref rest, "connection complete"u8))
            return ParseFields(rest, ref parsed) ?? parsed.Finish();
        if (TrySkipWord(ref rest, "connection opened"u8))
            return ParseFields(rest, ref parsed) ?? SkipReason.ConnectionOpened;
        return WithoutCompletion(rest);
    }

    /// <summary>Whether a line begins as those of ztunnel do: with a time, and a level after it.</summary>
    public static bool BeginsRecord(ReadOnlySpan<byte> line)
    {
        if (!Timestamp.TryParse(line, out _, out int length) || !IsBlankAt(line, length)) return false;
        ReadOnlySpan<byte> rest = SkipBlanks(line[length..]);
        return TrySkipLevel(ref rest);
    }

    /// <summary>What a message of the access scope means that is no completion.</summary>
    public static SkipReason WithoutCompletion(ReadOnlySpan<byte> message) =>
        message.StartsWith("request complete"u8) ? SkipReason.HttpRequest
        : message.StartsWith("connection opened"u8) ? SkipReason.ConnectionOpened
        : message.StartsWith("connection failed"u8) ? SkipReason.ConnectionDenied
        : SkipReason.OtherLogLine;

    private static SkipReason? NoTime(ReadOnlySpan<byte> line, ref AccessLogLine parsed)
    {
        if (line.Trim(" \t"u8).IsEmpty)
            return SkipReason.Blank;
        return char.IsAsciiDigit((char)line[0])
            ? parsed.Fail(SkipReason.BadTime, "the line does not begin with a time such as 2024-04-11T15:38:42.182974Z")
            : parsed.Fail(SkipReason.UnknownForm, "the line does not begin with a time");
    }

    private static SkipReason? ParseFields(ReadOnlySpan<byte> rest, ref AccessLogLine parsed)
    {
        while (!rest.IsEmpty)
        {
            int equals = rest.IndexOf((byte)'=');
            if (equals <= 0)
                return parsed.Fail(SkipReason.UnknownForm, "something after the message is no name=value field");
            ReadOnlySpan<byte> name = rest[..equals];
            rest = rest[(equals + 1)..];

            ReadOnlySpan<byte> value;
            if (!rest.IsEmpty && rest[0] == '"')
            {
                int close = ClosingQuote(rest);
                if (close < 0)
                    return parsed.Fail(SkipReason.UnknownForm, "a quotation mark is not closed; is the line cut?");
                value = rest[1..close];
                rest = rest[(close + 1)..];
                if (!IsBlankAt(rest, 0))
                    return parsed.Fail(SkipReason.UnknownForm, "something follows a closing quotation mark at once");
            }
            else
            {
                int blank = rest.IndexOfAny((byte)' ', (byte)'\t');
                value = blank < 0 ? rest : rest[..blank];
                rest = rest[value.Length..];
            }
            if (TakeField(name, value, ref parsed) is { } reason)
                return reason;
            rest = SkipBlanks(rest);
        }
        return null;
    }

    private static SkipReason? TakeField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref AccessLogLine parsed)
    {
        if (parsed.TryTake(name, value))
            return null;
        if (name.SequenceEqual("direction"u8))
        {
            return parsed.SetDirection(value)
                ? null
                : parsed.Fail(SkipReason.BadValue, "direction is neither inbound nor outbound");
        }
        if (name.SequenceEqual("duration"u8))
            return parsed.SetDuration(value);
        // Fields that say nothing of lifetimes, and those of later versions.
        return name.IndexOfAny((byte)' ', (byte)'\t', (byte)'"') < 0
            ? null
            : parsed.Fail(SkipReason.UnknownForm, "something after the message is no name=value field");
    }

    /// <summary>Where the quotation closes that begins the text; inside it a backslash escapes, as Rust writes it.</summary>
    private static int ClosingQuote(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (true)
        {
            int found = text[at..].IndexOf((byte)'"');
            if (found < 0)
                return -1;
            at += found;
            int backslashes = 0;
            while (text[at - 1 - backslashes] == '\\')
                backslashes++;
            if (backslashes % 2 == 0)
                return at;
            at++;
        }
    }

    private static bool TrySkipLevel(ref ReadOnlySpan<byte> rest) =>
        TrySkipWord(ref rest, "info"u8) || TrySkipWord(ref rest, "INFO"u8)
        || TrySkipWord(ref rest, "error"u8) || TrySkipWord(ref rest, "ERROR"u8)
        || TrySkipWord(ref rest, "warn"u8) || TrySkipWord(ref rest, "WARN"u8)
        || TrySkipWord(ref rest, "debug"u8) || TrySkipWord(ref rest, "DEBUG"u8)
        || TrySkipWord(ref rest, "trace"u8) || TrySkipWord(ref rest, "TRACE"u8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkipWord(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> word)
    {
        if (!rest.StartsWith(word) || !IsBlankAt(rest, word.Length))
            return false;
        rest = SkipBlanks(rest[word.Length..]);
        return true;
    }

    /// <summary>Whether the text ends, or has a blank or tab, at a place.</summary>
    private static bool IsBlankAt(ReadOnlySpan<byte> text, int at) =>
        (uint)at >= (uint)text.Length || text[at] is (byte)' ' or (byte)'\t';

    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while ((uint)at < (uint)text.Length && text[at] is (byte)' ' or (byte)'\t')
            at++;
        return text[at..];
    }
}
