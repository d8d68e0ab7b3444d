namespace ZTunnelSim.Cli;

/// <summary>A file that a command is to write.</summary>
internal static class OutputFile
{
    /// <summary>
    /// Makes the folder that it goes into, where there is none: before the work, so that what can't be written is told then.
    /// </summary>
    /// <exception cref="InputException">It is a folder itself.</exception>
    public static void Prepare(string file)
    {
        if (Directory.Exists(file)) throw new InputException("is a folder, but the name of a file to write is expected.", file);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }
}
