using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>What the readers share: where connections and skipped lines of the file at hand go.</summary>
internal sealed class ReadContext(
    ConnectionReadOptions options, ConnectionReadReport report, IConnectionSink sink, CancellationToken cancellation)
{
    private readonly List<ObservationWindow> _fileWindows = [];
    private readonly SeenLines _seen = new();
    private readonly OpenedConnections _opened = new();
    private readonly ulong _seed = Utf8Hash.NewSeed();
    private byte[] _lastPod = [];
    private ObservationWindow? _lastWindow;

    public ConnectionReadOptions Options => options;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Zeek's rows, of which a later one of the same connection may tell more.</summary>
    public ZeekConnections Zeek { get; } = new();

    /// <summary>The path of the file at hand.</summary>
    public string File { get; private set; } = "";

    /// <summary>Its number among those read, from 0.</summary>
    public int FileNumber => report.Files.Count;

    public void Begin(string file)
    {
        File = file;
        _fileWindows.Clear();
        _lastWindow = null;
    }

    /// <summary>Hands on what had to wait for the end of all files.</summary>
    public void End()
    {
        foreach ((HeldConnection opening, ObservationWindow window) in _opened.Rest())
        {
            // Lines of the log go on at least to the next process, or to the log's own end: until then it was open.
            long until = Math.Min(window.LastTicks, window.Process.NextStart(opening.EndTicks));
            long seen = Math.Max(opening.EndTicks, until);
            double seconds = (double)(seen - opening.EndTicks) / TimeSpan.TicksPerSecond;
            // One of the two times is none: it stays an opening.
            if (seconds > ConnectionDuration.MaxSeconds) continue;
            RawConnection connection = opening.ToRaw();
            connection.Ending = ConnectionEnding.StillOpen;
            connection.DurationSeconds = seconds;
            connection.EndTicks = seen;
            report.Recount(SkipReason.ConnectionOpened, opening.File, opening.Line);
            Add(ref connection, window);
        }
        foreach ((HeldConnection row, ObservationWindow window) in Zeek.Rest())
        {
            RawConnection connection = row.ToRaw();
            report.Recount(SkipReason.EarlierRow, row.File, row.Line);
            Add(ref connection, window);
        }
    }

    /// <summary>The window of the file at hand, and within it of the pod that a line's prefix names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ObservationWindow Window(ReadOnlySpan<byte> pod)
    {
        // Logs of several pods come in long runs of the same one.
        if (_lastWindow is not null && pod.SequenceEqual(_lastPod)) return _lastWindow;
        string? name = pod.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(pod);
        ObservationWindow? window = _fileWindows.FindLast(w => w.Pod == name);
        if (window is null)
        {
            if (_fileWindows.Count == options.MaxWorkloads)
                throw new InputException($"holds the logs of more than {options.MaxWorkloads} pods.", File);
            window = new ObservationWindow(File, name);
            _fileWindows.Add(window);
            report.Add(window);
        }
        (_lastPod, _lastWindow) = (pod.ToArray(), window);
        return window;
    }

    /// <summary>The window of a line of a time: where it goes back behind the others, that of the next log in the same file.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ObservationWindow Window(ReadOnlySpan<byte> pod, long ticks)
    {
        ObservationWindow window = Window(pod);
        return window.EndsBefore(ticks) ? NextWindow(window) : window;
    }

    private ObservationWindow NextWindow(ObservationWindow before)
    {
        ObservationWindow window = new(before.File, before.Pod, before.NextPart);
        _fileWindows.Add(window);
        report.Add(window);
        return _lastWindow = window;
    }

    public void CountLine() => report.Lines++;

    /// <summary>Takes a completed connection of an access log, and its line without the prefix that names the pod.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddFromLog(ref RawConnection connection, ReadOnlySpan<byte> pod, ReadOnlySpan<byte> text, long number)
    {
        if (IsRepeated(text, connection.EndTicks, number)) return;
        ObservationWindow window = Window(pod, connection.EndTicks);
        window.Extend(connection.EndTicks);
        Add(ref connection, window);
    }

    /// <summary>Takes any line of an access log that was parsed the long way, whole and without its prefix.</summary>
    public void TakeFromLog(
        ref AccessLogLine parsed, SkipReason? skip, ReadOnlySpan<byte> pod, ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, long number)
    {
        ref RawConnection connection = ref parsed.Connection;
        if (connection.EndTicks == 0)
        {
            bool isConfiguration = _fileWindows.Count > 0 && Window(pod).Process.IsInConfiguration;
            if (isConfiguration) Window(pod).Process.TakeConfiguration(text);
            SkipReason why = isConfiguration ? SkipReason.Configuration : skip!.Value;
            Skip(why, number, isConfiguration ? why.Describe() : parsed.Problem ?? why.Describe(), line);
            return;
        }
        ObservationWindow window = Window(pod, connection.EndTicks);
        window.Process.IsInConfiguration = false;
        if (skip is { } reason && !reason.IsOfAccessLog())
        {
            if (reason == SkipReason.OtherLogLine) window.Process.Take(parsed.OtherScope, parsed.OtherMessage, connection.EndTicks);
            // An object is whole; only a line of text goes on in the lines that follow.
            if (text[0] == '{') window.Process.IsInConfiguration = false;
            Skip(reason, number, parsed.Problem ?? reason.Describe(), line);
            return;
        }
        if (IsRepeated(text, connection.EndTicks, number)) return;
        window.Extend(connection.EndTicks);
        if (skip is { } attempt)
        {
            Skip(attempt, number, attempt.Describe(), line);
            if (attempt != SkipReason.ConnectionOpened)
            {
                if (!_opened.IsEmpty) _opened.Close(in connection);
                return;
            }
            window.OpenedAt(connection.EndTicks);
            _opened.Add(in connection, window, FileNumber, number);
            return;
        }
        connection.Ending = window.Process.EndingOf(parsed.Error, out bool isAtItsWord);
        if (isAtItsWord) report.CutAtItsWord++;
        Add(ref connection, window);
    }

    /// <summary>Takes a connection that a log tells of, and where its beginning was not seen, its entry age.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ref RawConnection connection, ObservationWindow window)
    {
        connection.StartTicks = connection.EndTicks - (long)(connection.DurationSeconds * TimeSpan.TicksPerSecond);
        if (!_opened.IsEmpty && connection.Ending != ConnectionEnding.StillOpen) _opened.Close(in connection);
        connection.EntrySeconds = window.EntrySeconds(in connection, options.EnterAtWindowStart);
        connection.Window = window;
        window.Connections++;
        Add(in connection);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in RawConnection connection)
    {
        report.Count(in connection);
        sink.Add(in connection);
    }

    public void AddOpen(PodConnections open)
    {
        report.CountOpen(open);
        sink.AddOpen(open);
    }

    public void Skip(SkipReason reason, long line, string detail, ReadOnlySpan<byte> text) =>
        report.Skip(reason, File, line, detail, text);

    public void Note(string sentence) => report.Note($"{File}: {sentence}");

    /// <summary>Whether a line of an access log came before, of this file or another; if so it is skipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsRepeated(ReadOnlySpan<byte> text, long ticks, long number)
    {
        if (_seen.Add(Utf8Hash.OfLine(text, _seed), ticks)) return false;
        Skip(SkipReason.Repeated, number, SkipReason.Repeated.Describe(), text);
        return true;
    }
}
