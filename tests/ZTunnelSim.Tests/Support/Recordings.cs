namespace ZTunnelSim.Tests;

/// <summary>Where recordings of the real ztunnel, nodes and controllers are.</summary>
internal static class Recordings
{
    /// <summary>
    /// A folder of recordings, such as <c>kubernetes</c>: of what the environment variable ZTUNNELSIM_RECORDINGS names, or else of the
    /// repository's data/recorded.
    /// </summary>
    public static string Folder(string name)
    {
        if (Environment.GetEnvironmentVariable("ZTUNNELSIM_RECORDINGS") is { Length: > 0 } given) return Path.Combine(given, name);
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string found = Path.Combine(at.FullName, "data", "recorded", name);
            if (Directory.Exists(found)) return found;
        }
        throw new DirectoryNotFoundException($"There is no data/recorded/{name} above {AppContext.BaseDirectory}.");
    }
}
