using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ZTunnelSim.Data;

/// <summary>Records that are inside JSON of any shape: lines of objects, arrays, answers of an API.</summary>
/// <remarks>
/// <para>
/// No list of tools is kept. A string is a record if ztunnel's are written so, or if others at the same place of the document were; an
/// object is one if it has a message, a level and a scope, wherever a collector put the fields of ztunnel's own JSON. The pod is what a key
/// such as <c>pod_name</c> says, or any text that holds a name such as <c>ztunnel-x7k2p</c>, in the nearest object around the record; a
/// node's name stands in for it.
/// </para>
/// <para>
/// The document is streamed. A record waits only while the object that it is in may still name the pod. After something that is no JSON it
/// goes on with the next line; that line is given as it is, so that it is counted.
/// </para>
/// </remarks>
internal sealed class UnwrappedJson(Stream wrapped, string file, CancellationToken cancellation) : UnwrappedStream
{
    private const int MostWaiting = 64 << 20;
    private const int MostMembers = 256;
    private const int LongestToken = 64 << 20;
    private const int LongestName = 1024;
    private const int LeastInside = 30, DeepestInside = 64;

    private readonly Stack<Frame> _frames = [];
    private readonly HashSet<ulong> _places = [];
    private readonly RecordFinder _finder = new();
    private JsonReaderState _state = new(JsonInput.Loose);
    private byte[] _buffer = new byte[256 * 1024], _unescaped = new byte[4096];
    private int _from, _end, _waiting;
    private bool _isAtEnd, _isAfterError;

    /// <summary>How many records were found inside something.</summary>
    public long Wrapped { get; private set; }

