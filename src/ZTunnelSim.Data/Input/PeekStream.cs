namespace ZTunnelSim.Data;

/// <summary>
/// A forward-only stream whose beginning can be looked at before it is read. Whatever hinders reading is thrown as an
/// <see cref="InputException"/> that names the path.
/// </summary>
internal sealed class PeekStream(Stream inner, int peekBytes, string path) : ForwardStream
{
    private readonly byte[] _head = new byte[peekBytes];
    private int _headLength = -1, _headPosition;

    /// <summary>The first bytes not yet read, fewer than asked for only where the stream is shorter.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (_headLength < 0) _headLength = ReadInner(_head, whole: true);
        return _head.AsSpan(_headPosition, _headLength - _headPosition);
    }

    /// <summary>Drops the next bytes of what <see cref="Peek"/> shows.</summary>
    public void Skip(int count) => _headPosition += count;

    public override int Read(Span<byte> buffer)
    {
        if (_headPosition >= _headLength) return ReadInner(buffer, whole: false);
        int count = Math.Min(buffer.Length, _headLength - _headPosition);
        _head.AsSpan(_headPosition, count).CopyTo(buffer);
        _headPosition += count;
        return count;
    }

    private int ReadInner(Span<byte> buffer, bool whole)
    {
        try
        {
            return whole ? inner.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) : inner.Read(buffer);
        }
        catch (Exception e) when (InputFile.IsReadFailure(e))
        {
            throw InputFile.ReadFailure(e, path);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
