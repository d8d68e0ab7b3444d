using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using ZTunnelSim.Data.Yaml;

namespace ZTunnelSim.Data.Connections;

/// <summary>Reads lifetimes from a column of a CSV file.</summary>
public static class ConnectionCsvReader
{
    /// <summary>Reads the lifetimes of a CSV file with a header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durationColumn">
    /// The column of durations. A name that ends in _ms or _us has that unit; any other is in seconds.
    /// </param>
    /// <param name="censoredColumn">A column that is true or 1 where the end was not seen; null: all were.</param>
    /// <exception cref="InputException">The file can't be read, or lacks a column, or a field is no duration.</exception>
    public static IReadOnlyList<Lifetimes.LifetimeObservation> Read(string path, string durationColumn, string? censoredColumn = null)
    {
        ArgumentNullException.ThrowIfNull(durationColumn);
        try
        {
            using StreamReader text = new(path);
            using CsvReader csv = new(text, new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim });
            if (!csv.Read() || !csv.ReadHeader()) throw new InputException("the file is empty, but a header is expected.", path);
            int duration = Column(csv, path, durationColumn);
            int? censored = censoredColumn is null ? null : Column(csv, path, censoredColumn);
            double perSecond = durationColumn.EndsWith("_ms", StringComparison.Ordinal) ? 1e3
                : durationColumn.EndsWith("_us", StringComparison.Ordinal) ? 1e6
                : 1;
            List<Lifetimes.LifetimeObservation> lifetimes = [];
            while (csv.Read())
            {
                double seconds = Duration(csv, path, duration, durationColumn) / perSecond;
                lifetimes.Add(new(seconds, censored is { } column && Flag(csv, path, column, censoredColumn!)));
            }
            return lifetimes.Count > 0 ? lifetimes : throw new InputException("there is no row under the header.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CsvHelperException)
        {
            throw new InputException($"can't be read: {e.Message.Split('\n')[0].Trim()}", path, inner: e);
        }
    }

    private static int Column(CsvReader csv, string path, string name)
    {
        int index = Array.IndexOf(csv.HeaderRecord!, name);
        return index >= 0
            ? index
            : throw new InputException(
                $"there is no column '{name}'{Suggestion.For(name, csv.HeaderRecord!)}; the columns are {string.Join(", ", csv.HeaderRecord!)}.", path, 1);
    }

    private static double Duration(CsvReader csv, string path, int column, string name)
    {
        string field = csv.TryGetField(column, out string? text) ? text ?? "" : "";
        bool read = double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        return read && value >= 0 && double.IsFinite(value)
            ? value
            : throw new InputException($"a duration of at least 0 is expected, but '{field}' was given.", path, csv.Parser.Row, name);
    }

    private static bool Flag(CsvReader csv, string path, int column, string name)
    {
        string field = csv.TryGetField(column, out string? text) ? text ?? "" : "";
        return field.ToLowerInvariant() switch
        {
            "true" or "1" => true,
            "false" or "0" or "" => false,
            _ => throw new InputException($"true, false, 1 or 0 is expected, but '{field}' was given.", path, csv.Parser.Row, name),
        };
    }
}
