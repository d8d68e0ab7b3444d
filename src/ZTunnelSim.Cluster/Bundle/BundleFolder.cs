namespace ZTunnelSim.Collecting;

/// <summary>
/// A bundle that is written beside its place and takes it when it is whole: a reader sees the whole bundle of one run or none, and one of
/// an earlier run stays until then.
/// </summary>
/// <remarks>
/// What a killed run left is known by its name and goes with the next one. A folder that is no bundle is left alone.
/// </remarks>
internal sealed class BundleFolder : IDisposable
{
    private const string LockName = ".lock";

    private readonly string _target, _former;
    private FileStream? _lock;

    /// <exception cref="InputException">The place is taken by something else, or by another run.</exception>
    public BundleFolder(string target)
    {
        OutputSet.Prepare(target);
        _target = OutputTarget.Resolve(target);
        Path = _target + ".partial";
        _former = _target + ".former";
        RequireFree(target);
        Directory.CreateDirectory(Path);
        try
        {
            _lock = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InputException("is being written by another run; wait for it, or give another folder with --out.", target, inner: e);
        }
        AppDomain.CurrentDomain.ProcessExit += RemoveAtExit;
        // A run was killed while it put its bundle in the former one's place.
        if (Directory.Exists(_former) && !Directory.Exists(_target)) Directory.Move(_former, _target);
        RemoveFormer();
        foreach (string left in Directory.GetFileSystemEntries(Path).Where(left => System.IO.Path.GetFileName(left) != LockName))
        {
            if (Directory.Exists(left)) Directory.Delete(left, recursive: true);
            else File.Delete(left);
        }
    }

    /// <summary>Where the bundle is written until it is whole.</summary>
    public string Path { get; }

    /// <summary>The path of a file in it, below a folder that there is.</summary>
    public string Of(string file)
    {
        string path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Puts the bundle, which is whole, in its place.</summary>
    public void Complete(BundleManifest manifest)
    {
        AtomicFile.Write(Of(BundleManifest.FileName), manifest.ToJson());
        Unlock();
        lock (OutputSet.Gate)
        {
            if (LinuxFiles.IsHere && LinuxFiles.StatusOf(_target) is { } old) LinuxFiles.SetOwnerAndMode(Path, old);
            bool isReplaced = LinuxFiles.IsHere && LinuxFiles.TryExchange(Path, _target);
            if (!isReplaced)
            {
                if (Directory.Exists(_target)) Directory.Move(_target, _former);
                Directory.Move(Path, _target);
            }
            RemoveFormer();
            if (isReplaced) Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>Removes what is not whole.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        if (_lock is null) return;
        Unlock();
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>A collector that does not look up when it is told to stop is ended with its process.</summary>
    private void RemoveAtExit(object? sender, EventArgs e)
    {
        try
        {
            Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is still being filled; the next run removes it.
        }
    }

    private void Unlock()
    {
        _lock?.Dispose();
        _lock = null;
        File.Delete(System.IO.Path.Combine(Path, LockName));
    }

    private void RemoveFormer()
    {
        if (Directory.Exists(_former)) Directory.Delete(_former, recursive: true);
    }

    private void RequireFree(string target)
    {
        if (File.Exists(_target)) throw new InputException("is a file; --out takes a folder.", target);
        foreach (string folder in (string[])[_target, _former])
        {
            bool isOther = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                && !File.Exists(System.IO.Path.Combine(folder, BundleManifest.FileName));
            if (isOther)
                throw new InputException(
                    $"holds something else than a bundle (no {BundleManifest.FileName}); give a folder of its own.", folder);
        }
        bool isUsed = Directory.Exists(Path) && !File.Exists(System.IO.Path.Combine(Path, LockName))
            && Directory.EnumerateFileSystemEntries(Path).Any() && !File.Exists(System.IO.Path.Combine(Path, BundleManifest.FileName));
        if (isUsed) throw new InputException("is in the way: it is not what a run of this left.", Path);
    }
}
