namespace ZTunnelSim.Cli;

/// <summary>Charts as files in the folder that <c>--out</c> names.</summary>
internal static class ChartFiles
{
    public static IEnumerable<string> Write(string directory, params IEnumerable<(string Name, Chart Chart)> charts)
    {
        foreach ((string name, Chart chart) in charts)
        {
            string path = Path.Combine(directory, name);
            chart.Save(path);
            yield return path;
        }
    }
}
