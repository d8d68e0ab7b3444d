using System.IO.Compression;

namespace ZTunnelSim.Data;

/// <summary>Unpacks gzip data, of one member or several, and tells where they end early or something else follows them.</summary>
/// <remarks>
/// <see cref="GZipStream"/> ends in silence in both cases, and does not say whether it was at the end of a member. So one more is given
/// to it after the last byte: where exactly that one's content comes out, the ones before it were whole.
/// </remarks>
/// <param name="packed">The data, which belong to this stream.</param>
/// <param name="path">Their name for messages.</param>
/// <param name="onCut">Is told of it once, where all that there is has been read; it may throw what it is given.</param>
internal sealed class UnzippedStream(Stream packed, string path, Action<InputException> onCut) : ForwardStream
{
    private readonly Ending _packed = new(packed);
    private GZipStream? _unzipped;
    private bool _isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        if (_isAtEnd || buffer.IsEmpty) return 0;
        _unzipped ??= new GZipStream(_packed, CompressionMode.Decompress);
        int count;
        try
        {
            count = _unzipped.Read(buffer);
        }
        catch (InvalidDataException) when (_packed.HasEnded)
        {
            return End("ends early: its gzip data are cut.");
        }
        if (_packed.HasEnded) return IsAtMarker(buffer[..count]) ? End(null) : End("ends early: its gzip data are cut.");
        return count > 0 ? count : End("goes on with something else after its gzip data, which is not read.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unzipped?.Dispose();
            packed.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Whether what comes out after the last byte is the content of the member more.</summary>
    private bool IsAtMarker(ReadOnlySpan<byte> begun)
    {
        byte[] rest = new byte[Ending.Marker.Length + 1];
        begun = begun[..Math.Min(begun.Length, rest.Length)];
        begun.CopyTo(rest);
        try
        {
            int length = begun.Length
                + _unzipped!.ReadAtLeast(rest.AsSpan(begun.Length), rest.Length - begun.Length, throwOnEndOfStream: false);
            return rest.AsSpan(0, length).SequenceEqual(Ending.Marker);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private int End(string? problem)
    {
        _isAtEnd = true;
        if (problem is not null) onCut(new InputException(problem, path));
        return 0;
    }

    /// <summary>The data, and the member more behind them.</summary>
    private sealed class Ending(Stream packed) : ForwardStream
    {
        public static readonly byte[] Marker = [.. "the data before this are whole"u8];

        private static readonly byte[] Member = Pack();

        private int _given;

        /// <summary>Whether all of the data has been read.</summary>
        public bool HasEnded { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (!HasEnded && packed.Read(buffer) is > 0 and int count) return count;
            HasEnded = true;
            count = Math.Min(buffer.Length, Member.Length - _given);
            Member.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        private static byte[] Pack()
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize)) gzip.Write(Marker);
            return packed.ToArray();
        }
    }
}
