namespace ZTunnelSim.Data;

/// <summary>Lines of text with something before each record: colours go, parts of a line are joined, prefixes become kubectl's.</summary>
/// <remarks>Each line that is read is a line that is given, so that messages about lines name the right ones.</remarks>
internal sealed class UnwrappedText(Stream wrapped, CancellationToken cancellation) : UnwrappedStream
{
    private const byte Escape = 0x1B;

    private readonly LineReader _lines = new(wrapped, cancellation);
    private readonly List<byte> _plain = [], _joined = [];
    private readonly RecordFinder _finder = new();

    /// <inheritdoc/>
    protected override bool Unwrap()
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (_joined.Count == 0) return false;
            WriteJoined();
            return true;
        }
        if (line.Contains(Escape)) line = WithoutColours(line);
        if (CriLine.TryParse(line, out int content, out bool isWhole))
        {
            line = line[content..];
            if (!isWhole || _joined.Count > 0)
            {
                if (_joined.Count < LineReader.MaxLineBytes) _joined.AddRange(line);
                if (isWhole) WriteJoined();
                else WriteLine(default, default);
                return true;
            }
        }
        WriteRecord(line);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lines.Dispose();
            wrapped.Dispose();
        }
        base.Dispose(disposing);
    }

    private void WriteRecord(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> record = _finder.Record(line, out ReadOnlySpan<byte> pod);
        WriteLine(pod, record);
    }

    private void WriteJoined()
    {
        byte[] whole = [.. _joined];
        _joined.Clear();
        WriteRecord(whole);
    }

    /// <summary>Without what terminals are told between ESC, a bracket and a letter.</summary>
    private ReadOnlySpan<byte> WithoutColours(ReadOnlySpan<byte> line)
    {
        _plain.Clear();
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == Escape && i + 1 < line.Length && line[i + 1] == '[')
            {
                i += 2;
                while (i < line.Length && line[i] is < (byte)'@' or > (byte)'~') i++;
            }
            else
            {
                _plain.Add(line[i]);
            }
        }
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_plain);
    }
}

/// <summary>A line of a container runtime's log (Kubernetes' CRI logging format): time, stream, whether it ends here, content.</summary>
internal static class CriLine
{
    /// <summary>Parses a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="content">Where its content begins.</param>
    /// <param name="isWhole">Whether the line that was written ends with it (<c>F</c>) or goes on in the next (<c>P</c>).</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out int content, out bool isWhole)
    {
        (content, isWhole) = (0, true);
        if (line.IsEmpty || !char.IsAsciiDigit((char)line[0])) return false;
        int blank = line.IndexOf((byte)' ');
        if (blank < 0 || line.Length < blank + 10) return false;
        ReadOnlySpan<byte> rest = line[(blank + 1)..];
        if (!rest.StartsWith("stdout "u8) && !rest.StartsWith("stderr "u8)) return false;
        isWhole = rest[7] == 'F';
        if (rest[8] != ' ' || rest[7] is not ((byte)'F' or (byte)'P')) return false;
        if (!Timestamp.TryParse(line, out _, out int length) || length != blank) return false;
        content = blank + 10;
        return true;
    }
}
