namespace ZTunnelSim.Data;

/// <summary>The logs that a path names: a file, or those of ztunnels in a folder or an archive.</summary>
/// <remarks>
/// In a folder or archive a log of ztunnel's is known by its path, which has ztunnel's name in it: that of the pod, of a folder or of the
/// file.
/// </remarks>
internal static class LogSources
{
    /// <summary>Opens one after the other; each is disposed of before the next is asked for.</summary>
    /// <param name="path">The path as it was given; <c>-</c> is standard input.</param>
    /// <param name="standardInput">What that reads.</param>
    /// <param name="bytesRead">Is told of what is read of its files, as they lie on the disk.</param>
    /// <param name="onCut">Is told where packed data end early, or something else follows them; null: that is an error.</param>
    /// <exception cref="InputException">It cannot be read, or is a folder or an archive without such a log.</exception>
    public static IEnumerable<TreeFile> Open(
        string path, Stream? standardInput, IProgress<long>? bytesRead = null, Action<InputException>? onCut = null)
    {
        bool isEmpty = true;
        foreach (TreeFile file in FileTree.Open(path, standardInput, IsOfZTunnel, bytesRead, onCut))
        {
            isEmpty = false;
            yield return file;
        }
        if (isEmpty)
        {
            string kind = FileTree.KindOf(path) == PathKind.Folder ? "a folder" : "an archive";
            throw new InputException($"is {kind} without a log of ztunnel's: none of its files has 'ztunnel' in its path.", path);
        }
    }

    /// <summary>How many bytes there are to read, as they lie on the disk; null: that is not known.</summary>
    public static long? SizeOf(IEnumerable<string> paths) => FileTree.SizeOf(paths, IsOfZTunnel);

    /// <summary>Whether a file in a folder or archive may be such a log, by its path there.</summary>
    public static bool IsOfZTunnel(string path) => path.Contains("ztunnel", StringComparison.OrdinalIgnoreCase);
}
