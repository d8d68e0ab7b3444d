namespace ZTunnelSim;

/// <summary>The page of fidelity: the README of the recordings, whose tables are those that <c>benchmarks -- fidelity</c> prints.</summary>
internal static class FidelityPage
{
    private const string Begin = "<!-- benchmarks -- fidelity write -->", End = "<!-- end -->";

    /// <summary>Where it is.</summary>
    public static string FileName => Path.GetFullPath(Path.Combine(Recordings.Folder("."), "README.md"));

    /// <summary>A part of it, in Markdown.</summary>
    public static string Section(string title, IEnumerable<Fidelity> rows) =>
        $"**{title}**\n\n{string.Join('\n', Fidelity.Markdown(rows))}\n";

    /// <summary>Whether the page has a part as it is.</summary>
    public static bool Has(string section) =>
        File.ReadAllText(FileName).Contains($"\n{section}\n", StringComparison.Ordinal);

    /// <summary>Puts parts where the page has the ones before.</summary>
    public static void Write(IEnumerable<string> sections)
    {
        string page = File.ReadAllText(FileName);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = page.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(FileName, $"{page[..begin]}\n{string.Join('\n', sections)}\n{page[end..]}");
    }
}
