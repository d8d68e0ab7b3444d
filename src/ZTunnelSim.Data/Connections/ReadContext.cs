using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>What the readers share: where connections and skipped lines of the file at hand go.</summary>
internal sealed class ReadContext(
    ConnectionReadOptions options, ConnectionReadReport report, IConnectionSink sink, CancellationToken cancellation)
{
    private readonly List<ObservationWindow> _fileWindows = [];
    private byte[] _lastPod = [];
    private ObservationWindow? _lastWindow;

    public ConnectionReadOptions Options => options;

    public CancellationToken Cancellation => cancellation;

    /// <summary>The path of the file at hand.</summary>
    public string File { get; private set; } = "";

    public void Begin(string file)
    {
        File = file;
        _fileWindows.Clear();
        _lastWindow = null;
    }

    /// <summary>The window of the file at hand, and within it of the pod that a line's prefix names.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ObservationWindow Window(ReadOnlySpan<byte> pod)
    {
        // Logs of several pods come in long runs of the same one.
        if (_lastWindow is not null && pod.SequenceEqual(_lastPod))
            return _lastWindow;
        string? name = pod.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(pod);
        ObservationWindow? window = _fileWindows.Find(w => w.Pod == name);
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

    public void CountLine() => report.Lines++;

    /// <summary>Takes a completion that a log tells of, and where the log began after it, its entry age.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddFromLog(ref RawConnection connection, ObservationWindow window)
    {
        connection.StartTicks = connection.EndTicks - (long)(connection.DurationSeconds * TimeSpan.TicksPerSecond);
        if (options.EnterAtWindowStart)
            connection.EntrySeconds = window.EntrySeconds(connection.EndTicks, connection.DurationSeconds);
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

    public void AddOpen(OpenConnections open)
    {
        report.CountOpen(open);
        sink.AddOpen(open);
    }

    public void Skip(SkipReason reason, long line, string detail, ReadOnlySpan<byte> text) =>
        report.Skip(reason, File, line, detail, text);

    public void Note(string sentence) => report.Note($"{File}: {sentence}");
}
