namespace ZTunnelSim.Cli;

/// <summary>What stands around the cells of a table; a rule's parts are as wide as the borders below them.</summary>
/// <param name="Left">Before the first cell.</param>
/// <param name="Between">Between two cells.</param>
/// <param name="Right">After the last cell.</param>
/// <param name="Fill">What rules are made of.</param>
internal sealed record TableFrame(string Left, string Between, string Right, char Fill)
{
    /// <summary>A closed box.</summary>
    public static readonly TableFrame Box = new("│ ", " │ ", " │", '─')
    {
        Top = ("╭─", "─┬─", "─╮"),
        Middle = ("├─", "─┼─", "─┤"),
        Bottom = ("╰─", "─┴─", "─╯"),
    };

    /// <summary>The same where the terminal has no more than ASCII.</summary>
    public static readonly TableFrame AsciiBox = new("| ", " | ", " |", '-')
    {
        Top = ("+-", "-+-", "-+"),
        Middle = ("+-", "-+-", "-+"),
        Bottom = ("+-", "-+-", "-+"),
    };

    /// <summary>No more than a line below each header: the narrowest there is.</summary>
    public static readonly TableFrame Open = new("", "  ", "", '─') { Middle = ("", "  ", "") };

    /// <summary>The same where the terminal has no more than ASCII.</summary>
    public static readonly TableFrame AsciiOpen = Open with { Fill = '-' };

    /// <summary>Markdown, set so that it reads well as it is.</summary>
    public static readonly TableFrame Markdown = new("| ", " | ", " |", '-') { Middle = ("| ", " | ", " |"), MarksNumbers = true };

    public (string Left, string Cross, string Right)? Top { get; init; }

    /// <summary>The rule below the header.</summary>
    public required (string Left, string Cross, string Right) Middle { get; init; }

    public (string Left, string Cross, string Right)? Bottom { get; init; }

    /// <summary>Whether the rule below the header says which columns are set flush right.</summary>
    public bool MarksNumbers { get; init; }

    /// <summary>The width of a table without what is in its cells.</summary>
    public int WidthOf(int columns) => Left.Length + (columns - 1) * Between.Length + Right.Length;

    /// <summary>The lines of a table.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="widths">Their widths; nothing in them is wider.</param>
    /// <param name="header">The lines of each column's header.</param>
    /// <param name="rows">For each row, the lines of each cell.</param>
    public IEnumerable<string> Draw(
        IReadOnlyList<TextColumn> columns, int[] widths, IReadOnlyList<string[]> header, IEnumerable<IReadOnlyList<string[]>> rows)
    {
        if (Top is { } top) yield return Rule(top, columns, widths);
        int height = header.Max(lines => lines.Length);
        // Headers stand on their rule.
        foreach (string line in Lines(columns, widths, [.. header.Select(h => (string[])[.. new string[height - h.Length], .. h])]))
            yield return line;
        yield return Rule(Middle, columns, widths);
        foreach (string line in rows.SelectMany(row => Lines(columns, widths, row))) yield return line;
        if (Bottom is { } bottom) yield return Rule(bottom, columns, widths);
    }

    private IEnumerable<string> Lines(IReadOnlyList<TextColumn> columns, int[] widths, IReadOnlyList<string[]> cells)
    {
        for (int i = 0; i < cells.Max(lines => lines.Length); i++)
        {
            IEnumerable<string> texts = cells.Select((lines, c) => (lines.ElementAtOrDefault(i) ?? "") is var text && columns[c].IsNumeric
                ? text.PadLeft(widths[c])
                : text.PadRight(widths[c]));
            yield return (Left + string.Join(Between, texts) + Right).TrimEnd();
        }
    }

    private string Rule((string Left, string Cross, string Right) ends, IReadOnlyList<TextColumn> columns, int[] widths) =>
        ends.Left + string.Join(ends.Cross, widths.Select((width, c) =>
            MarksNumbers && columns[c].IsNumeric ? new string(Fill, width - 1) + ':' : new string(Fill, width))) + ends.Right;
}
