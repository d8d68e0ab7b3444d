namespace ZTunnelSim.Data.Tests;

/// <summary>The page of fidelity says what logs and the product give; <c>benchmarks -- fidelity write</c> brings it up to date.</summary>
public class FidelityPageTests
{
    [Fact]
    public void The_pages_table_of_logs_is_current()
    {
        string section = FidelityPage.Section(LogFigures.Title, LogFigures.Rows);
        Assert.SkipWhen(Recordings.AreOthers, "These recordings are not those of the page.");
        Assert.True(FidelityPage.Has(section), section);
    }
}
