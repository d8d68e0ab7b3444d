using System.Collections.Concurrent;

namespace ZTunnelSim;

/// <summary>
/// The files that a command reads: it never writes over one of them. Whoever opens an input notes it here; outside of a command, in a
/// program that uses the library, nothing is noted, since there a file that was read may well be written later.
/// </summary>
internal sealed class FilesRead : IDisposable
{
    private static readonly AsyncLocal<FilesRead?> Now = new();

    private readonly ConcurrentDictionary<string, bool> _paths = new();

    private FilesRead() => Now.Value = this;

    /// <summary>A command begins; disposing of it ends it.</summary>
    public static FilesRead Begin() => new();

    /// <summary>A file is read.</summary>
    public static void Note(string path) => Now.Value?._paths.TryAdd(Path.GetFullPath(path), true);

    /// <summary>Whether a file, by whichever of its names, was read.</summary>
    public static bool Contains(FileStatus file) =>
        Now.Value?._paths.Keys.Any(path => FileStatus.Of(path)?.Identity == file.Identity) == true;

    public void Dispose() => Now.Value = null;
}
