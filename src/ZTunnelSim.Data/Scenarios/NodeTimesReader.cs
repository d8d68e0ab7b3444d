using System.Text;
using CsvHelper;

namespace ZTunnelSim.Data;

/// <summary>
/// Reads the times of single nodes from a CSV file that a scenario names, so that a rollout that was watched can be played again: columns
/// node, startup, ready, room_from, removal, of which all but the first may be missing, and their cells blank.
/// </summary>
internal sealed class NodeTimesReader
{
    private const string Node = "node";

    private static readonly string[] Times = ["startup", "ready", "room_from", "removal"];

    private readonly string _file;
    private readonly CsvReader _csv;
    private readonly List<string> _header;

    private NodeTimesReader(string file, CsvReader csv, List<string> header) => (_file, _csv, _header) = (file, csv, header);

    /// <summary>The times of the nodes that the file names.</summary>
    /// <param name="place">The scenario's key, which names the file as seen from the scenario.</param>
    /// <param name="known">The names of the cluster's nodes.</param>
    /// <exception cref="InputException">Something is wrong: the message says in which line, what was given, what is accepted.</exception>
    public static IReadOnlyDictionary<string, GivenTimes> Read(YamlValue place, IReadOnlySet<string> known)
    {
        string file = place.FilePath();
        using PeekStream stream = InputFile.Open(file, standardInput: null);
        bool isMalformed = false;
        using CsvReader csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ConnectionCsvReader.Delimiter(ConnectionCsvReader.FirstLine(stream.Peek())),
            HasHeader = false,
            SkipEmptyLines = true,
            DetectSeparatorHint = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            Encoding = Encoding.UTF8,
            AllowLineBreaksInQuotes = false,
            OnMalformedRecord = _ => isMalformed = true,
        }, leaveOpen: true);
        try
        {
            if (!csv.Read()) throw new InputException($"is empty; columns {Node}, {string.Join(", ", Times)} are expected.", file);
            Utf8Text.RequireRow(csv.RawRecord, file, csv.LineNumber);
            List<string> header = [.. csv.Current.ToArray().Select(name => name.Trim())];
            NodeTimesReader reader = new(file, csv, header);
            reader.CheckHeader();
            Dictionary<string, GivenTimes> times = [];
            while (csv.Read())
            {
                Utf8Text.RequireRow(csv.RawRecord, file, csv.LineNumber);
                if (isMalformed) throw reader.Error("a quotation mark is not closed, or stands within a field.");
                if (csv.FieldCount != header.Count)
                    throw reader.Error($"the row has {csv.FieldCount} fields, the header {header.Count}.");
                string node = csv.GetString(header.IndexOf(Node));
                if (!known.Contains(node)) throw reader.Error($"the cluster has no node '{node}'{Suggestion.For(node, [.. known])}.", Node);
                if (!times.TryAdd(node, reader.Row())) throw reader.Error($"the node '{node}' is named twice.", Node);
            }
            return times;
        }
        catch (CsvFormatException e)
        {
            throw new InputException($"is no CSV: {e.Message.ReplaceLineEndings(" ")}", file, (int)csv.LineNumber, inner: e);
        }
    }

    private void CheckHeader()
    {
        foreach (string name in _header)
        {
            if (name != Node && !Times.Contains(name))
            {
                throw Error(
                    $"there is no column '{name}'{Suggestion.For(name, [Node, .. Times])}; {Node}, {string.Join(", ", Times)} are read.");
            }
            if (_header.Count(other => other == name) > 1) throw Error($"the column '{name}' stands twice.");
        }
        if (!_header.Contains(Node)) throw Error($"a column '{Node}' is missing.");
    }

    private GivenTimes Row() => new(Seconds(Times[0]), Seconds(Times[1]), Seconds(Times[2]), Seconds(Times[3]));

    private double? Seconds(string column)
    {
        int index = _header.IndexOf(column);
        if (index < 0 || _csv.IsEmpty(index)) return null;
        return ConnectionDuration.TryParseSeconds(_csv.GetSpan(index), out double seconds)
            ? seconds
            : throw Error($"'{_csv.GetString(index)}' is no time of at least 0 s, such as 2.5 or {DurationFormat.Accepted}.", column);
    }

    private InputException Error(string message, string? column = null) => new(message, _file, (int)_csv.LineNumber, column);
}
