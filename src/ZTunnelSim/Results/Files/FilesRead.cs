using System.Collections.Concurrent;

namespace ZTunnelSim;

/// <summary>
/// The files that a command reads: it never writes over one of them. Whoever reads an input opens it here; outside of a command, in a
/// program that uses the library, nothing is noted, since there a file that was read may well be written later.
/// </summary>
internal sealed class FilesRead : IDisposable
{
    private static readonly AsyncLocal<FilesRead?> Now = new();

    private readonly ConcurrentDictionary<string, bool> _paths = new();

    private FilesRead() => Now.Value = this;

    /// <summary>A command begins; disposing of it ends it.</summary>
    public static FilesRead Begin() => new();

    /// <summary>Opens a file to read it from its beginning to its end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bufferSize">How much is read at once, in bytes; 0: as much as is asked for.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">No file can have that name.</exception>
    public static FileStream Open(string path, int bufferSize = 4096)
    {
        FileStream stream = new(path, new FileStreamOptions { BufferSize = bufferSize, Options = FileOptions.SequentialScan });
        Now.Value?._paths.TryAdd(Path.GetFullPath(path), true);
        return stream;
    }

    /// <summary>Whether a file, by whichever of its names, was read.</summary>
    public static bool Contains(FileStatus file) =>
        Now.Value?._paths.Keys.Any(path => FileStatus.Of(path)?.Identity == file.Identity) == true;

    public void Dispose() => Now.Value = null;
}
