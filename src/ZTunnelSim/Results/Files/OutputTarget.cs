using System.Text;

namespace ZTunnelSim;

/// <summary>Where a file that is to be written goes: to where its path leads, links followed, and only over a regular file.</summary>
/// <param name="Given">The path as it was given, for messages.</param>
/// <param name="Path">Where it leads.</param>
/// <param name="Old">What is there and keeps its mode and owner; null: nothing.</param>
internal sealed record OutputTarget(string Given, string Path, FileStatus? Old)
{
    private const int MostLinks = 40;

    /// <summary>The longest name that file systems take, in bytes.</summary>
    private const int LongestName = 255;

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    public string Name => System.IO.Path.GetFileName(Path);

    /// <param name="given">The path as it was given, for messages.</param>
    /// <param name="path">Where that is; null: there.</param>
    /// <exception cref="OutputException">Something else than a regular file is there, or a file that the command reads.</exception>
    public static OutputTarget Of(string given, string? path = null)
    {
        path ??= given;
        FileStatus? old = FileStatus.Of(System.IO.Path.GetFullPath(path));
        // A stream of the process looks like a link to a file that is not there: its kind tells what it is.
        if (old is { Kind: not FileKind.Regular })
            throw new OutputException(given, $"is {Spoken(old.Kind)}, but the name of a file to write is expected.");
        if (old is not null && FilesRead.Contains(old))
            throw new OutputException(given, "is read by this command, and not written over: name another file.");
        return new(given, Resolve(path), old);
    }

    /// <summary>Where a path leads, whether something is there or not.</summary>
    /// <exception cref="OutputException">Links lead in circles, or no file system has such a name.</exception>
    public static string Resolve(string given)
    {
        if (given.Split(System.IO.Path.DirectorySeparatorChar).Any(name => Encoding.UTF8.GetByteCount(name) > LongestName))
            throw new OutputException(given, new PathTooLongException());
        string path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(given));
        for (int links = 0; new FileInfo(path).LinkTarget is { } next; links++)
        {
            if (links == MostLinks) throw new OutputException(given, "its links lead in a circle.");
            path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(next, System.IO.Path.GetDirectoryName(path)!));
        }
        return path;
    }

    private static string Spoken(FileKind kind) => kind switch
    {
        FileKind.Folder => "a folder",
        FileKind.Pipe => "a pipe",
        FileKind.Socket => "a socket",
        _ => "a device",
    };
}

/// <summary>A file can't be written; the message names what was given, not what the system calls it.</summary>
internal sealed class OutputException : IOException
{
    public OutputException(string given, string message)
        : base($"{given}: {message}")
    {
    }

    public OutputException(string given, Exception cause)
        : base($"{given}: can't be written: {Reason(cause)}", cause)
    {
    }

    private static string Reason(Exception cause) => cause switch
    {
        UnauthorizedAccessException => "permission denied.",
        FileNotFoundException or DirectoryNotFoundException => "there can be no such folder.",
        ArgumentOutOfRangeException => "it is larger than files may be here.",
        PathTooLongException => "its name is too long.",
        // What the system says, without the name of a file that nobody has heard of.
        _ => $"{cause.Message.ReplaceLineEndings(" ").Split(" : '")[0].TrimEnd('.')}.",
    };
}
