namespace ZTunnelSim.Cli;

/// <summary>Charts among the files of a set.</summary>
internal static class ChartFiles
{
    public static void AddCharts(this OutputSet set, params IEnumerable<(string Name, Chart Chart)> charts)
    {
        foreach ((string name, Chart chart) in charts) set.Add(name, stream => stream.Write(chart.ToPng()));
    }
}
