using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ZTunnelSim;

/// <summary>
/// A file that is written and not yet in its place. On Linux it has no name until then: a process that is killed leaves nothing. Where a
/// file system has no such files it is a hidden one beside its place, which goes with the process, or with the next run that writes there.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private const string End = ".tmp";

    private const int BufferBytes = 64 * 1024;

    private static readonly ConcurrentDictionary<string, bool> Named = new();

    private readonly FileStream _stream;
    private string? _path;

    static PendingFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (string path in Named.Keys) File.Delete(path);
    };

    /// <param name="target">Its place.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <param name="mayBeUnnamed">Whether it may be without a name, where there are such files.</param>
    /// <exception cref="OutputException">It can't be written.</exception>
    public PendingFile(OutputTarget target, Action<Stream> write, bool mayBeUnnamed = true)
    {
        Target = target;
        try
        {
            _stream = (mayBeUnnamed && LinuxFiles.IsHere ? LinuxFiles.CreateUnnamed(Existing(target.Folder)) : null) ?? CreateNamed();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(target.Given, e);
        }
        try
        {
            // Not the file's own buffer, which closing the file would try to write again.
            BufferedStream buffer = new(_stream, BufferBytes);
            write(buffer);
            buffer.Flush();
        }
        catch (Exception e)
        {
            Dispose();
            if (e is OutputException || !IsOfWriting(e)) throw;
            throw new OutputException(target.Given, e);
        }
    }

    public OutputTarget Target { get; }

    /// <summary>SHA-256 of what is in it.</summary>
    public string Hash()
    {
        _stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(_stream));
    }

    /// <summary>Gives it the mode and owner of what is in its place, and a name in a folder; false: it can't have one there.</summary>
    public bool TryMoveTo(string path)
    {
        if (Target.Old is { } old && !OperatingSystem.IsWindows())
        {
            if (LinuxFiles.IsHere) LinuxFiles.SetOwner(_stream.SafeFileHandle, old);
            File.SetUnixFileMode(_stream.SafeFileHandle, old.Mode);
        }
        if (_path is null)
        {
            if (!LinuxFiles.TryName(_stream, path)) return false;
        }
        else if (LinuxFiles.IsHere)
        {
            if (!LinuxFiles.TryMove(_path, path)) return false;
        }
        else
        {
            // An open file can't be moved everywhere.
            _stream.Dispose();
            File.Move(_path, path, overwrite: true);
        }
        if (_path is not null) Named.TryRemove(_path, out _);
        _path = path;
        return true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_path is null || !Named.TryRemove(_path, out _)) return;
        File.Delete(_path);
    }

    /// <summary>A limit on the size of files is told as a wrong argument.</summary>
    private static bool IsOfWriting(Exception e) => e is IOException or UnauthorizedAccessException
        or ArgumentOutOfRangeException { ParamName: "value", Source: "System.Private.CoreLib" };

    /// <summary>The folder itself, or what there is of it: a file without a name may lie anywhere on its file system.</summary>
    private static string Existing(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent) folder = parent;
        return folder;
    }

    private FileStream CreateNamed()
    {
        Directory.CreateDirectory(Target.Folder);
        string mark = $".{Target.Name}.";
        foreach (string file in Directory.GetFiles(Target.Folder))
        {
            string name = Path.GetFileName(file);
            bool isOurs = name.StartsWith(mark, StringComparison.Ordinal) && name.EndsWith(End, StringComparison.Ordinal)
                && Guid.TryParseExact(name[mark.Length..^End.Length], "N", out _);
            if (isOurs) RemoveLeftover(file);
        }
        string path = Path.Combine(Target.Folder, $"{mark}{Guid.NewGuid():N}{End}");
        FileStream stream = new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        Named[_path = path] = true;
        return stream;
    }

    /// <summary>Removes what a process left that was killed; what another one is writing can't be opened.</summary>
    private static void RemoveLeftover(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not ours to remove.
        }
    }
}
