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
                context.AddFromLog(ref parsed.Connection, default, unread[..taken], lines.LineNumber);
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
            ReadOnlySpan<byte> text = WithoutPod(line, out ReadOnlySpan<byte> pod);
            int before = line.Length - text.Length;
            if (plain.TryParse(lines.LineAndBeyond[before..], lines.LastLength - before, ref parsed.Connection, out _))
            {
                context.AddFromLog(ref parsed.Connection, pod, text, lines.LineNumber);
                continue;
            }
            parsed = default;
            bool isJson = !text.IsEmpty && text[0] == '{';
            SkipReason? skip = isJson ? AccessLogJson.Parse(text, ref parsed) : AccessLogText.Parse(text, ref parsed);
            if (skip is null)
                plain.Learn(text, parsed.Connection.EndTicks);
            context.TakeFromLog(ref parsed, skip, pod, line, text, lines.LineNumber);
        }
    }

    /// <summary>The line after any <c>[pod/name/container]</c> prefix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> WithoutPod(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> pod)
    {
        pod = default;
        // What kubectl logs --prefix writes: [pod/name/container].
        if (!line.StartsWith("[pod/"u8))
            return line;
        int end = line.IndexOf((byte)']');
        if (end < 0)
            return line;
        pod = line[1..end];
        return line[(end + 1)..].TrimStart((byte)' ');
    }
}
