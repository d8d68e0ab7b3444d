namespace ZTunnelSim.Cli;

/// <summary>Breaks text into lines between its words; a number and its unit, and the ends of a range, are one word.</summary>
internal static class WordWrap
{
    private const char NoBreak = '\u00A0';

    /// <summary>Lines of at most a width, but for a word that is longer: it stays whole, so that it can be copied.</summary>
    public static IEnumerable<string> Lines(string text, int width) => Fill(Words(text), width);

    /// <summary>The same for a heading, which may break after the dashes, dots and slashes of a name as well.</summary>
    public static IEnumerable<string> HeadingLines(string text, int width) => Fill(Parts(text), width);

    /// <summary>The same for a cell of its own: no line is longer, and a word that is breaks where the line ends.</summary>
    public static IEnumerable<string> HardLines(string text, int width) =>
        Lines(text, width).SelectMany(line => line.Chunk(width)).Select(part => new string(part));

    /// <summary>A text that does not break.</summary>
    public static string AsOneWord(string text) => text.Replace(' ', NoBreak);

    /// <summary>The width below which <see cref="Lines"/> are longer than asked for.</summary>
    public static int LongestWord(string text) => Words(text).Max(part => part.Text.Length);

    /// <summary>The width below which <see cref="HeadingLines"/> are longer than asked for.</summary>
    public static int LongestPart(string text) => Parts(text).Max(part => part.Text.Length);

    private static IEnumerable<(string Text, bool IsSpaced)> Words(string text)
    {
        foreach (string word in Typography.Join(text).Split(' ')) yield return (word.Replace(NoBreak, ' '), true);
    }

    private static IEnumerable<(string Text, bool IsSpaced)> Parts(string text)
    {
        foreach ((string word, _) in Words(text))
        {
            int start = 0;
            for (int i = 1; i < word.Length; i++)
            {
                if (word[i - 1] is not ('-' or '/' or '.' or '_') || !char.IsLetter(word[i]) || i - start < 3) continue;
                yield return (word[start..i], start == 0);
                start = i;
            }
            yield return (word[start..], start == 0);
        }
    }

    private static IEnumerable<string> Fill(IEnumerable<(string Text, bool IsSpaced)> parts, int width)
    {
        string? line = null;
        foreach ((string part, bool isSpaced) in parts)
        {
            string longer = line is null ? part : $"{line}{(isSpaced ? " " : "")}{part}";
            if (line is not null && longer.Length > width)
            {
                yield return line;
                line = part;
            }
            else
            {
                line = longer;
            }
        }
        yield return line ?? "";
    }
}
