using System.Buffers;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>A List of Kubernetes objects that is written one by one, each on a line of its own.</summary>
internal sealed class ObjectFile : IDisposable
{
    private readonly ObjectFilter _filter;
    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private long _start;
    private int _countBefore;

    public ObjectFile(string path, ObjectFilter filter)
    {
        _filter = filter;
        _stream = new FileStream(path, FileMode.Create);
        _stream.Write("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["u8);
        Keep();
    }

    public int Count { get; private set; }

    /// <summary>Makes what was added so far stay.</summary>
    public void Keep() => (_start, _countBefore) = (_stream.Position, Count);

    /// <summary>Takes back what was added since.</summary>
    public void Revert()
    {
        _stream.SetLength(_start);
        _stream.Position = _start;
        Count = _countBefore;
    }

    public void Add(JsonElement item, ObjectType type)
    {
        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_buffer)) _filter.Write(item, type, writer);
        _stream.Write(Count++ == 0 ? "\n"u8 : ",\n"u8);
        _stream.Write(_buffer.WrittenSpan);
    }

    /// <summary>Ends the list.</summary>
    public void Complete() => _stream.Write("\n]}\n"u8);

    public void Dispose() => _stream.Dispose();
}
