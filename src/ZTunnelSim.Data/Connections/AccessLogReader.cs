using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>
/// ztunnel's access log, in text or JSON, line by line: the line says when a connection ended and how long it lived.
/// </summary>
/// <remarks>
/// The forms are those that istio/ztunnel writes (src/telemetry.rs, src/proxy/metrics.rs): time, level, scope and message,
/// separated by tabs or blanks, then <c>name=value</c> fields, of which some are optional.
/// </remarks>
internal static class AccessLogReader
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read(Stream stream, ReadContext context)
    {
        using LineReader lines = new(stream, context.Cancellation);
        PlainLine plainText = new(isJson: false), plainJson = new(isJson: true);
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            context.CountLine();
            if (lines.IsTooLong)
            {
                context.Skip(SkipReason.TooLong, lines.LineNumber, "the line is longer than 1 MiB", line);
                continue;
            }
            AccessLogLine parsed = default;
            ReadOnlySpan<byte> text = WithoutPod(line, out ReadOnlySpan<byte> pod);
            bool isJson = !text.IsEmpty && text[0] == '{';
            PlainLine plain = isJson ? plainJson : plainText;
            if (plain.TryParse(lines.LineAndBeyond[(line.Length - text.Length)..], text.Length, ref parsed.Connection))
            {
                ObservationWindow plainWindow = context.Window(pod);
                plainWindow.Extend(parsed.Connection.EndTicks);
                context.AddFromLog(ref parsed.Connection, plainWindow);
                continue;
            }
            parsed = default;
            SkipReason? skip = isJson ? AccessLogJson.Parse(text, ref parsed) : AccessLogText.Parse(text, ref parsed);

            ObservationWindow? window = null;
            if (parsed.Connection.EndTicks > 0)
            {
                window = context.Window(pod);
                window.Extend(parsed.Connection.EndTicks);
            }
            if (skip is { } reason)
                context.Skip(reason, lines.LineNumber, parsed.Problem ?? reason.Describe(), line);
            else
            {
                plain.Learn(text, parsed.Connection.EndTicks);
                context.AddFromLog(ref parsed.Connection, window!);
            }
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
