using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>ztunnel's access log, in text or JSON, line by line: the line says when a connection ended and how long it lived.</summary>
/// <remarks>
/// The forms are those that istio/ztunnel writes (src/telemetry.rs, src/proxy/metrics.rs): time, level, scope and message, separated by
/// tabs or blanks, then <c>name=value</c> fields, of which some are optional.
/// </remarks>
internal static class AccessLogReader
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(Stream stream, ReadContext context)
    {
        using LineReader lines = new(stream, context.Cancellation);
        PlainLines plain = new();
        while (true)
        {
            AccessLogLine parsed = default;
            // The end of a plain line is found along with its fields.
            ReadOnlySpan<byte> unread = lines.UnreadAndBeyond;
            if (plain.TryParse(unread, lines.UnreadLength, ref parsed.Connection, out int taken))
            {
                lines.Take(taken);
                context.CountLine();
                taken -= taken > 1 && unread[taken - 2] == '\r' ? 2 : 1;
                ReadOnlySpan<byte> whole = unread[..taken];
                if (lines.IsAscii || Utf8Text.Problem(whole) is not { } foreign)
                    context.AddFromLog(ref parsed.Connection, default, whole, lines.LineNumber);
                else context.Skip(SkipReason.BadValue, lines.LineNumber, foreign, whole);
                continue;
            }
            if (!lines.TryRead(out ReadOnlySpan<byte> line)) return;
            context.CountLine();
            if (lines.IsTooLong)
            {
                context.Skip(SkipReason.TooLong, lines.LineNumber, "the line is longer than 1 MiB", line);
                continue;
            }
            parsed = default;
            ReadOnlySpan<byte> text = WithoutPrefix(line, out ReadOnlySpan<byte> pod);
            int before = line.Length - text.Length;
            // The short way stops at a control character, but does not see what stands before its text.
            bool isPlain = lines.IsAscii && (before == 0 || Utf8Text.Problem(line[..before]) is null);
            if (isPlain && plain.TryParse(lines.LineAndBeyond[before..], lines.LastLength - before, ref parsed.Connection, out _))
            {
                context.AddFromLog(ref parsed.Connection, pod, text, lines.LineNumber);
                continue;
            }
            parsed = default;
            bool isJson = !text.IsEmpty && text[0] == '{';
            SkipReason? skip = isJson ? AccessLogJson.Parse(text, ref parsed) : AccessLogText.Parse(text, ref parsed);
            if (skip is null or SkipReason.ConnectionOpened && Utf8Text.Problem(line) is { } problem)
                skip = parsed.Fail(SkipReason.BadValue, problem);
            if (skip is null)
                plain.Learn(text, parsed.Connection.EndTicks);
            context.TakeFromLog(ref parsed, skip, pod, line, text, lines.LineNumber);
        }
    }

    /// <summary>
    /// The line as ztunnel wrote it: without what kubectl, with <c>--prefix</c> or <c>--timestamps</c>, or a node's container runtime puts
    /// before it.
    /// </summary>
    /// <remarks>
    /// kubectl writes <c>[pod/name/container]</c>, a blank, and a time and a blank; the files in a node's <c>/var/log/pods</c> have a time,
    /// the stream and whether the line is whole (Kubernetes' CRI logging format): <c>2026-11-25T05:05:10.18Z stdout F </c>.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> pod)
    {
        pod = default;
        if (line.StartsWith("[pod/"u8) && line.IndexOf((byte)']') is > 0 and var end)
        {
            pod = line[1..end];
            line = line[(end + 1)..].TrimStart((byte)' ');
        }
        return WithoutTime(line);
    }

    /// <summary>The line after a time that is not ztunnel's own, which a level follows.</summary>
    private static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || !char.IsAsciiDigit((char)line[0])) return line;
        if (CriLine.TryParse(line, out int content, out _)) return line[content..];
        int blank = line.IndexOfAny((byte)' ', (byte)'\t');
        if (blank < 0 || line[blank] != ' ') return line;
        ReadOnlySpan<byte> rest = line[(blank + 1)..];
        if (rest.IsEmpty || (!char.IsAsciiDigit((char)rest[0]) && rest[0] != '{')) return line;
        return Timestamp.TryParse(line, out _, out int length) && length == blank ? rest : line;
    }
}
