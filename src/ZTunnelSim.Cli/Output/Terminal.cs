using Spectre.Console;

namespace ZTunnelSim.Cli;

/// <summary>
/// Standard output. On a terminal sentences are broken between words and tables are drawn; in a pipe sentences are left as they are and
/// tables are Markdown, which reads well in a file and in a change request.
/// </summary>
internal static class Terminal
{
    /// <summary>Tables in a pipe are as wide as they need to be.</summary>
    private const int PipeWidth = 400;

    private const int Narrowest = 20;

    /// <summary>Prints sentences, each on lines of its own.</summary>
    public static void Print(params IEnumerable<string> sentences)
    {
        foreach (string sentence in sentences)
        {
            foreach (string line in Console.IsOutputRedirected ? [sentence] : Lines(sentence, Console.WindowWidth)) Console.WriteLine(line);
        }
    }

    /// <summary>Prints tables, each below its caption.</summary>
    public static void Print(params IEnumerable<TextTable> tables)
    {
        // A console holds the writer that was standard output when it was made.
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected) console.Profile.Width = PipeWidth;
        foreach (TextTable table in tables)
        {
            console.WriteLine();
            console.WriteLine(table.Caption);
            console.Write(Draw(table));
        }
    }

    /// <summary>The text in lines of at most a width where its words allow it, each indented as the first is.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string indent = text[..(text.Length - text.TrimStart(' ').Length)];
        string line = "";
        foreach (string word in text[indent.Length..].Split(' '))
        {
            if (line.Length > 0 && indent.Length + line.Length + 1 + word.Length > Math.Max(Narrowest, width - 1))
            {
                yield return indent + line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }
        yield return indent + line;
    }

    private static Table Draw(TextTable table)
    {
        Table drawn = new() { Border = Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (TextColumn column in table.Columns)
        {
            TableColumn header = new(Markup.Escape(column.Header)) { NoWrap = !column.Wraps };
            drawn.AddColumn(column.IsNumeric ? header.RightAligned() : header);
        }
        foreach (IReadOnlyList<string> row in table.Rows) drawn.AddRow([.. row.Select(Markup.Escape)]);
        return drawn;
    }
}
