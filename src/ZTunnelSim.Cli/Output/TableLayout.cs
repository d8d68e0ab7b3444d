namespace ZTunnelSim.Cli;

/// <summary>
/// Lays a table out for a width. Numbers never break, no column is lost, rows keep their order. What is too wide gives way in this order:
/// its frame; its headers, and then the names in its first column, which break between words; names of one long word, which lose their
/// middle while they can still be told apart; and then the table breaks into several, one below the other, each with the first column.
/// </summary>
internal static class TableLayout
{
    /// <summary>Names of one word are not cut shorter than this, and text that breaks is not made narrower.</summary>
    private const int ShortestName = 16, NarrowestText = 20;

    private const string Ellipsis = "…", AsciiEllipsis = "~";

    /// <summary>The least width of a cell that Markdown takes for a column.</summary>
    private const int MarkdownCell = 3;

    /// <summary>The table in lines of at most a width.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">The terminal's width.</param>
    /// <param name="isUnicode">Whether it has more than ASCII.</param>
    public static IEnumerable<string> Lines(TextTable table, int width, bool isUnicode = true)
    {
        TableFrame box = isUnicode ? TableFrame.Box : TableFrame.AsciiBox, open = isUnicode ? TableFrame.Open : TableFrame.AsciiOpen;
        Headers[] headers = [Headers.Whole, Headers.AtSpaces, Headers.InNames];
        foreach ((TableFrame frame, Headers how) in headers.Select(how => (open, how)).Prepend((box, Headers.Whole)))
        {
            if (Drawn(table, frame, how, width) is { } lines) return lines;
        }
        string ellipsis = isUnicode ? Ellipsis : AsciiEllipsis;
        TextTable broken = WithNamesThatBreak(table);
        (int Least, int Most)[] bounds = Bounds(broken, Headers.InNames);
        int excess = open.WidthOf(bounds.Length) + bounds.Sum(b => b.Least) - width;
        TextTable shortened = WithShortNames(broken, bounds[0].Least - excess, ellipsis);
        return Drawn(shortened, open, Headers.InNames, width)
            ?? InParts(WithShortNames(broken, width / 3, ellipsis), open, width)
            ?? AsRecords(table, width);
    }

    /// <summary>The table as Markdown, as wide as it needs to be.</summary>
    public static IEnumerable<string> Markdown(TextTable table)
    {
        TextColumn[] columns = [.. table.Columns.Select(c => c with { Header = Escaped(c.Header) })];
        IReadOnlyList<string>[] rows = [.. table.Rows.Select(IReadOnlyList<string> (row) => [.. row.Select(Escaped)])];
        int[] widths = [.. columns.Select((column, c) =>
            Math.Max(MarkdownCell, rows.Select(row => row[c].Length).Append(column.Header.Length).Max()))];
        return TableFrame.Markdown.Draw(
            columns, widths, [.. columns.Select(c => (string[])[c.Header])],
            rows.Select(row => (IReadOnlyList<string[]>)[.. row.Select(cell => (string[])[cell])]));

        static string Escaped(string cell) => ZTunnelSim.Markdown.Text(cell).ToString();
    }

    /// <summary>Where a header may break.</summary>
    private enum Headers
    {
        Whole,
        AtSpaces,
        InNames,
    }

    /// <summary>The table if it fits; null: it does not.</summary>
    private static IEnumerable<string>? Drawn(TextTable table, TableFrame frame, Headers headers, int width)
    {
        (int Least, int Most)[] bounds = Bounds(table, headers);
        int room = width - frame.WidthOf(bounds.Length) - bounds.Sum(b => b.Least);
        if (room < 0) return null;
        int[] widths = [.. bounds.Select(b => b.Least)];
        // What is left over goes, one by one, to the column that takes most lines.
        for (; room > 0; room--)
        {
            int[] widenable = [.. Enumerable.Range(0, widths.Length).Where(c => widths[c] < bounds[c].Most)];
            if (widenable.Length == 0) break;
            widths[widenable.MaxBy(c => Height(c))]++;
        }
        return frame.Draw(
            table.Columns, widths, [.. table.Columns.Select((column, c) => HeaderLines(column.Header, headers, widths[c]))],
            table.Rows.Select(row => (IReadOnlyList<string[]>)[.. row.Select((cell, c) => CellLines(table.Columns[c], cell, widths[c]))]));

        int Height(int c) => Math.Max(
            HeaderLines(table.Columns[c].Header, headers, widths[c]).Length,
            table.Columns[c].Wraps ? table.Rows.Select(row => CellLines(table.Columns[c], row[c], widths[c]).Length).Append(0).Max() : 1);
    }

