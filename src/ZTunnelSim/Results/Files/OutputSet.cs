using System.Text;

namespace ZTunnelSim;

/// <summary>
/// Files that one run writes and that belong together: a reader finds all of this run or all of the one before, whatever happens meanwhile.
/// </summary>
/// <remarks>
/// All is written before anything is put in its place, so that a full disk or a kill until then changes nothing. A set that fills a folder
/// has a list of its files (<see cref="OutputManifest"/>) and takes its place in one step: a new folder with the set, and with all else
/// that was there, changes places with the old one. Where that can't be (<see cref="FolderSwitch"/>), files are put in place one right
/// after the other, the list last, so that a set that a kill has mixed does not agree with its list.
/// </remarks>
internal sealed class OutputSet : IDisposable
{
    private readonly List<PendingFile> _files = [];
    private readonly string? _folder, _place, _name;

    private OutputSet(string? folder, string? name) =>
        (_folder, _place, _name) = (folder, folder is null ? null : OutputTarget.Resolve(folder), name);

    /// <summary>Who has it keeps files from being put in place: a process must not end between two of them.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Makes sure, before the work, that a folder can be written, as far as that shows without changing anything.</summary>
    /// <exception cref="OutputException">It can't, or it is something else.</exception>
    public static void Prepare(string folder)
    {
        string place = OutputTarget.Resolve(folder), path = place;
        FileStatus? there;
        while ((there = FileStatus.Of(path)) is null)
            path = Path.GetDirectoryName(path) ?? throw new OutputException(folder, "there is no such place.");
        if (there.Kind != FileKind.Folder) throw new OutputException(folder, path == place ? "is no folder." : $"{path} is no folder.");
        if (LinuxFiles.IsHere && !LinuxFiles.MayFill(path)) throw new OutputException(folder, new UnauthorizedAccessException());
    }

    /// <summary>Writes a set that fills a folder, which is made where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What the set is called: its list has this name.</param>
    /// <param name="add">Adds its files.</param>
    /// <returns>The files' paths.</returns>
    /// <exception cref="IOException">A file can't be written; what was there before is still there.</exception>
    public static IReadOnlyList<string> Write(string folder, string name, Action<OutputSet> add)
    {
        Prepare(folder);
        using OutputSet set = new(folder, name);
        add(set);
        return set.Commit();
    }

    /// <summary>Writes files that have places of their own.</summary>
    /// <inheritdoc cref="Write(string, string, Action{OutputSet})"/>
    public static IReadOnlyList<string> Write(Action<OutputSet> add)
    {
        using OutputSet set = new(folder: null, name: null);
        add(set);
        return set.Commit();
    }

    public void Add(string path, string text) => Add(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes one of its files, which gets into its place with the others.</summary>
    /// <param name="path">Its path; its name in the folder, where the set fills one.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <exception cref="IOException">It can't be written, or its place is another file's.</exception>
    public void Add(string path, Action<Stream> write)
    {
        OutputTarget target = _folder is null
            ? OutputTarget.Of(path)
            : OutputTarget.Of(Path.Combine(_folder, path), Path.Combine(_place!, path));
        if (_files.FirstOrDefault(file => file.Target.Path == target.Path) is { } other)
            throw new OutputException(target.Given, $"is to be written twice: {other.Target.Given} is the same file.");
        _files.Add(new(target, write));
    }

    public void Dispose()
    {
        foreach (PendingFile file in _files) file.Dispose();
    }

    private List<string> Commit()
    {
        List<string> written = [.. _files.Select(file => file.Target.Given)];
        try
        {
            foreach (PendingFile file in _files) Directory.CreateDirectory(file.Target.Folder);
            OutputManifest? manifest = null;
            if (_place is not null)
            {
                manifest = OutputManifest.Of(_name!, _files.Select(file => (Path.GetFileName(file.Target.Given), file.Hash())));
                Add(OutputManifest.FileName(_name!), manifest.Text);
            }
            IEnumerable<string> places = _files.Select(file => file.Target.Folder).Concat(_place is null ? [] : [ParentOf(_place)]);
            using FolderLock locked = new(places, _folder ?? written[0]);
            string[] outdated = [.. OutputManifest.Read(_place, _name)?.UnchangedBut(manifest!, _place!) ?? []];
            lock (Gate)
            {
                using FolderSwitch? inOneStep = _place is null ? null : FolderSwitch.Of(_place);
                if (inOneStep?.TryPut(_files, outdated) != true) PutOneByOne(outdated);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not OutputException))
        {
            throw new OutputException(_folder ?? written[0], e);
        }
        return written;
    }

    private void PutOneByOne(string[] outdated)
    {
        List<(StagingFolder Folder, string Path)> staged = [];
        try
        {
            foreach (PendingFile file in _files)
            {
                StagingFolder staging = new(file.Target.Folder, file.Target.Name);
                staged.Add((staging, Path.Combine(staging.Path, file.Target.Name)));
                if (!file.TryMoveTo(staged[^1].Path)) throw new OutputException(file.Target.Given, LinuxFiles.LastError());
            }
            foreach ((PendingFile file, (_, string path)) in _files.Zip(staged)) File.Move(path, file.Target.Path, overwrite: true);
            foreach (string name in outdated) File.Delete(Path.Combine(_place!, name));
        }
        finally
        {
            foreach ((StagingFolder staging, _) in staged) staging.Dispose();
        }
    }

    private static string ParentOf(string folder) => Path.GetDirectoryName(folder) ?? folder;
}
