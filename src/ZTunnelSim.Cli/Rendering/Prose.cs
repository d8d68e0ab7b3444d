namespace ZTunnelSim.Cli.Rendering;

/// <summary>Sentences: on a terminal broken between words, in a pipe left as they are.</summary>
internal static class Prose
{
    private const int Narrowest = 20;

    public static void WriteLine(string text)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(text);
            return;
        }
        foreach (string line in Lines(text, Console.WindowWidth)) Console.WriteLine(line);
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
}
