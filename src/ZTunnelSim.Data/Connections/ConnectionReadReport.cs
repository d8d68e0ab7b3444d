namespace ZTunnelSim.Data;

/// <summary>
/// What was read: every line is either a connection or skipped for a stated reason, so that <see cref="Lines"/> = <see cref="Connections"/>
/// + <see cref="Skipped"/>.
/// </summary>
/// <remarks>For a CSV file a line is a row, and for a dump of open connections it is one connection.</remarks>
internal sealed class ConnectionReadReport
{
    private const int ExamplesPerReason = 3;

    private readonly bool _strict;
    private readonly List<ConnectionFileReport> _files = [];
    private readonly List<ObservationWindow> _windows = [];
    private readonly List<string> _notes = [];
    private readonly long[] _skipped = new long[Enum.GetValues<SkipReason>().Length];
    private readonly Dictionary<SkipReason, List<SkippedLine>> _examples = [];

    private ConnectionCounts _counts;

    internal ConnectionReadReport(bool strict) => _strict = strict;

    /// <summary>Lines read.</summary>
    public long Lines { get; internal set; }

    /// <summary>Connections found, on both sides, those of a dump of open ones included.</summary>
    public long Connections { get; internal set; }

    /// <summary>Lines that gave no connection.</summary>
    public long Skipped => _skipped.Sum();

    /// <summary>Those skipped lines that were not understood. Worth a warning when above 0.</summary>
    public long NotUnderstood => SkippedByReason.Where(s => !s.Reason.IsExpected()).Sum(s => s.Count);

    /// <summary>The skipped lines by reason, with the first examples of each; only reasons that occurred.</summary>
    public IReadOnlyList<SkippedLines> SkippedByReason =>
        [.. Enum.GetValues<SkipReason>().Where(reason => _skipped[(int)reason] > 0).Select(reason =>
            new SkippedLines(reason, _skipped[(int)reason], _examples[reason]))];

    /// <summary>The files in the order read.</summary>
    public IReadOnlyList<ConnectionFileReport> Files => _files;

    /// <summary>The time each pod's log, or each file, covers.</summary>
    public IReadOnlyList<ObservationWindow> Windows => _windows;

    /// <summary>Remarks on the input that a reader of the result should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Connections with a lifetime logged by the client's side.</summary>
    public long Outbound => _counts.Outbound;

    /// <summary>Connections with a lifetime logged by the server's side.</summary>
    public long Inbound => _counts.Inbound;

    /// <summary>Connections whose end was not seen: still open, or cut by a drain.</summary>
    public long Censored => _counts.Censored;

    /// <summary>Connections that the drain of an earlier update cut.</summary>
    public long KilledByDrain => _counts.KilledByDrain;

    /// <summary>
    /// Those of <see cref="KilledByDrain"/> of which the line alone says so: their log has access lines alone before it, by filtering or as
    /// it begins there, and does not tell whether a ztunnel drained or a pod was deleted.
    /// </summary>
    public long CutAtItsWord { get; internal set; }

    /// <summary>Connections that lost the tunnel between two ztunnels, most often as the other one drained.</summary>
    public long CutWithTunnel => _counts.CutWithTunnel;

    /// <summary>
    /// Connections that ztunnel closed because a pod at one of their ends was deleted: it says the same of them as of those that a drain
    /// cuts, but was not draining. They count as ended.
    /// </summary>
    public long EndedWithPod => _counts.EndedWithPod;

    /// <summary>Connections of a log whose opening it tells of, and no end: they were open when it ends.</summary>
    public long OpenAtEnd { get; private set; }

    /// <summary>Lines of attempts that never became a connection.</summary>
    public long FailedAttempts => SkippedByReason.Where(s => s.Reason.IsFailedAttempt()).Sum(s => s.Count);

    /// <summary>The distinct ztunnels whose logs hold connections: pods, or files where lines name no pod.</summary>
    public int ZTunnels => _windows.Where(w => w.Connections > 0).Select(w => w.ZTunnel).Distinct().Count();

    /// <summary>Connections that were watched from a later age than 0 on (left-truncated).</summary>
    public long EnteredLate => _counts.EnteredLate;

    internal void Count(in RawConnection connection)
    {
        Connections++;
        _counts.Add(in connection);
    }

    /// <summary>Counts as a connection after all what was skipped at its line.</summary>
    internal void Recount(SkipReason reason, int file, long line)
    {
        _skipped[(int)reason]--;
        _examples[reason].RemoveAll(e => e.Line == line && e.File == _files[file].File);
        _files[file] = _files[file] with { Connections = _files[file].Connections + 1 };
        if (reason == SkipReason.ConnectionOpened) OpenAtEnd++;
    }

    internal void CountOpen(PodConnections open)
    {
        Lines += open.Inbound + open.Outbound;
        Connections += open.Inbound + open.Outbound;
    }

    internal void Add(ConnectionFileReport file) => _files.Add(file);

    internal void Add(ObservationWindow window) => _windows.Add(window);

    internal void Note(string sentence) => _notes.Add(sentence);

    /// <exception cref="InputException">Reading is strict and the line was not understood.</exception>
    internal void Skip(SkipReason reason, string file, long line, string detail, ReadOnlySpan<byte> text)
    {
        _skipped[(int)reason]++;
        if (_strict && !reason.IsExpected())
            throw new InputException($"{detail}: '{LineReader.Excerpt(text)}'", file, (int)Math.Min(line, int.MaxValue));

        if (!_examples.TryGetValue(reason, out List<SkippedLine>? examples))
            _examples[reason] = examples = [];
        if (examples.Count < ExamplesPerReason)
            examples.Add(new SkippedLine(file, line, detail, LineReader.Excerpt(text)));
    }
}

/// <summary>What one file held.</summary>
/// <param name="File">The path, <c>-</c> for standard input.</param>
/// <param name="Format">The format it was read in.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Connections">The connections found in it, on both sides.</param>
internal sealed record ConnectionFileReport(string File, ConnectionFormat Format, long Lines, long Connections);
