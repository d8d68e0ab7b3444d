namespace ZTunnelSim.Data.Tests;

/// <summary>Where recordings of the real thing are: a folder laid out as data/recorded, or data/recorded itself.</summary>
internal static class Recordings
{
    /// <summary>One of its folders, such as <c>ztunnel</c> or <c>node</c>.</summary>
    public static string Folder(string kind)
    {
        if (Environment.GetEnvironmentVariable("ZTUNNELSIM_RECORDINGS") is { Length: > 0 } given) return Path.Combine(given, kind);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string recorded = Path.Combine(folder.FullName, "data", "recorded", kind);
            if (Directory.Exists(recorded)) return recorded;
        }
        throw new DirectoryNotFoundException($"There is no data/recorded/{kind} in or above {AppContext.BaseDirectory}.");
    }
}
