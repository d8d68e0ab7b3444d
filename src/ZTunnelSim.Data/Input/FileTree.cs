using System.Formats.Tar;
using System.IO.Enumeration;

namespace ZTunnelSim.Data;

/// <summary>What a path names: a file, or the files in a folder or a tar archive, such as a must-gather or a bug report.</summary>
internal static class FileTree
{
    /// <summary>Where a tar archive says that it is one.</summary>
    private const int TarMagicAt = 257;

    /// <summary>What a path is.</summary>
    /// <exception cref="InputException">It can't be read.</exception>
    public static PathKind KindOf(string path)
    {
        if (path == InputFile.StandardInput) return PathKind.File;
        if (Directory.Exists(path)) return PathKind.Folder;
        // Whether it is whole is told where it is read.
        using PeekStream stream = InputFile.Open(path, standardInput: null, onCut: _ => { });
        return IsArchive(stream) ? PathKind.Archive : PathKind.File;
    }

    /// <summary>Opens one after the other, unpacked; each is disposed of before the next is asked for.</summary>
    /// <param name="path">The path as it was given; <c>-</c> is standard input.</param>
    /// <param name="standardInput">What that reads.</param>
    /// <param name="isWanted">Which files of a folder or archive, by their paths in it.</param>
    /// <param name="bytesRead">Is told of what is read of its files, as they lie on the disk; null: nobody is told.</param>
    /// <param name="onCut">Is told where packed data end early, or something else follows them; null: that is an error.</param>
    /// <exception cref="InputException">It can't be read, or is a damaged archive.</exception>
    public static IEnumerable<TreeFile> Open(
        string path, Stream? standardInput, Func<string, bool> isWanted, IProgress<long>? bytesRead = null,
        Action<InputException>? onCut = null)
    {
        if (path != InputFile.StandardInput && Directory.Exists(path)) return OfFolder(path, isWanted, bytesRead, onCut);
        PeekStream stream = InputFile.Open(path, standardInput, bytesRead, onCut);
        return IsArchive(stream) ? OfArchive(path, stream, isWanted, onCut) : [new TreeFile(path, stream, IsNamed: true)];
    }

    /// <summary>The files that a path names, as they lie on the disk, each with its name below the path; an archive is one.</summary>
    /// <exception cref="InputException">A folder can't be read.</exception>
    public static IReadOnlyList<(string Name, string Path)> FilesOf(string path)
    {
        if (!Directory.Exists(path)) return [("", path)];
        return [.. OrderedFilesOf(path, _ => true).Select(file => (Path.GetRelativePath(path, file).Replace('\\', '/'), file))];
    }

    /// <summary>How many bytes files and folders have, as they lie on the disk; null: that is not known.</summary>
    public static long? SizeOf(IEnumerable<string> paths, Func<string, bool> isWanted)
    {
        try
        {
            return paths.SelectMany(path => Directory.Exists(path) ? FilesOf(path, isWanted) : [path])
                .Sum(file => new FileInfo(file).Length);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            // Who reads them says what is wrong.
            return null;
        }
    }

    /// <summary>
    /// The files in a folder and below it. Links to files count where they lead to one; links to folders may lead in circles.
    /// </summary>
    private static IEnumerable<string> FilesOf(string folder, Func<string, bool> isWanted) => new FileSystemEnumerable<string>(
        folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    }.Where(file => isWanted(Path.GetRelativePath(folder, file)) && IsThere(file));

    private static bool IsThere(string file)
    {
        FileInfo info = new(file);
        return info.LinkTarget is null || info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true };
    }

    private static IEnumerable<TreeFile> OfFolder(
        string path, Func<string, bool> isWanted, IProgress<long>? bytesRead, Action<InputException>? onCut) =>
        OrderedFilesOf(path, isWanted)
            .SelectMany(file => Open(file, standardInput: null, isWanted, bytesRead, onCut))
            .Select(file => file with { IsNamed = false });

    private static string[] OrderedFilesOf(string folder, Func<string, bool> isWanted)
    {
        try
        {
            return [.. FilesOf(folder, isWanted).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, folder);
        }
    }

    private static IEnumerable<TreeFile> OfArchive(
        string path, PeekStream stream, Func<string, bool> isWanted, Action<InputException>? onCut)
    {
        using ArchiveStream watched = new(stream);
        using TarReader archive = new(watched);
        while (Next(archive, path) is { } entry)
        {
            if (entry.DataStream is null || !isWanted(entry.Name)) continue;
            string name = $"{path}/{entry.Name.TrimStart('.', '/')}";
            yield return new TreeFile(name, InputFile.Unpack(entry.DataStream, name, onCut), IsNamed: false);
        }
        if (!watched.IsAtEndMark)
            (onCut ?? (e => throw e))(new InputException("ends early: the blocks of zeros are missing that end an archive.", path));
    }

    /// <summary>An archive that ends between two files looks whole to who does not know how the last thing read from it was.</summary>
    private sealed class ArchiveStream(Stream archive) : ForwardStream
    {
        private const int BlockBytes = 512;

        private long _zeros;

        /// <summary>Whether the last block was one of zeros.</summary>
        public bool IsAtEndMark => _zeros >= BlockBytes;

        public override int Read(Span<byte> buffer)
        {
            int count = archive.Read(buffer), last = buffer[..count].LastIndexOfAnyExcept((byte)0);
            _zeros = last < 0 ? _zeros + count : count - last - 1;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) archive.Dispose();
            base.Dispose(disposing);
        }
    }

    private static bool IsArchive(PeekStream stream) =>
        stream.Peek() is { Length: > TarMagicAt } head && head[TarMagicAt..].StartsWith("ustar"u8);

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
}

/// <summary>What a path names.</summary>
internal enum PathKind
{
    File,
    Folder,
    Archive,
}

/// <summary>One of the files that a path names.</summary>
/// <param name="Name">Its name for messages.</param>
/// <param name="Stream">Its content.</param>
/// <param name="IsNamed">Whether it was named itself, so that it has to be what it was named for.</param>
internal sealed record TreeFile(string Name, PeekStream Stream, bool IsNamed);