    /// <inheritdoc/>
    protected override bool Unwrap()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_isAfterError) return GoOn();
        if (_from == _end && _isAtEnd) return false;
        if (!_isAtEnd) Fill();
        Utf8JsonReader json = new(_buffer.AsSpan(_from, _end - _from), _isAtEnd, _state);
        try
        {
            while (json.Read()) Take(ref json);
            _from += (int)json.BytesConsumed;
            _state = json.CurrentState;
            if (_isAtEnd) _from = _end;
        }
        catch (JsonException)
        {
            _from += (int)json.BytesConsumed;
            Abandon();
        }
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) wrapped.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _end - _from).CopyTo(_buffer);
            (_from, _end) = (0, _end - _from);
        }
        if (_end == _buffer.Length)
        {
            if (_end >= LongestToken) throw new InputException($"has a JSON text of more than {LongestToken >> 20} MiB.", file);
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        int count = wrapped.Read(_buffer.AsSpan(_end));
        _end += count;
        _isAtEnd = count == 0;
    }

    /// <summary>What was found so far is given, and the rest of the line passed over.</summary>
    private void Abandon()
    {
        while (_frames.TryPop(out Frame? frame)) GiveAll(frame.Waiting, default);
        _state = new JsonReaderState(JsonInput.Loose);
        _isAfterError = true;
    }

    private bool GoOn()
    {
        int length = _buffer.AsSpan(_from, _end - _from).IndexOf((byte)'\n');
        while (length < 0 && !_isAtEnd && _end - _from < LineReader.MaxLineBytes)
        {
            Fill();
            length = _buffer.AsSpan(_from, _end - _from).IndexOf((byte)'\n');
        }
        int taken = length < 0 ? _end - _from : length;
        WriteLine(default, _buffer.AsSpan(_from, taken));
        _from = length < 0 ? _end : _from + length + 1;
        _isAfterError = length < 0 && !_isAtEnd;
        return true;
    }

    private void Take(ref Utf8JsonReader json)
    {
        Frame? frame = _frames.TryPeek(out Frame? top) ? top : null;
        switch (json.TokenType)
        {
            case JsonTokenType.PropertyName:
                RequireUtf8(json.ValueSpan);
                frame!.Key = Encoding.UTF8.GetString(json.Unescaped());
                return;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _frames.Push(new Frame(frame, json.TokenType == JsonTokenType.StartArray));
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                Close(_frames.Pop());
                return;
            case JsonTokenType.String:
                TakeString(ref json, frame);
                break;
            default:
                frame?.Keep(json.ValueSpan, isText: false);
                break;
        }
        if (frame is { IsArray: true }) frame.Index++;
    }

    private void TakeString(ref Utf8JsonReader json, Frame? frame)
    {
        RequireUtf8(json.ValueSpan);
        ReadOnlySpan<byte> text = json.Unescaped(ref _unescaped);
        ulong place = frame?.Place ?? 0;
        if (_places.Contains(place) || (WrappedLine.TryFind(text, out _) && _places.Add(place)))
        {
            Wrapped++;
            ReadOnlySpan<byte> record = _finder.Record(text.TrimEnd("\r\n"u8), out ReadOnlySpan<byte> pod);
            Give(record, pod, frame);
            return;
        }
        if (frame is null) return;
        if (text.Length > LeastInside && text[0] is (byte)'{' or (byte)'[' && TakeInside(text.ToArray(), frame)) return;
        frame.Keep(json.ValueSpan, isText: true);
        if (text.Length <= LongestName) frame.Learn(text);
    }

    /// <summary>What is no UTF-8 is no JSON: its line is given as it is, so that it is told.</summary>
    private static void RequireUtf8(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text)) throw new JsonException("is no UTF-8");
    }

    /// <summary>Takes a text that is JSON itself; false where it is not.</summary>
    private bool TakeInside(byte[] text, Frame frame)
    {
        int depth = _frames.Count;
        if (depth > DeepestInside) return false;
        Utf8JsonReader inside = new(text, JsonInput.Loose);
        try
        {
            while (inside.Read()) Take(ref inside);
            return true;
        }
        catch (JsonException)
        {
            while (_frames.Count > depth) frame.Waiting.AddRange(_frames.Pop().Waiting);
            return false;
        }
    }

    private void Close(Frame frame)
    {
        Frame? parent = frame.Parent;
        if (!frame.IsArray && frame.IsRecord)
        {
            if (parent is not null) Wrapped++;
            Give(Encoding.UTF8.GetBytes(frame.Record()), frame.PodOrOutside(), frame);
        }
        else
        {
            parent?.KeepAll(frame);
        }
        if (frame.Waiting.Count > 0)
        {
            byte[]? pod = frame.PodOrOutside();
            if (pod is null && parent is not null) parent.Waiting.AddRange(frame.Waiting);
            else GiveAll(frame.Waiting, pod);
        }
        if (parent is null) return;
        parent.HasRecord |= frame.HasRecord;
        if (!frame.HasRecord) parent.LearnFrom(frame);
        if (parent.IsArray) parent.Index++;
    }

    /// <summary>Gives a record with its pod, or lets it wait for the object that it is in to name it.</summary>
    private void Give(ReadOnlySpan<byte> record, ReadOnlySpan<byte> pod, Frame? frame)
    {
        while (frame is { IsArray: true }) frame = frame.Parent;
        if (frame is not null) frame.HasRecord = true;
        if (pod.IsEmpty) pod = frame?.PodOrOutside();
        if (!pod.IsEmpty || frame is null)
        {
            WriteLine(pod, record);
            return;
        }
        frame.Waiting.Add(record.ToArray());
        _waiting += record.Length;
        if (_waiting < MostWaiting) return;
        foreach (Frame open in _frames.Reverse()) GiveAll(open.Waiting, default);
    }

    private void GiveAll(List<byte[]> records, ReadOnlySpan<byte> pod)
    {
        foreach (byte[] record in records)
        {
            WriteLine(pod, record);
            _waiting -= record.Length;
        }
        records.Clear();
    }

    /// <summary>An object or array that is not closed yet.</summary>
    private sealed class Frame(Frame? parent, bool isArray)
    {
        private readonly ulong _place = parent?.Place ?? 1;
        private readonly List<(string Name, string Value)> _members = [];
        private byte[]? _pod, _found, _node;
        private string? _time;
        private bool _hasMessage, _hasLevel, _hasScope, _hasTime;

        public Frame? Parent => parent;

        public bool IsArray => isArray;

        /// <summary>The name of the member at hand.</summary>
        public string Key { get; set; } = "";

        /// <summary>The number of the element at hand.</summary>
        public int Index { get; set; }

        public bool HasRecord { get; set; }

        public List<byte[]> Waiting { get; } = [];

        /// <summary>Where in documents like this one the member at hand is; elements of an array that are no texts are all alike.</summary>
        public ulong Place => (_place * 0x9E3779B97F4A7C15) ^ (isArray ? (ulong)Index + 1 : (ulong)(uint)string.GetHashCode(Key));

        public bool IsRecord => _hasMessage && _hasLevel && _hasScope;

        /// <summary>The pod that this or an object around it names; a node in its stead.</summary>
        public byte[]? PodOrOutside()
        {
            byte[]? node = null;
            for (Frame? at = this; at is not null; at = at.Parent)
            {
                if ((at._pod ?? at._found) is { } pod) return pod;
                node ??= at._node;
            }
            return node;
        }

        /// <summary>Keeps a member for the case that the object is a record.</summary>
        public void Keep(ReadOnlySpan<byte> raw, bool isText)
        {
            if (isArray || _members.Count == MostMembers) return;
            Keep(Key, isText ? $"\"{Encoding.UTF8.GetString(raw)}\"" : Encoding.UTF8.GetString(raw));
        }

        /// <summary>Keeps the members of an object inside: collectors make objects of names with dots.</summary>
        public void KeepAll(Frame inside)
        {
            if (isArray || inside.IsArray) return;
            foreach ((string name, string value) in inside._members)
            {
                if (_members.Count == MostMembers) return;
                Keep($"{Key}.{name}", value);
            }
        }

        /// <summary>What a text tells of the pod, the node or the time.</summary>
        public void Learn(ReadOnlySpan<byte> text)
        {
            string name = string.Concat(Key.Where(char.IsAsciiLetter)).ToLowerInvariant();
            if (name == "name" && parent is not null) name = string.Concat(parent.Key.Where(char.IsAsciiLetter)).ToLowerInvariant() + name;
            if ((name == "pod" || name.EndsWith("podname", StringComparison.Ordinal)) && WrappedLine.IsName(text)) _pod ??= text.ToArray();
            else if (name is "node" or "host" || name.EndsWith("nodename", StringComparison.Ordinal)) _node ??= Named(text);
            else if (text.IndexOf("ztunnel"u8) >= 0 && WrappedLine.PodIn(text) is { IsEmpty: false } pod) _found ??= pod.ToArray();
            else if (Timestamp.TryParse(text, out _, out int length) && length == text.Length) _time ??= Encoding.UTF8.GetString(text);

            static byte[]? Named(ReadOnlySpan<byte> text) => WrappedLine.IsName(text) ? text.ToArray() : null;
        }

        /// <summary>Takes over what an object or array inside, which has no record, tells.</summary>
        public void LearnFrom(Frame inside)
        {
            _pod ??= inside._pod;
            _found ??= inside._found;
            _node ??= inside._node;
        }

        /// <summary>The record as ztunnel would have written it, with the time from around it where it has none.</summary>
        public string Record()
        {
            IEnumerable<string> members = _members.Select(m => $"{JsonSerializer.Serialize(m.Name)}:{m.Value}");
            if (!_hasTime && Time() is { } time) members = members.Append($"\"time\":\"{time}\"");
            return "{" + string.Join(',', members) + "}";
        }

        private string? Time()
        {
            for (Frame? at = this; at is not null; at = at.Parent)
            {
                if (at._time is { } time) return time;
            }
            return null;
        }

        private void Keep(string name, string value)
        {
            _members.Add((name, value));
            _hasMessage |= name == "message";
            _hasLevel |= name == "level";
            _hasScope |= name is "scope" or "target";
            _hasTime |= name is "time" or "timestamp";
        }
    }
}
