namespace ZTunnelSim.Tests;

/// <summary>
/// The page of fidelity says what the recordings and the model give; <c>benchmarks -- fidelity write</c> brings it up to date.
/// </summary>
public class FidelityPageTests
{
    public static TheoryData<string> Titles =>
    [
        HandoverFigures.Title, TunnelFigures.Title, TunnelFigures.GoawayTitle, DrainFigures.Title, RolloutFigures.Title,
    ];

    /// <summary>The short form in the repository's README is a part of the page.</summary>
    [Fact]
    public void The_rows_of_the_short_form_are_the_pages()
    {
        Assert.SkipWhen(Recordings.AreOthers, "These recordings are not those of the page.");
        HashSet<string> page = [.. File.ReadLines(FidelityPage.FileName)];
        string[] rows =
        [
            .. File.ReadLines(Path.Combine(Recordings.Folder("."), "..", "..", "README.md"))
                .SkipWhile(line => !line.StartsWith("## Held against the real thing", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith('|')),
        ];
        Assert.InRange(rows.Length, 6, 12);
        Assert.All(rows, row => Assert.Contains(row, page));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_pages_tables_are_current(string title)
    {
        IReadOnlyList<Fidelity> rows = title switch
        {
            HandoverFigures.Title => HandoverFigures.Rows,
            TunnelFigures.Title => TunnelFigures.Rows,
            TunnelFigures.GoawayTitle => TunnelFigures.GoawayRows,
            DrainFigures.Title => DrainFigures.Rows,
            _ => RolloutFigures.Rows,
        };
        string section = FidelityPage.Section(title, rows);
        Assert.SkipWhen(Recordings.AreOthers, "These recordings are not those of the page.");
        Assert.True(FidelityPage.Has(section), section);
    }
}
