using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>Writes trace events in Chrome's JSON object format, one by one as they come.</summary>
/// <remarks>
/// The format: Google, "Trace Event Format" (docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU). Times are whole
/// microseconds.
/// </remarks>
internal sealed class ChromeEvents : IDisposable
{
    /// <summary>Bytes that may pile up before they go to the stream.</summary>
    private const int FlushBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly Utf8JsonWriter _json;

    public ChromeEvents(Stream stream)
    {
        _stream = stream;
        _json = new(stream);
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ms");
        _json.WriteStartArray("traceEvents");
    }

    /// <summary>How many events were written, metadata not counted.</summary>
    public long Written { get; private set; }

    public static long Microseconds(double seconds) => (long)Math.Round(1e6 * seconds);

    public void ProcessName(int process, string name, int sortIndex)
    {
        Metadata("process_name", process, 0, json => json.WriteString("name", name));
        Metadata("process_sort_index", process, 0, json => json.WriteNumber("sort_index", sortIndex));
    }

    public void ThreadName(int process, int thread, string name)
    {
        Metadata("thread_name", process, thread, json => json.WriteString("name", name));
        Metadata("thread_sort_index", process, thread, json => json.WriteNumber("sort_index", thread));
    }

    /// <summary>A complete event: what has a beginning and an end.</summary>
    public void Complete(
        string name, string category, int process, int thread, double from, double to, Action<Utf8JsonWriter>? arguments = null)
    {
        Begin("X", name, category, process, thread, from);
        _json.WriteNumber("dur", Microseconds(to) - Microseconds(from));
        End(arguments);
    }

    /// <summary>An instant event.</summary>
    public void Instant(string name, string category, int process, int thread, double at, Action<Utf8JsonWriter>? arguments = null)
    {
        Begin("i", name, category, process, thread, at);
        _json.WriteString("s", "t");
        End(arguments);
    }

    /// <summary>A counter's values from now on.</summary>
    public void Counter(string name, int process, double at, long old, long @new)
    {
        Begin("C", name, "connections", process, 0, at);
        End(json =>
        {
            json.WriteNumber("old process", old);
            json.WriteNumber("new process", @new);
        });
    }

    /// <summary>Ends the file; what it says about the run stands there.</summary>
    public void Finish(IEnumerable<(string Key, string Value)> about)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("otherData");
        foreach ((string key, string value) in about) _json.WriteString(key, value);
        _json.WriteEndObject();
        _json.WriteEndObject();
        Flush();
    }

    public void Dispose() => _json.Dispose();

    private void Metadata(string name, int process, int thread, Action<Utf8JsonWriter> argument)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", "M");
        _json.WriteString("name", name);
        _json.WriteNumber("pid", process);
        _json.WriteNumber("tid", thread);
        _json.WriteStartObject("args");
        argument(_json);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void Begin(string kind, string name, string category, int process, int thread, double at)
    {
        Written++;
        _json.WriteStartObject();
        _json.WriteString("ph", kind);
        _json.WriteString("name", name);
        _json.WriteString("cat", category);
        _json.WriteNumber("pid", process);
        _json.WriteNumber("tid", thread);
        _json.WriteNumber("ts", Microseconds(at));
    }

    private void End(Action<Utf8JsonWriter>? arguments)
    {
        if (arguments is not null)
        {
            _json.WriteStartObject("args");
            arguments(_json);
            _json.WriteEndObject();
        }
        _json.WriteEndObject();
        if (_json.BytesPending > FlushBytes) Flush();
    }

    private void Flush()
    {
        _json.Flush();
        _stream.Flush();
    }
}
