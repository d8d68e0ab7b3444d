using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>
/// Standard output. On a terminal sentences are broken between words and tables are laid out for its width; in a pipe nothing has a width:
/// sentences are left as they are and tables are Markdown, which reads well in a file and in a change request.
/// </summary>
internal static class Terminal
{
    /// <summary>What a terminal is taken to have that does not tell.</summary>
    private const int UsualWidth = 80;

    private const int Narrowest = 20;

    /// <summary>Code pages.</summary>
    private const int Utf8 = 65001, Utf16 = 1200;

    /// <summary>Prints sentences, each on lines of its own.</summary>
    public static void Print(params IEnumerable<string> sentences)
    {
        foreach (string line in PlainConsole.IsOutputPiped ? sentences : sentences.SelectMany(s => Lines(s, Width)))
            Console.WriteLine(line);
    }

    /// <summary>Prints an item of a list: a term, as wide as those of the others, and beside it what it is.</summary>
    public static void PrintItem(string term, string text)
    {
        string before = term;
        foreach (string line in PlainConsole.IsOutputPiped ? [text] : WordWrap.Lines(text, Math.Max(Narrowest, Width - 1 - term.Length)))
        {
            Console.WriteLine(before + line);
            before = new(' ', term.Length);
        }
    }

    /// <summary>Prints tables, each below its caption.</summary>
    public static void Print(params IEnumerable<TextTable> tables)
    {
        foreach (TextTable table in tables)
        {
            Print("", table.Caption);
            if (PlainConsole.IsOutputPiped) Console.WriteLine();
            foreach (string line in PlainConsole.IsOutputPiped ? TableLayout.Markdown(table) : TableLayout.Lines(table, Width, IsUnicode))
                Console.WriteLine(line);
        }
    }

    /// <summary>
    /// Puts a file's content on stdout: UTF-8, and each byte of it, in a pipe, which a file or another program is behind. A terminal shows
    /// it, and gets no hidden characters.
    /// </summary>
    public static void PrintDocument(string text)
    {
        if (!PlainConsole.IsOutputPiped)
        {
            Console.Write(text);
            return;
        }
        using Stream stdout = PlainConsole.OpenOutput();
        stdout.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Prints what is drawn of letters for the terminal's width; a pipe has no width and gets the numbers.</summary>
    public static void PrintPicture(Func<int, IReadOnlyList<string>> draw, TextTable? instead)
    {
        if (PlainConsole.IsOutputPiped)
        {
            if (instead is not null) Print(instead);
            return;
        }
        foreach (string line in draw(Width) is { Count: > 0 } lines ? lines.Prepend("") : []) Console.WriteLine(line);
    }

    /// <summary>The text in lines that end before a width where its words allow it, each indented as the first is.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        string indent = text[..(text.Length - text.TrimStart(' ').Length)];
        int room = Math.Max(Narrowest, width - 1) - indent.Length;
        return WordWrap.Lines(text[indent.Length..], room).Select(line => indent + line);
    }

    private static int Width => Console.WindowWidth is > 0 and var width ? Math.Max(Narrowest, width) : UsualWidth;

    /// <summary>Whether the terminal has more than ASCII.</summary>
    public static bool IsUnicode => Console.OutputEncoding.CodePage is Utf8 or Utf16;
}
