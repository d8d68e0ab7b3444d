namespace ZTunnelSim.Tests;

/// <summary>The page of fidelity says what the recordings and the model give; <c>benchmarks -- fidelity write</c> brings it up to date.</summary>
public class FidelityPageTests
{
    public static TheoryData<string> Titles =>
    [
        HandoverFigures.Title, TunnelFigures.Title, TunnelFigures.GoawayTitle, DrainFigures.Title, RolloutFigures.Title,
    ];

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
