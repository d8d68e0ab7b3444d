namespace ZTunnelSim.Collecting;

/// <summary>What a bundle has come to hold while it is collected, and what it lacks. Several threads may add to it.</summary>
internal sealed class BundleContents(BundleFolder folder, Redaction? redaction)
{
    private readonly Lock _lock = new();
    private readonly List<BundleFile> _files = [];
    private readonly List<CollectionGap> _gaps = [];

    public Redaction? Redaction => redaction;

    public IReadOnlyList<BundleFile> Files
    {
        get
        {
            lock (_lock) return [.. _files.OrderBy(f => f.Path, StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<CollectionGap> Gaps
    {
        get
        {
            lock (_lock) return [.. _gaps];
        }
    }

    /// <summary>A name as the bundle has it.</summary>
    public string Name(string name) => redaction?.Text(name) ?? name;

    /// <summary>Where a file is to be written.</summary>
    public string PathOf(string file) => folder.Of(file);

    /// <summary>Enters a file that was written.</summary>
    /// <param name="file">What it is; its length is looked up.</param>
    public void Add(BundleFile file)
    {
        BundleFile entered = file with { Bytes = new FileInfo(folder.Of(file.Path)).Length };
        lock (_lock) _files.Add(entered);
    }

    /// <summary>Drops what was written of a file that will not be whole.</summary>
    public void Drop(string file) => File.Delete(folder.Of(file));

    /// <summary>Enters what could not be read.</summary>
    /// <param name="what">What it is, for all of its kind alike.</param>
    /// <param name="of">Whose; null where there is only one.</param>
    /// <param name="reason">Why.</param>
    public void Lacks(string what, string? of, ApiFailure reason) => Lacks(what, of, reason.Reason, reason.ReasonWithoutNames);

    /// <summary>The same, with a reason of one's own.</summary>
    /// <param name="what">What it is, for all of its kind alike.</param>
    /// <param name="of">Whose; null where there is only one.</param>
    /// <param name="reason">Why.</param>
    /// <param name="reasonWithoutNames">What is written of it where names are hashed; null: the same.</param>
    public void Lacks(string what, string? of, string reason, string? reasonWithoutNames = null)
    {
        lock (_lock) _gaps.Add(new(what, of, reason, reasonWithoutNames ?? reason));
    }

    /// <summary>The gaps as they are written.</summary>
    public IReadOnlyList<BundleGap> WrittenGaps() =>
    [
        .. Gaps.Select(gap => new BundleGap(
            gap.Of is null ? gap.What : $"{gap.What} of {Name(gap.Of)}", redaction is null ? gap.Reason : gap.ReasonWithoutNames)),
    ];
}

/// <summary>Something that could not be read.</summary>
internal sealed record CollectionGap(string What, string? Of, string Reason, string ReasonWithoutNames);
