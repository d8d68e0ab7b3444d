using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>Cuts a stream into lines without copying them: each is a span of one pooled buffer, valid until the next is read.</summary>
/// <remarks>
/// A line ends at LF, CR LF or the end of the stream. Memory is the one buffer whatever the input holds: a longer line is read to its end
/// and given as its beginning, marked <see cref="IsTooLong"/>.
/// </remarks>
internal sealed class LineReader(Stream stream, CancellationToken cancellation) : IDisposable
{
    public const int MaxLineBytes = 1024 * 1024;

    // Each read is small enough to be parsed while it is still in the core's own cache.
    private const int ReadBytes = 128 * 1024;

    // At least so much may be read past the end of any line.
    private const int BeyondBytes = 128;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(MaxLineBytes + ReadBytes + BeyondBytes);
    private int _start, _next, _end;
    private bool _isAtEnd;

    // Where the last byte in the buffer that is no ASCII, or DEL, ends: parts are looked at as they come, faster than line by line.
    private int _foreignEnd;

    /// <summary>The number of lines given so far: after a line was given, its number from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the line just given is only the beginning of one longer than <see cref="MaxLineBytes"/>.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether the line just given is ASCII without DEL: then it is UTF-8.</summary>
    public bool IsAscii => _start >= _foreignEnd;

    /// <summary>The line just given and whatever lies behind it in the buffer: 128 bytes at least.</summary>
    public ReadOnlySpan<byte> LineAndBeyond => _buffer.AsSpan(_start);

    /// <summary>The length of the line just given with its ending.</summary>
    public int LastLength => _next - _start;

    /// <summary>The same of the lines that are in the buffer but not given yet.</summary>
    public ReadOnlySpan<byte> UnreadAndBeyond => _buffer.AsSpan(_next);

    /// <summary>How much of <see cref="UnreadAndBeyond"/> has been read.</summary>
    public int UnreadLength => _end - _next;

    /// <summary>Counts as given a line whose length in <see cref="UnreadAndBeyond"/>, with its ending, was found elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int length)
    {
        IsTooLong = false;
        _start = _next;
        _next += length;
        LineNumber++;
    }

    /// <summary>The next line without its ending; false at the end of the stream.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        IsTooLong = false;
        int searched = _next;
        while (true)
        {
            int length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0) return Give(searched + length, searched + length + 1, out line);

            searched = _end;
            if (_isAtEnd)
            {
                if (_next < _end) return Give(_end, _end, out line);
                line = default;
                return false;
            }
            if (_end - _next > MaxLineBytes) return GiveBeginning(out line);
            searched -= Fill();
        }
    }

    /// <summary>The beginning of a line as a message shows it: hidden characters are blanks.</summary>
    public static string Excerpt(ReadOnlySpan<byte> text)
    {
        const int ExcerptBytes = 160;
        bool isCut = text.Length > ExcerptBytes;
        string shown = Encoding.UTF8.GetString(isCut ? text[..ExcerptBytes] : text);
        return PlainText.Shown(shown, kept: "", instead: ' ') + (isCut ? "…" : "");
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Give(int end, int next, out ReadOnlySpan<byte> line)
    {
        int length = end - _next;
        if (length > 0 && _buffer[end - 1] == '\r') length--;
        line = _buffer.AsSpan(_next, length);
        _start = _next;
        _next = next;
        LineNumber++;
        return true;
    }

    private bool GiveBeginning(out ReadOnlySpan<byte> line)
    {
        const int Kept = 256;
        IsTooLong = true;
        LineNumber++;
        _buffer.AsSpan(_next, Kept).CopyTo(_buffer);
        while (true)
        {
            _end = _next = Kept;
            _foreignEnd = Kept;
            Fill();
            int length = _buffer.AsSpan(_next, _end - _next).IndexOf((byte)'\n');
            if (length < 0 && !_isAtEnd) continue;
            _next = length < 0 ? _end : _next + length + 1;
            line = _buffer.AsSpan(0, Kept);
            return true;
        }
    }

    /// <summary>Reads on, and says by how much it moved the unread rest to the front to have room.</summary>
    private int Fill()
    {
        cancellation.ThrowIfCancellationRequested();
        int moved = 0;
        if (!IsTooLong && _next > 0)
        {
            moved = _next;
            _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
            _end -= moved;
            _next = 0;
            _foreignEnd -= moved;
        }
        int count = stream.Read(_buffer.AsSpan(_end, ReadBytes));
        if (Utf8Text.EndOfForeign(_buffer.AsSpan(_end, count)) is > 0 and int foreign) _foreignEnd = _end + foreign;
        _end += count;
        _isAtEnd = count == 0;
        return moved;
    }
}
