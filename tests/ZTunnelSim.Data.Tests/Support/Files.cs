namespace ZTunnelSim.Data.Tests;

/// <summary>The files that tests read.</summary>
internal static class Files
{
    public static string Example => Path.Combine(AppContext.BaseDirectory, "data", "example", "scenario.yaml");

    public static string Counters => Path.Combine(AppContext.BaseDirectory, "data", "example", "prometheus.json");

    public static string CompareExample => Path.Combine(AppContext.BaseDirectory, "data", "compare", "scenario.yaml");

    public static string Schema => Path.Combine(AppContext.BaseDirectory, "data", "scenario.schema.json");

    public static string GenuineLog => Path.Combine(AppContext.BaseDirectory, "TestData", "ztunnel-access-genuine.log");

    /// <summary>Writes a file into a new folder of its own.</summary>
    public static string Temporary(string name, byte[] content)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public static string Temporary(string name, string content) => Temporary(name, System.Text.Encoding.UTF8.GetBytes(content));
}
