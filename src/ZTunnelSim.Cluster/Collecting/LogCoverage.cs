using System.Text;

namespace ZTunnelSim.Collecting;

/// <summary>What a log covers of what was asked for.</summary>
/// <param name="Pod">Whose log it is.</param>
/// <param name="Node">The pod's node.</param>
/// <param name="IsPrevious">Whether it is that of the process before.</param>
/// <param name="First">The time of its first line; null where no line has one.</param>
/// <param name="Last">The time of its last line.</param>
/// <param name="ExpectedFrom">From when on there should be lines: from when it was asked for, or the process's start.</param>
internal sealed record LogCoverage(
    string Pod, string Node, bool IsPrevious, DateTimeOffset? First, DateTimeOffset? Last, DateTimeOffset ExpectedFrom)
{
    /// <summary>ztunnel may have had nothing to say for a while.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    /// <summary>How much of a log is looked at for its first and its last time.</summary>
    private const int LookedAt = 256 * 1024;

    public TimeSpan Covers => First is null || Last is null ? TimeSpan.Zero : Last.Value - First.Value;

    /// <summary>Whether its beginning is missing: the kubelet keeps a log up to a size, and hands out the latest file only.</summary>
    public bool IsCut => !IsPrevious && First > ExpectedFrom + Quiet;

    /// <summary>The times of a file's first and last line, of those that have one.</summary>
    public static (DateTimeOffset? First, DateTimeOffset? Last) WindowOf(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
        byte[] head = new byte[Math.Min(LookedAt, stream.Length)];
        stream.ReadExactly(head);
        byte[] tail = new byte[head.Length];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        return (TimeIn(head, backwards: false), TimeIn(tail, backwards: true));
    }

    private static DateTimeOffset? TimeIn(ReadOnlySpan<byte> text, bool backwards)
    {
        while (!text.IsEmpty)
        {
            int end = backwards ? text.TrimEnd((byte)'\n').LastIndexOf((byte)'\n') : text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = backwards ? text[(end + 1)..].TrimEnd("\r\n"u8) : end < 0 ? text : text[..end];
            AccessLogLine parsed = default;
            if (line.StartsWith("{"u8)) AccessLogJson.Parse(line, ref parsed);
            else AccessLogText.Parse(line, ref parsed);
            if (parsed.Connection.EndTicks > 0) return new DateTimeOffset(parsed.Connection.EndTicks, TimeSpan.Zero);
            if (end < 0) return null;
            text = backwards ? text[..end] : text[(end + 1)..];
        }
        return null;
    }
}
