namespace ZTunnelSim.Cli;

/// <summary>
/// What the tool is called: <c>ztunnelsim</c>, or <c>kubectl ztunnelsim</c> where its file, or a link to it, is named
/// <c>kubectl-ztunnelsim</c>: kubectl runs such a file on the PATH as a command of its own.
/// </summary>
internal static class ToolName
{
    public const string Own = "ztunnelsim", AsPlugin = $"kubectl {Own}", PluginFile = $"kubectl-{Own}";

    /// <summary>What a user types.</summary>
    public static string Current { get; } = Of(Environment.ProcessPath, FirstArgument());

    /// <summary>The name for a process.</summary>
    /// <param name="processPath">The file that runs; links are followed in it.</param>
    /// <param name="firstArgument">What the process was called as; null: not known.</param>
    public static string Of(string? processPath, string? firstArgument) =>
        new[] { firstArgument, processPath }.Any(path => Path.GetFileNameWithoutExtension(path) == PluginFile) ? AsPlugin : Own;

    /// <summary>A message in which commands to type begin with the name of this tool.</summary>
    public static string In(string message) => message.Replace($"'{Own} ", $"'{Current} ", StringComparison.Ordinal);

    /// <summary>What the process was called as, which a link to its file shows in; .NET only keeps the file itself.</summary>
    private static string? FirstArgument()
    {
        const string Linux = "/proc/self/cmdline";
        return File.Exists(Linux) ? File.ReadAllText(Linux).Split('\0')[0] : null;
    }
}
