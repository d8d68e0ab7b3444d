using System.Text;

namespace ZTunnelSim.Collecting;

/// <summary>A log that is written as it comes, or line by line where names are hashed.</summary>
/// <remarks>A kubelet that can't read a log says so in the answer's body, as if it were the log.</remarks>
internal sealed class LogFile(string path, LogRedaction? redaction) : IAsyncDisposable
{
    private const int LongestLine = LineReader.MaxLineBytes;

    private static readonly string[] Complaints = ["unable to retrieve container logs for", "failed to try resolving symlinks in path"];

    private readonly FileStream _stream = new(path, FileMode.Create);
    private readonly MemoryStream _line = new();
    private readonly byte[] _head = new byte[512];
    private int _headLength;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        int missing = Math.Min(_head.Length - _headLength, bytes.Length);
        bytes[..missing].CopyTo(_head.AsSpan(_headLength));
        _headLength += missing;
        if (redaction is null)
        {
            _stream.Write(bytes);
            return;
        }
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Take(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }
        Take(bytes);
    }

    /// <summary>Ends the log.</summary>
    /// <exception cref="ApiFailure">It is the kubelet's complaint, and no log.</exception>
    public void Complete()
    {
        EndLine();
        _stream.Flush();
        string head = Encoding.UTF8.GetString(_head.AsSpan(0, _headLength));
        bool isShort = head.AsSpan().TrimEnd('\n').IndexOf('\n') < 0 && _headLength < _head.Length;
        if (isShort && Complaints.Any(c => head.StartsWith(c, StringComparison.Ordinal)))
            throw new ApiFailure(null, ApiFailure.MessageOf(head));
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // A line that is too long is none of ztunnel's, and what is left of it is no longer looked at.
    private void Take(ReadOnlySpan<byte> part) => _line.Write(part[..(int)Math.Min(part.Length, LongestLine - _line.Length)]);

    private void EndLine()
    {
        if (_line.Length == 0) return;
        string line = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length).TrimEnd('\r');
        if (redaction!.Line(line) is { } written) _stream.Write(Encoding.UTF8.GetBytes(written + "\n"));
        _line.SetLength(0);
    }
}
