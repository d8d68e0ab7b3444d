namespace ZTunnelSim.Cli.Reports;

/// <summary>A table of a report, with its numbers as text: the page and the Markdown show the same cells.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">The headers.</param>
/// <param name="Rows">The cells; each row begins with what it is about.</param>
internal sealed record ReportTable(string Caption, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The row that the report is about; null: none stands out.</summary>
    public int? ChosenRow { get; init; }
}

/// <summary>A column of a report's table.</summary>
/// <param name="Header">Its header.</param>
/// <param name="IsNumeric">Whether its cells are numbers, set flush right.</param>
internal sealed record ReportColumn(string Header, bool IsNumeric = true);
