using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace ZTunnelSim.Data.Connections;

/// <summary>Reads a file line by line as bytes, in bounded memory: plain or gzip, told by its first bytes; <c>-</c> is stdin.</summary>
internal sealed class LineReader : IDisposable
{
    private const int BlockSize = 1 << 18;

    /// <summary>A line longer than this is no log line; it is handed out cut, and counted by whoever can't read it.</summary>
    private const int LongestLine = 1 << 20;

    private readonly Stream _stream;
    private readonly string _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _start;
    private int _end;
    private bool _ended;
    private bool _skipping;

    public LineReader(string path)
    {
        _file = path;
        try
        {
            _stream = Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"can't be read: {e.Message}", path, inner: e);
        }
    }

    /// <summary>The number of the line last read, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Reads the next line, without its end; the span is valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> unread = _buffer.AsSpan(_start, _end - _start);
            int length = unread[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                _start += length + 1;
                searched = 0;
                if (_skipping)
                {
                    _skipping = false;
                    continue;
                }
                line = Line(unread[..length]);
                return true;
            }
            if (unread.Length > LongestLine && !_skipping)
            {
                _skipping = true;
                _start = _end;
                line = Line(unread[..LongestLine]);
                return true;
            }
            searched = unread.Length;
            if (_skipping) (_start, searched) = (_end, 0);
            if (_ended || !Fill())
            {
                _ended = true;
                line = _buffer.AsSpan(_start, _end - _start);
                _start = _end;
                if (line.Length == 0 || _skipping) return false;
                line = Line(line);
                return true;
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private ReadOnlySpan<byte> Line(ReadOnlySpan<byte> line)
    {
        LineNumber++;
        return line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
            _buffer.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        try
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            return read > 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InputException($"can't be read on: {e.Message}", _file, (int)Math.Min(LineNumber + 1, int.MaxValue), inner: e);
        }
    }

    private static Stream Open(string path)
    {
        Stream stream = path == "-"
            ? Console.OpenStandardInput()
            : new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        // A pipe reader can look at the first bytes and give them back, which stdin itself can't.
        PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BlockSize));
        ReadResult first = pipe.ReadAtLeastAsync(2).AsTask().GetAwaiter().GetResult();
        bool isGzip = first.Buffer.Length >= 2 && first.Buffer.Slice(0, 2).ToArray() is [0x1f, 0x8b];
        pipe.AdvanceTo(first.Buffer.Start);
        return isGzip ? new GZipStream(pipe.AsStream(), CompressionMode.Decompress) : pipe.AsStream();
    }
}
