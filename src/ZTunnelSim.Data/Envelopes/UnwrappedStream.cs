using System.Buffers;

namespace ZTunnelSim.Data;

/// <summary>
/// A log without its envelope: each record is a line, with the pod before it that the envelope names, as kubectl writes it.
/// </summary>
internal abstract class UnwrappedStream : ForwardStream
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private int _given;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_given == _output.WrittenCount)
        {
            _output.ResetWrittenCount();
            _given = 0;
            if (!Unwrap()) return 0;
        }
        int count = Math.Min(buffer.Length, _output.WrittenCount - _given);
        _output.WrittenSpan.Slice(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    /// <summary>Takes a part of what is wrapped, and writes the lines that are in it; false at the end.</summary>
    protected abstract bool Unwrap();

    /// <summary>Writes a line.</summary>
    /// <param name="pod">The ztunnel pod that wrote it, or its node; empty where that is not known.</param>
    /// <param name="record">The record; one with line breaks is several lines.</param>
    protected void WriteLine(ReadOnlySpan<byte> pod, ReadOnlySpan<byte> record)
    {
        record = record.TrimEnd("\r\n"u8);
        foreach (Range line in record.Split((byte)'\n'))
        {
            if (!pod.IsEmpty)
            {
                _output.Write("[pod/"u8);
                _output.Write(pod);
                _output.Write("/istio-proxy] "u8);
            }
            _output.Write(record[line]);
            _output.Write("\n"u8);
        }
    }
}
