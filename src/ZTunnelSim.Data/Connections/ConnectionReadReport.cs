namespace ZTunnelSim.Data;

/// <summary>
/// What was read: every line is either a connection or skipped for a stated reason, so that <see cref="Lines"/> = <see cref="Connections"/>
/// + <see cref="Skipped"/>.
/// </summary>
/// <remarks>For a CSV file a line is a row, and for a dump of open connections it is one connection.</remarks>
internal sealed class ConnectionReadReport(bool strict)
{
    private const int ExamplesPerReason = 3;

    private readonly List<ConnectionFileReport> _files = [];
    private readonly List<ObservationWindow> _windows = [];
    private readonly List<string> _notes = [];
    private readonly long[] _skipped = new long[Enum.GetValues<SkipReason>().Length];
    private readonly Dictionary<SkipReason, List<SkippedLine>> _examples = [];

    private ConnectionCounts _counts;

    public long Lines { get; internal set; }

    /// <summary>Connections found, on both sides, those of a dump of open ones included.</summary>
    public long Connections { get; private set; }

    /// <summary>Lines that gave no connection.</summary>
    public long Skipped => _skipped.Sum();

    /// <summary>Those skipped lines that were not understood. Worth a warning when above 0.</summary>
    public long NotUnderstood => SkippedByReason.Where(s => !s.Reason.IsExpected()).Sum(s => s.Count);

    /// <summary>The skipped lines by reason, with the first examples of each; only reasons that occurred.</summary>
    public IReadOnlyList<SkippedLines> SkippedByReason =>
        [.. Enum.GetValues<SkipReason>().Where(reason => _skipped[(int)reason] > 0).Select(reason =>
            new SkippedLines(reason, _skipped[(int)reason], _examples[reason]))];

    public IReadOnlyList<ConnectionFileReport> Files => _files;

    /// <summary>The time each pod's log, or each file, covers.</summary>
    public IReadOnlyList<ObservationWindow> Windows => _windows;

    /// <summary>Remarks on the input that a reader of the result should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    // What is counted is said at the members of WorkloadLifetimes that have the same names.
    public long Outbound => _counts.Outbound;
    public long Inbound => _counts.Inbound;
    public long Censored => _counts.Censored;
    public long KilledByDrain => _counts.KilledByDrain;
    public long CutWithTunnel => _counts.CutWithTunnel;
    public long EndedWithPod => _counts.EndedWithPod;
    public long EnteredLate => _counts.EnteredLate;

    /// <summary>
    /// Those of <see cref="KilledByDrain"/> of which the line alone says so: their log has access lines alone before it, by filtering or as
    /// it begins there, and does not tell whether a ztunnel drained or a pod was deleted.
    /// </summary>
    public long CutAtItsWord { get; internal set; }

    /// <summary>Connections of a log whose opening it tells of, and no end: they were open when it ends.</summary>
    public long OpenAtEnd { get; private set; }

    /// <summary>Lines of attempts that never became a connection.</summary>
    public long FailedAttempts => SkippedByReason.Where(s => s.Reason.IsFailedAttempt()).Sum(s => s.Count);

    /// <summary>The distinct ztunnels whose logs hold connections: pods, or files where lines name no pod.</summary>
    public int ZTunnels => _windows.Where(w => w.Connections > 0).Select(w => w.ZTunnel).Distinct().Count();

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

    /// <summary>Takes that a file's packed data end early, or that something else follows them.</summary>
    /// <exception cref="InputException">Reading is strict.</exception>
    internal void Cut(InputException problem)
    {
        if (strict) throw problem;
        Note(problem.Message);
    }

    /// <exception cref="InputException">Reading is strict and the line was not understood.</exception>
    internal void Skip(SkipReason reason, string file, long line, string detail, ReadOnlySpan<byte> text)
    {
        _skipped[(int)reason]++;
        if (strict && !reason.IsExpected())
            throw new InputException($"{detail}: '{LineReader.Excerpt(text)}'", file, (int)Math.Min(line, int.MaxValue));

        if (!_examples.TryGetValue(reason, out List<SkippedLine>? examples)) _examples[reason] = examples = [];
        if (examples.Count < ExamplesPerReason)
            examples.Add(new SkippedLine(file, line, detail, LineReader.Excerpt(text)));
    }
}

/// <summary>What one file held: its lines, and the connections of both sides.</summary>
/// <param name="File">Its name; <c>-</c> for standard input.</param>
/// <param name="Path">What was named: the same, or the folder or archive that it is in.</param>
/// <param name="Format">How it was read.</param>
/// <param name="Lines">The lines.</param>
/// <param name="Connections">The connections.</param>
internal sealed record ConnectionFileReport(string File, string Path, ConnectionFormat Format, long Lines, long Connections);

/// <summary>The lines skipped for one reason: how many, and the first few.</summary>
internal sealed record SkippedLines(SkipReason Reason, long Count, IReadOnlyList<SkippedLine> Examples);

/// <summary>One skipped line, by its number from 1: what is the matter with it, and its beginning without control characters.</summary>
internal sealed record SkippedLine(string File, long Line, string Detail, string Text);
