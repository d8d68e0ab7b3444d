namespace ZTunnelSim.Cli;

/// <summary>Puts an answer where it belongs: stdout has the text or the document, stderr the names of the files written.</summary>
internal static class Answer
{
    private const string Mark = "Note: ";

    /// <summary>Answers.</summary>
    /// <param name="format">What stdout is for.</param>
    /// <param name="printText">Prints the answer for people.</param>
    /// <param name="document">The answer for programs.</param>
    /// <param name="writeFiles">Writes the files that were asked for, and gives their paths.</param>
    public static void Give(
        OutputFormat format, Action printText, ResultDocument document, Func<IReadOnlyList<string>>? writeFiles = null)
    {
        if (format == OutputFormat.Text) printText();
        // Where a file can't be written, a program gets an error and no document.
        IReadOnlyList<string> written = writeFiles is null ? [] : ProgressBar.Show("Writing", _ => writeFiles());
        if (format == OutputFormat.Json)
        {
            using Stream stdout = PlainConsole.OpenOutput();
            document.Write(stdout);
        }
        if (written.Count > 0) Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
    }

    /// <summary>Sentences as text has them where they are remarks.</summary>
    public static IEnumerable<string> AsNotes(params IEnumerable<string> sentences) => sentences.Select(sentence => Mark + sentence);

    /// <summary>The document with lines of text: those that are marked as remarks are its warnings, all others its notes.</summary>
    public static ResultDocument WithRemarks(this ResultDocument document, IEnumerable<string> lines)
    {
        ILookup<bool, string> sentences = lines.Select(line => line.Trim()).ToLookup(
            line => line.StartsWith(Mark, StringComparison.Ordinal));
        return document with { Notes = [.. sentences[false]], Warnings = [.. sentences[true].Select(line => line[Mark.Length..])] };
    }
}
