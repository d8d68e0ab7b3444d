namespace ZTunnelSim.Benchmarks;

/// <summary>How near the model comes to all that was recorded of real ztunnels, nodes and controllers.</summary>
internal static class FidelityRun
{
    /// <summary>Prints the tables, and whether the page of fidelity has them.</summary>
    /// <param name="write">Whether to put them there.</param>
    /// <returns>The exit code: 1 where it has others.</returns>
    public static int Print(bool write)
    {
        string[] sections =
        [
            FidelityPage.Section(HandoverFigures.Title, HandoverFigures.Rows),
            FidelityPage.Section(TunnelFigures.Title, TunnelFigures.Rows),
            FidelityPage.Section(TunnelFigures.GoawayTitle, TunnelFigures.GoawayRows),
            FidelityPage.Section(DrainFigures.Title, DrainFigures.Rows), FidelityPage.Section(RolloutFigures.Title, RolloutFigures.Rows),
            FidelityPage.Section(LogFigures.Title, LogFigures.Rows),
        ];
        foreach (string section in sections) Console.WriteLine(section);
        if (write) FidelityPage.Write(sections);
        bool isCurrent = sections.All(FidelityPage.Has);
        Console.WriteLine(isCurrent
            ? $"{FidelityPage.FileName} has these tables."
            : $"{FidelityPage.FileName} has others: -- fidelity write puts these there.");
        return isCurrent ? 0 : 1;
    }
}
