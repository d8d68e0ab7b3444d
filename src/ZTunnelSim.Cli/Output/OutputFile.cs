namespace ZTunnelSim.Cli;

/// <summary>A file that a command is to write.</summary>
internal static class OutputFile
{
    /// <summary>Makes sure, before the work, that it can be written, as far as that shows without changing anything.</summary>
    /// <exception cref="IOException">It can't, or it is a folder, a device or a file that the command reads.</exception>
    public static void Prepare(string file) => OutputSet.Prepare(OutputTarget.Of(file).Folder);
}