    /// <summary>For each column the width that it can't do without, and the one that it can make use of.</summary>
    private static (int Least, int Most)[] Bounds(TextTable table, Headers headers) => [.. table.Columns.Select((column, c) =>
    {
        string[] cells = [.. table.Rows.Select(row => row[c])];
        int widest = cells.Select(cell => cell.Length).Append(0).Max();
        int header = headers switch
        {
            Headers.Whole => column.Header.Length,
            Headers.AtSpaces => WordWrap.LongestWord(column.Header),
            _ => WordWrap.LongestPart(column.Header),
        };
        int least = column.Wraps
            ? Math.Max(Math.Min(widest, NarrowestText), cells.Select(WordWrap.LongestWord).Append(0).Max())
            : widest;
        return (Math.Max(1, Math.Max(least, header)), Math.Max(1, Math.Max(widest, column.Header.Length)));
    })];

    private static string[] HeaderLines(string header, Headers headers, int width) => headers == Headers.InNames
        ? [.. WordWrap.HeadingLines(header, width)]
        : [.. WordWrap.Lines(header, width)];

    private static string[] CellLines(TextColumn column, string cell, int width) =>
        column.Wraps ? [.. WordWrap.Lines(cell, width)] : [cell];

    /// <summary>
    /// Tables one below the other, each with the first column and as many others as fit; null: one does not fit beside it.
    /// </summary>
    private static List<string>? InParts(TextTable table, TableFrame frame, int width)
    {
        List<string> lines = [];
        for (int first = 1; first < table.Columns.Count;)
        {
            IEnumerable<string>? part = null;
            int next = first;
            while (next < table.Columns.Count && Drawn(Part(next + 1), frame, Headers.InNames, width) is { } more)
                (part, next) = (more, next + 1);
            if (part is null)
            {
                // What is text and no number may break as a sentence does.
                next = first + 1;
                part = table.Columns[first].IsNumeric ? null : Drawn(Broken(Part(next)), frame, Headers.InNames, width);
                if (part is null) return null;
            }
            if (lines.Count > 0) lines.Add("");
            lines.AddRange(part);
            first = next;

            TextTable Part(int end) => new(
                table.Caption, [table.Columns[0], .. table.Columns.Take(first..end)],
                [.. table.Rows.Select(IReadOnlyList<string> (row) => [row[0], .. row.Take(first..end)])]);
        }
        return table.Columns.Count > 1 ? lines : null;

        static TextTable Broken(TextTable part) =>
            part with { Columns = [part.Columns[0], .. part.Columns.Skip(1).Select(column => column with { Wraps = true })] };
    }

    /// <summary>A line for each cell, below its row's first one.</summary>
    private static IEnumerable<string> AsRecords(TextTable table, int width)
    {
        const string Indent = "  ";
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            foreach (string line in WordWrap.HardLines(Named(0, row[0]), width)) yield return line;
            for (int c = 1; c < row.Count; c++)
            {
                if (row[c].Length == 0) continue;
                foreach (string line in WordWrap.HardLines(Named(c, row[c]), width - Indent.Length)) yield return Indent + line;
            }
        }

        string Named(int c, string cell)
        {
            string whole = table.Columns[c].IsNumeric ? WordWrap.AsOneWord(cell) : cell;
            return table.Columns[c].Header.Length == 0 ? whole : $"{table.Columns[c].Header}: {whole}";
        }
    }

    /// <summary>The table with a first column that breaks between words, where it has text.</summary>
    private static TextTable WithNamesThatBreak(TextTable table) => table.Columns[0].IsNumeric
        ? table
        : table with { Columns = [table.Columns[0] with { Wraps = true }, .. table.Columns.Skip(1)] };

    /// <summary>
    /// The table with names of one word of at most a width; itself where they are numbers, or where some could not be told apart.
    /// </summary>
    private static TextTable WithShortNames(TextTable table, int width, string ellipsis)
    {
        if (table.Columns[0].IsNumeric) return table;
        string[] names = [.. table.Rows.Select(row => row[0]).Distinct()];
        Dictionary<string, string> shortened =
            names.ToDictionary(name => name, name => Shortened(name, Math.Max(ShortestName, width), ellipsis));
        if (shortened.Values.Distinct().Count() < names.Length) return table;
        return table with { Rows = [.. table.Rows.Select(IReadOnlyList<string> (row) => [shortened[row[0]], .. row.Skip(1)])] };
    }

    /// <summary>The beginning and the end of a name, which tell more than its middle.</summary>
    private static string Shortened(string name, int width, string ellipsis)
    {
        if (name.Length <= width || name.Contains(' ', StringComparison.Ordinal)) return name;
        int end = (width - ellipsis.Length) / 2, start = width - ellipsis.Length - end;
        return name[..start] + ellipsis + name[^end..];
    }
}
