using System.Globalization;
using System.IO.Compression;

namespace ZTunnelSim;

/// <summary>A table of a folder of recordings: CSV with a header, plain or gzip; fields in quotes may hold commas.</summary>
internal static class RecordedTable
{
    public static IReadOnlyList<RecordedRow> Read(string folder, string name)
    {
        string path = Path.Combine(Recordings.Folder(folder), name);
        using Stream file = File.OpenRead(path);
        bool isZipped = name.EndsWith(".gz", StringComparison.Ordinal);
        using StreamReader reader = new(isZipped ? new GZipStream(file, CompressionMode.Decompress) : file);
        string[] columns = Fields(reader.ReadLine()!);
        List<RecordedRow> rows = [];
        while (reader.ReadLine() is { } line) rows.Add(new(columns, Fields(line)));
        return rows;
    }

    private static string[] Fields(string line)
    {
        List<string> fields = [""];
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"') fields[^1] += line[++i];
            else if (line[i] == '"') isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted) fields.Add("");
            else fields[^1] += line[i];
        }
        return [.. fields];
    }
}

/// <summary>A row of a recorded table, by its columns.</summary>
internal sealed class RecordedRow(string[] columns, string[] fields)
{
    /// <summary>Whether the table has a column.</summary>
    public bool Has(string column) => columns.Contains(column);

    public string this[string column] => fields[Array.IndexOf(columns, column)];

    /// <summary>A number; null where nothing is recorded.</summary>
    public double? Number(string column) =>
        this[column] is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    public double Required(string column) => Number(column) ?? throw new FormatException($"Nothing is recorded in column '{column}'.");
}
