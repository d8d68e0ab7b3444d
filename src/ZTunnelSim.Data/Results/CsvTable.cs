using System.Globalization;
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
            foreach ((_, Func<TRow, object?> value) in columns) csv.WriteField(Written(value(row)));
            csv.EndRecord();
            written++;
        }
        return written;
    }

    /// <summary>
    /// A text that a spreadsheet takes for one line of text: where it would be a formula it has an apostrophe before it. Numbers are none.
    /// </summary>
    /// <remarks>Source: OWASP, CSV injection. Nothing reads these files' names again.</remarks>
    internal static string Cell(string given)
    {
        string text = PlainText.OneLine(given);
        string start = text.TrimStart();
        bool isFormula = start.Length > 0 && FormulaStarts.Contains(start[0], StringComparison.Ordinal)
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isFormula ? $"'{text}" : text;
    }

    /// <summary>What formulas begin with; of the first four spreadsheets take wide forms too.</summary>
    private const string FormulaStarts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>A number that a spreadsheet can compute with, or nothing: JSON has null there, too.</summary>
    private static object Written(object? value) => value switch
    {
        string text => Cell(text),
        double number when !double.IsFinite(number) => "",
        _ => value ?? "",
    };

    /// <summary>The columns of an estimate with its interval.</summary>
    public static (string Name, Func<TRow, object?> Value)[] Interval<TRow>(string name, Func<TRow, Estimate> of, string unit = "") =>
    [
        ($"{name}Mean{unit}", row => of(row).Mean),
        ($"{name}Lower95{unit}", row => of(row).Lower),
        ($"{name}Upper95{unit}", row => of(row).Upper),
    ];
}
