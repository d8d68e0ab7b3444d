namespace ZTunnelSim;

/// <summary>Recordings of real ztunnels, nodes and controllers, laid out as in data/recorded.</summary>
internal static class Recordings
{
    /// <summary>
    /// A folder of them: of those that the environment variable ZTUNNELSIM_RECORDINGS names, else of data/recorded, which is above the tests.
    /// </summary>
    public static string Folder(string name)
    {
        string? all = Environment.GetEnvironmentVariable("ZTUNNELSIM_RECORDINGS");
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); string.IsNullOrEmpty(all) && above is not null; above = above.Parent)
        {
            string here = Path.Combine(above.FullName, "data", "recorded");
            if (Directory.Exists(here)) all = here;
        }
        string folder = Path.Combine(all ?? "", name);
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"There is no folder of recordings '{folder}'.");
    }
}
