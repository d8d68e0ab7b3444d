namespace ZTunnelSim;

/// <summary>Recordings of real ztunnels, nodes and controllers, laid out as in data/recorded.</summary>
internal static class Recordings
{
    /// <summary>Whether other recordings than those of this repository are given.</summary>
    public static bool AreOthers => !string.IsNullOrEmpty(Given);

    /// <summary>Whether a folder of them has a file, or a folder.</summary>
    public static bool Has(string folder, string name) => Path.Exists(Path.Combine(Folder(folder), name));

    private static string? Given => Environment.GetEnvironmentVariable("ZTUNNELSIM_RECORDINGS");

    /// <summary>
    /// A folder of them: of those that the environment variable ZTUNNELSIM_RECORDINGS names, else of data/recorded above the tests.
    /// </summary>
    public static string Folder(string name)
    {
        string? all = Given;
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); string.IsNullOrEmpty(all) && above is not null; above = above.Parent)
        {
            string here = Path.Combine(above.FullName, "data", "recorded");
            if (Directory.Exists(here)) all = here;
        }
        string folder = Path.Combine(all ?? "", name);
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"There is no folder of recordings '{folder}'.");
    }
}
