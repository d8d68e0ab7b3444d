using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>Tells a file's format from its beginning.</summary>
internal static class FormatDetection
{
    /// <summary>
    /// The format of a file of which the beginning is given; an empty one passes as a log without lines; null where it is none of those
    /// known.
    /// </summary>
    public static ConnectionFormat? Known(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return ConnectionFormat.AccessLog;
        if (text.StartsWith("#separator"u8) || text.StartsWith("#fields"u8)) return ConnectionFormat.ZeekTsv;
        if (text[0] == '[' && text[1..].TrimStart(" \t\r\n"u8) is { IsEmpty: false } inner && inner[0] is (byte)'{' or (byte)']')
            return ConnectionFormat.OpenConnections;

        string header = ConnectionCsvReader.FirstLine(text);
        // A log may begin with lines of another kind, such as messages of kubectl: the first telling line decides.
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = AccessLogReader.WithoutPrefix(text[range].TrimEnd((byte)'\r'), out _);
            if (!line.IsEmpty && line[0] == '{' && OfObject(line, text) is { } format) return format;
            AccessLogLine parsed = default;
            if (AccessLogText.Parse(line, ref parsed) is null || parsed.Connection.EndTicks > 0) return ConnectionFormat.AccessLog;
        }
        return header.Split(ConnectionCsvReader.Delimiter(header)).Any(CsvColumns.IsKnown) ? ConnectionFormat.Csv : null;
    }

    /// <summary>What to say of a file of no known format.</summary>
    public static InputException Unknown(ReadOnlySpan<byte> head, string file)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n"u8);
        int end = text.IndexOf((byte)'\n');
        return new(
            "is of no known format. Looked for: lines of ztunnel's access log (text or JSON; behind any prefix, in colours, in a container "
            + "runtime's parts, or as texts or objects inside JSON of any shape), connection CSV with a header that names duration_s, "
            + "duration_ms or start and end, Zeek conn.log (TSV with #fields, or JSON), and istioctl ztunnel-config connections -o json. "
            + $"It begins with '{LineReader.Excerpt(end < 0 ? text : text[..end])}'.",
            file);
    }

    private static ConnectionFormat? OfObject(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text)
    {
        bool isLog = false, hasTime = false, isZeek = false;
        Utf8JsonReader json = new(line, isFinalBlock: false, new JsonReaderState(JsonInput.One));
        try
        {
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1) continue;
                ReadOnlySpan<byte> name = json.Unescaped();
                isLog |= name.SequenceEqual("message"u8);
                hasTime |= name.SequenceEqual("ts"u8);
                isZeek |= name.SequenceEqual("uid"u8) || name.SequenceEqual("id.orig_h"u8) || name.SequenceEqual("conn_state"u8);
            }
        }
        catch (JsonException)
        {
            return null;
        }
        return isZeek && hasTime ? ConnectionFormat.ZeekJson
            : isLog ? ConnectionFormat.AccessLog
            // ztunnel's config_dump is one object, mostly over many lines.
            : text.IndexOf("\"workloadState\""u8) >= 0 || text.IndexOf("\"workloads\""u8) >= 0 ? ConnectionFormat.OpenConnections
            : null;
    }
}
