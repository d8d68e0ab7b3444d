namespace ZTunnelSim;

/// <summary>A table, its numbers as text: the terminal, Markdown and the page show the same cells.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">The headers.</param>
/// <param name="Rows">The cells; each row begins with what it is about.</param>
internal sealed record TextTable(string Caption, IReadOnlyList<TextColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The row that a report is about; null: none stands out.</summary>
    public int? ChosenRow { get; init; }

    /// <summary>The table with its columns set flush, below its caption.</summary>
    public override string ToString()
    {
        IReadOnlyList<string>[] lines = [[.. Columns.Select(c => c.Header)], .. Rows];
        int[] widths = [.. Columns.Select((_, c) => lines.Max(line => line[c].Length))];
        return string.Join('\n', lines.Select(Line).Prepend(Caption));

        string Line(IReadOnlyList<string> cells) => string.Join("  ", cells.Select((cell, c) =>
            Columns[c].IsNumeric ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd();
    }

    /// <summary>Of more columns than this, each about one of many things, a table is made that has them as rows.</summary>
    private const int MostThings = 4;

    /// <summary>The table, or the same with its columns as rows where these are many: a table can be long, but not wide.</summary>
    /// <param name="corner">What the rows then begin with.</param>
    public TextTable RowsWhereMany(string corner)
    {
        if (Columns.Count - 1 <= MostThings) return this;
        string first = Columns[0].Header;
        return new(
            Caption,
            [new(corner, IsNumeric: false), .. Rows.Select(row => new TextColumn(Columns[0].IsNumeric ? $"{first} = {row[0]}" : row[0]))],
            [.. Columns.Skip(1).Select(IReadOnlyList<string> (column, c) => [column.Header, .. Rows.Select(row => row[c + 1])])]);
    }

    public static TextTable Of<T>(string caption, IEnumerable<T> items, IEnumerable<Column<T>> columns)
    {
        Column<T>[] all = [.. columns];
        return new(caption, all, [.. items.Select(item => (IReadOnlyList<string>)[.. all.Select(c => c.Cell(item))])]);
    }
}

/// <summary>A column's header.</summary>
/// <param name="Header">The header.</param>
/// <param name="IsNumeric">Whether its cells are numbers, set flush right.</param>
/// <param name="Wraps">Whether its cells are sentences, which break over lines on a terminal.</param>
internal record TextColumn(string Header, bool IsNumeric = true, bool Wraps = false);

/// <summary>A column, and what it says of an item.</summary>
/// <param name="Header">The header.</param>
/// <param name="Cell">The cell's text for an item.</param>
/// <param name="IsNumeric">Whether its cells are numbers, set flush right.</param>
/// <param name="Wraps">Whether its cells are sentences, which break over lines on a terminal.</param>
internal sealed record Column<T>(string Header, Func<T, string> Cell, bool IsNumeric = true, bool Wraps = false)
    : TextColumn(Header, IsNumeric, Wraps);
