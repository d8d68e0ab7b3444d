namespace ZTunnelSim.Data;

/// <summary>What tools put around the lines of a log, told from its beginning, and taken off.</summary>
/// <remarks>
/// Formats of connections know nothing of it: they read ztunnel's own lines, which may have the prefix that kubectl writes with
/// <c>--prefix</c> and <c>--timestamps</c>.
/// </remarks>
internal static class LogEnvelope
{
    /// <summary>Envelopes inside envelopes: a runtime's file of a collector's objects, say.</summary>
    private const int Deepest = 4;

    /// <summary>The log without its envelopes; the same stream where there is none.</summary>
    public static PeekStream Unwrap(PeekStream stream, string file, CancellationToken cancellation)
    {
        for (int depth = 0; depth < Deepest; depth++)
        {
            ReadOnlySpan<byte> head = stream.Peek();
            bool? isText = IsText(head);
            if (isText == true) stream = new(new UnwrappedText(stream, cancellation), InputFile.PeekBytes, file);
            else if (isText is null && IsJson(head)) stream = new(new UnwrappedJson(stream, file, cancellation), InputFile.PeekBytes, file);
            else break;
        }
        return stream;
    }

    /// <summary>
    /// Whether the first record stands behind something that is not kubectl's, or in colours, or in parts; null where there is none.
    /// </summary>
    private static bool? IsText(ReadOnlySpan<byte> head)
    {
        foreach (Range range in head.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = head[range].TrimEnd((byte)'\r');
            if (CriLine.TryParse(line, out int content, out _))
            {
                if (WrappedLine.IsRecord(line[content..]) || line[content..].StartsWith("{"u8)) return true;
                continue;
            }
            if (WrappedLine.IsRecord(AccessLogReader.WithoutPrefix(line, out _))) return false;
            if (line.IndexOf("\u001b["u8) >= 0) return true;
            if (line.TrimStart(" \t"u8) is [(byte)'{' or (byte)'[', ..]) continue;
            if (WrappedLine.TryFind(line, out _) || (WrappedLine.ObjectIn(line) is > 0 and var at && IsJson(line[at..]))) return true;
        }
        return null;
    }

    /// <summary>Whether it is JSON that has records inside.</summary>
    private static bool IsJson(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        if (!text.StartsWith("{"u8) && !text.StartsWith("["u8)) return false;
        using UnwrappedJson probe = new(new MemoryStream(text.ToArray()), file: "", CancellationToken.None);
        byte[] ignored = new byte[64 * 1024];
        while (probe.Wrapped == 0)
        {
            if (probe.Read(ignored.AsSpan()) == 0) return false;
        }
        return true;
    }
}
