namespace ZTunnelSim;

/// <summary>
/// Puts files into a folder in one step: another folder is filled with them and with second names of all else that is there, and the two
/// change places. Not where the folder has more in it than files, is a place that others hold on to (the working directory, a mount), or
/// is no folder of Linux.
/// </summary>
internal sealed class FolderSwitch : IDisposable
{
    /// <summary>With more in it a folder is a place to work in, and no set's.</summary>
    private const int MostOthers = 1000;

    private readonly string _folder;
    private readonly List<string> _there;
    private readonly StagingFolder _staging;

    private FolderSwitch(string folder, string parent, List<string> there) =>
        (_folder, _there, _staging) = (folder, there, new(parent, Path.GetFileName(folder)));

    /// <summary>Prepares it for a folder that is there and locked; null: it can't be done with this one.</summary>
    public static FolderSwitch? Of(string folder) =>
        LinuxFiles.IsHere && Path.GetDirectoryName(folder) is { } parent && LinuxFiles.MayFill(parent) && !IsHeld(folder)
            && FilesIn(folder) is { } there
        ? new(folder, parent, there)
        : null;

    /// <summary>Puts files there, or changes nothing in the folder.</summary>
    /// <param name="files">The files.</param>
    /// <param name="outdated">The names of files that don't stay.</param>
    /// <returns>Whether it could be done.</returns>
    public bool TryPut(IReadOnlyList<PendingFile> files, IReadOnlyCollection<string> outdated)
    {
        if (files.Any(file => file.Target.Folder != _folder) || LinuxFiles.StatusOf(_folder) is not { } old) return false;
        foreach (string name in _there.Except(files.Select(file => file.Target.Name)).Except(outdated))
        {
            if (!LinuxFiles.TryLink(Path.Combine(_folder, name), Path.Combine(_staging.Path, name))) return false;
        }
        foreach (PendingFile file in files)
        {
            if (!file.TryMoveTo(Path.Combine(_staging.Path, file.Target.Name))) return false;
        }
        LinuxFiles.SetOwnerAndMode(_staging.Path, old);
        if (!LinuxFiles.TryExchange(_staging.Path, _folder)) return false;
        // What has come into the old folder meanwhile belongs into the new one.
        foreach (string name in Directory.GetFileSystemEntries(_staging.Path).Select(entry => Path.GetFileName(entry)).Except(_there))
            LinuxFiles.TryMoveBeside(Path.Combine(_staging.Path, name), Path.Combine(_folder, name));
        return true;
    }

    /// <summary>Removes what was there before.</summary>
    public void Dispose() => _staging.Dispose();

    /// <summary>The names of the files in a folder; null: there is something else in it, or too much.</summary>
    private static List<string>? FilesIn(string folder)
    {
        List<string> names = [];
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (names.Count == MostOthers || LinuxFiles.StatusOf(entry, followsLink: false)?.Kind != FileKind.Regular) return null;
            names.Add(Path.GetFileName(entry));
        }
        return names;
    }

    /// <summary>Whether the process works in a folder or below it, or its rights are more than a mode.</summary>
    private static bool IsHeld(string folder)
    {
        string? identity = LinuxFiles.StatusOf(folder)?.Identity;
        for (string? above = Environment.CurrentDirectory; above is not null; above = Path.GetDirectoryName(above))
        {
            if (LinuxFiles.StatusOf(above)?.Identity == identity) return true;
        }
        return LinuxFiles.HasMoreThanMode(folder, orLabel: false);
    }
}
