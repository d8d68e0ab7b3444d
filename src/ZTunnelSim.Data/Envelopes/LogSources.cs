using System.Formats.Tar;

namespace ZTunnelSim.Data;

/// <summary>What a path names: a file, or the logs of ztunnels in a folder or an archive, such as a must-gather or a bug report.</summary>
/// <remarks>
/// In a folder or archive a log of ztunnel's is known by its path, which has ztunnel's name in it: that of the pod, of a folder or of the
/// file.
/// </remarks>
internal static class LogSources
{
    /// <summary>Where a tar archive says that it is one.</summary>
    private const int TarMagicAt = 257;

    /// <summary>Opens one after the other; each is disposed of before the next is asked for.</summary>
    /// <param name="path">The path as it was given; <c>-</c> is standard input.</param>
    /// <param name="standardInput">What that reads.</param>
    /// <param name="bytesRead">Is told of what is read of its files, as they lie on the disk.</param>
    /// <exception cref="InputException">It cannot be read, or is a folder or an archive without such a log.</exception>
    public static IEnumerable<LogSource> Open(string path, Stream? standardInput, IProgress<long>? bytesRead = null)
    {
        if (path != InputFile.StandardInput && Directory.Exists(path)) return OfFolder(path, bytesRead);
        PeekStream stream = InputFile.Open(path, standardInput, bytesRead);
        return stream.Peek() is { Length: > TarMagicAt } head && head[TarMagicAt..].StartsWith("ustar"u8)
            ? OfArchive(path, stream)
            : [new LogSource(path, stream, IsCertain: true)];
    }

    /// <summary>How many bytes there are to read, as they lie on the disk; null: that is not known.</summary>
    public static long? SizeOf(IEnumerable<string> paths)
    {
        try
        {
            return paths.SelectMany(path => Directory.Exists(path) ? FilesOf(path) : [path]).Sum(file => new FileInfo(file).Length);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            // Who reads them says what is wrong.
            return null;
        }
    }

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => IsOfZTunnel(Path.GetRelativePath(folder, file)));

    private static IEnumerable<LogSource> OfFolder(string path, IProgress<long>? bytesRead)
    {
        string[] files;
        try
        {
            files = [.. FilesOf(path).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, path);
        }
        if (files.Length == 0) throw None("folder", path);
        return files.SelectMany(file => Open(file, standardInput: null, bytesRead)).Select(source => source with { IsCertain = false });
    }

    private static IEnumerable<LogSource> OfArchive(string path, PeekStream stream)
    {
        using TarReader archive = new(stream);
        bool isEmpty = true;
        while (Next(archive, path) is { } entry)
        {
            if (entry.DataStream is null || !IsOfZTunnel(entry.Name)) continue;
            isEmpty = false;
            string name = $"{path}/{entry.Name.TrimStart('.', '/')}";
            yield return new LogSource(name, InputFile.Unpack(entry.DataStream, name), IsCertain: false);
        }
        if (isEmpty) throw None("archive", path);
    }

    private static TarEntry? Next(TarReader archive, string path)
    {
        try
        {
            return archive.GetNextEntry();
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw new InputException("is a damaged archive.", path, inner: e);
        }
    }

    private static bool IsOfZTunnel(string path) => path.Contains("ztunnel", StringComparison.OrdinalIgnoreCase);

    private static InputException None(string kind, string path) => new(
        $"is {(kind == "archive" ? "an" : "a")} {kind} without a log of ztunnel's: none of its files has 'ztunnel' in its path.", path);
}

/// <summary>One of the files that a path names.</summary>
/// <param name="Name">Its name for messages.</param>
/// <param name="Stream">Its content.</param>
/// <param name="IsCertain">Whether it was named itself, so that it has to be of a known format.</param>
internal sealed record LogSource(string Name, PeekStream Stream, bool IsCertain);
