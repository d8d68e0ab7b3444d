using CsvHelper;

namespace ZTunnelSim.Data;

/// <summary>Writes a table whose columns are named once, each with its value in a row.</summary>
internal static class CsvTable
{
    /// <summary>Writes the table to a stream that is left open; null is an empty field, and so is a number that is not finite.</summary>
    /// <returns>How many rows were written.</returns>
    public static long Write<TRow>(
        Stream stream, IEnumerable<TRow> rows, params IReadOnlyList<(string Name, Func<TRow, object?> Value)> columns)
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([.. columns.Select(column => column.Name)]);
        long written = 0;
        foreach (TRow row in rows)
        {
            foreach ((_, Func<TRow, object?> value) in columns) csv.WriteField(Finite(value(row)) ?? "");
            csv.EndRecord();
            written++;
        }
        return written;
    }

    /// <summary>What a spreadsheet can compute with: JSON has null there, too.</summary>
    private static object? Finite(object? value) => value is double number && !double.IsFinite(number) ? null : value;

    /// <summary>The columns of an estimate with its interval.</summary>
    public static (string Name, Func<TRow, object?> Value)[] Interval<TRow>(string name, Func<TRow, Estimate> of, string unit = "") =>
    [
        ($"{name}Mean{unit}", row => of(row).Mean),
        ($"{name}Lower95{unit}", row => of(row).Lower),
        ($"{name}Upper95{unit}", row => of(row).Upper),
    ];
}
