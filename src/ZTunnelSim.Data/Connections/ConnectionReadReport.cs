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

    internal void Skip(string reason, long line)
    {
        if (!_skipped.TryGetValue(reason, out SkippedLines? lines)) _skipped[reason] = lines = new(reason);
        lines.Count++;
        if (lines.FirstLines.Count < Examples) lines.AddLine(line);
    }
}

/// <summary>Lines that were skipped for one reason.</summary>
public sealed class SkippedLines
{
    private readonly List<long> _firstLines = [];

    internal SkippedLines(string reason) => Reason = reason;

    /// <summary>Why.</summary>
    public string Reason { get; }

    /// <summary>How many.</summary>
    public long Count { get; internal set; }

    /// <summary>The numbers of the first of them.</summary>
    public IReadOnlyList<long> FirstLines => _firstLines;

    internal void AddLine(long line) => _firstLines.Add(line);

    /// <inheritdoc/>
    public override string ToString() => $"{Count:#,0} lines skipped: {Reason} (first: line {string.Join(", ", _firstLines)})";
}
