using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>
/// Zeek's <c>conn.log</c>: the time of a connection's first packet, its duration in seconds, the protocol spoken, and a state that says
/// whether beginning and end were seen (Zeek documentation, base/protocols/conn).
/// </summary>
internal static class ZeekReader
{
    public static void ReadTsv(Stream stream, ReadContext context)
    {
        using LineReader lines = new(stream, context.Cancellation);
        ZeekFields? fields = null;
        while (TryReadLine(lines, context, out ReadOnlySpan<byte> line))
        {
            if (line[0] == '#')
            {
                if (line.StartsWith("#separator "u8) && !line.EndsWith(@" \x09"u8))
                    throw new InputException("the fields are not separated by tabs (#separator \\x09).", context.File, LineOf(lines));
                if (line.StartsWith("#path\t"u8) && !ZeekLine.IsOfConnections(line["#path\t"u8.Length..]))
                    throw OtherLog(line["#path\t"u8.Length..], context.File, LineOf(lines));
                if (line.StartsWith("#fields\t"u8)) fields = new ZeekFields(line["#fields\t"u8.Length..]);
                context.Skip(SkipReason.Header, lines.LineNumber, SkipReason.Header.Describe(), line);
                continue;
            }
            if (fields is null) throw new InputException("a #fields line must come before the connections.", context.File, LineOf(lines));
            ZeekLine parsed = default;
            if (fields.TryCut(line, ref parsed)) Take(ref parsed, line, lines.LineNumber, context);
            else context.Skip(SkipReason.UnknownForm, lines.LineNumber, "the line has another number of fields than #fields", line);
        }
    }

    public static void ReadJson(Stream stream, ReadContext context)
    {
        using LineReader lines = new(stream, context.Cancellation);
        bool holdsConnections = false;
        byte[] other = [];
        while (TryReadLine(lines, context, out ReadOnlySpan<byte> line))
        {
            ZeekLine parsed = default;
            try
            {
                CutObject(line, ref parsed);
            }
            catch (JsonException e)
            {
                context.Skip(SkipReason.UnknownForm, lines.LineNumber, JsonInput.LineProblem(e), line);
                continue;
            }
            // All of Zeek's logs may go to one stream.
            if (!parsed.Path.IsEmpty && !ZeekLine.IsOfConnections(parsed.Path))
            {
                other = parsed.Path.ToArray();
                context.Skip(SkipReason.OtherLogLine, lines.LineNumber, SkipReason.OtherLogLine.Describe(), line);
                continue;
            }
            holdsConnections = true;
            Take(ref parsed, line, lines.LineNumber, context);
        }
        if (!holdsConnections && other.Length > 0) throw OtherLog(other, context.File, null);
    }

    private static InputException OtherLog(ReadOnlySpan<byte> path, string file, int? line) => new(
        $"is Zeek's {Encoding.UTF8.GetString(path)} log; connections are in its conn log, or in open_conn.", file, line);

    private static bool TryReadLine(LineReader lines, ReadContext context, out ReadOnlySpan<byte> line)
    {
        while (lines.TryRead(out line))
        {
            context.CountLine();
            if (lines.IsTooLong) context.Skip(SkipReason.TooLong, lines.LineNumber, "the line is longer than 1 MiB", line);
            else if (line.IsEmpty) context.Skip(SkipReason.Blank, lines.LineNumber, SkipReason.Blank.Describe(), line);
            else if (Utf8Text.Problem(line) is { } problem) context.Skip(SkipReason.BadValue, lines.LineNumber, problem, line);
            else return true;
        }
        return false;
    }

    private static void CutObject(ReadOnlySpan<byte> line, ref ZeekLine parsed)
    {
        Utf8JsonReader json = new(line, JsonInput.One);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = json.Unescaped();
            json.Read();
            ReadOnlySpan<byte> value = json.TokenType is JsonTokenType.String or JsonTokenType.Number ? json.Unescaped() : default;
            json.Skip();
            parsed.Set(name, value);
        }
        // Reading on to the end throws where something follows the object.
        json.Read();
    }

    private static void Take(ref ZeekLine parsed, ReadOnlySpan<byte> line, long number, ReadContext context)
    {
        RawConnection connection = default;
        string problem = "";
        SkipReason? skip = parsed.TryBuild(ref connection, ref problem);
        if (connection.EndTicks > 0) context.Window(default).Extend(connection.EndTicks);
        if (skip is { } reason)
        {
            context.Skip(reason, number, problem.Length > 0 ? problem : reason.Describe(), line);
            return;
        }
        // A port names the service where Zeek did not recognise the protocol.
        if (connection.Service.IsEmpty && !parsed.ServerPort.IsEmpty)
            connection.Service = (byte[])[.. "tcp/"u8, .. parsed.ServerPort];
        ObservationWindow window = context.Window(default);
        if (context.Zeek.Take(parsed.Uid, in connection, window, context.FileNumber, number) is { } later)
            context.Skip(later, number, later.Describe(), line);
        else context.Add(ref connection, window);
    }

    private static int LineOf(LineReader lines) => (int)Math.Min(lines.LineNumber, int.MaxValue);

    /// <summary>The order of a file's fields.</summary>
    private sealed class ZeekFields(ReadOnlySpan<byte> names)
    {
        private readonly byte[][] _names = [.. Encoding.UTF8.GetString(names).Split('\t').Select(Encoding.UTF8.GetBytes)];

        public bool TryCut(ReadOnlySpan<byte> line, ref ZeekLine parsed)
        {
            int index = 0;
            foreach (Range range in line.Split((byte)'\t'))
            {
                if (index == _names.Length) return false;
                ReadOnlySpan<byte> value = line[range];
                bool isUnset = value.SequenceEqual("-"u8) || value.SequenceEqual("(empty)"u8);
                parsed.Set(_names[index++], isUnset ? default : value);
            }
            return index == _names.Length;
        }
    }
}
