namespace ZTunnelSim.Data.Connections;

/// <summary>What became of every line of a file: nothing is dropped without being counted.</summary>
public sealed class ConnectionReadReport
{
    /// <summary>How many examples are kept of each reason.</summary>
    private const int Examples = 3;

    private readonly SortedDictionary<string, SkippedLines> _skipped = [];

    /// <summary>Lines read.</summary>
    public long Lines { get; internal set; }

    /// <summary>Connections read, one a line.</summary>
    public long Connections { get; internal set; }

    /// <summary>Lines that yielded no connection, by reason.</summary>
    public IReadOnlyCollection<SkippedLines> Skipped => _skipped.Values;

    internal void Skip(string reason, string file, long line)
    {
        if (!_skipped.TryGetValue(reason, out SkippedLines? lines)) _skipped[reason] = lines = new(reason);
        lines.Count++;
        if (lines.Places.Count < Examples) lines.AddPlace($"{file}:{line}");
    }
}

/// <summary>Lines that were skipped for one reason.</summary>
public sealed class SkippedLines
{
    private readonly List<string> _places = [];

    internal SkippedLines(string reason) => Reason = reason;

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <summary>How many.</summary>
    public long Count { get; internal set; }

    /// <summary>The first of them, as file:line.</summary>
    public IReadOnlyList<string> Places => _places;

    internal void AddPlace(string place) => _places.Add(place);

    /// <inheritdoc/>
    public override string ToString() => $"{Count:#,0} lines skipped: {Reason} (first: {string.Join(", ", _places)})";
}
