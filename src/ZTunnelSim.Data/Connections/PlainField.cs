using System.Buffers.Binary;
using System.Text;

namespace ZTunnelSim.Data.Connections;

/// <summary>A field of an access log as <see cref="PlainLine"/> looks for it.</summary>
/// <param name="First">The first 8 bytes of its name.</param>
/// <param name="Second">The bytes after these, up to its value.</param>
/// <param name="SecondMask">Which of them there are.</param>
/// <param name="NameLength">The length up to its value.</param>
/// <param name="IsQuoted">Whether its value is in quotes.</param>
internal readonly record struct PlainField(ulong First, ulong Second, ulong SecondMask, int NameLength, bool IsQuoted)
{
    public const int Count = 14;

    // Places in ztunnel's order (istio/ztunnel src/proxy/metrics.rs).
    public const int SourceWorkload = 1;
    public const int SourceNamespace = 2;
    public const int Service = 6;
    public const int DestinationWorkload = 7;
    public const int DestinationNamespace = 8;
    public const int Direction = 10;
    public const int Duration = 13;

    /// <summary>No name is longer, the bytes up to its value included.</summary>
    public const int LongestName = 17;

    private static readonly string[] Names =
    [
        "src.addr", "src.workload", "src.namespace", "src.identity", "dst.addr", "dst.hbone_addr", "dst.service", "dst.workload",
        "dst.namespace", "dst.identity", "direction", "bytes_sent", "bytes_recv", "duration",
    ];

    /// <summary>The fields of a line of text: <c>name=value</c>, where addresses and numbers are bare.</summary>
    public static PlainField[] Text { get; } = [.. Names.Select(n => Of(n, n.EndsWith("addr", StringComparison.Ordinal) || IsNumber(n) ? "=" : "=\""))];

    /// <summary>The fields of a line of JSON, from the quotation mark before the name on.</summary>
    public static PlainField[] Json { get; } = [.. Names.Select(n => Of(n, IsNumber(n) ? "\":" : "\":\""))];

    private static bool IsNumber(string name) => name.StartsWith("bytes", StringComparison.Ordinal);

    private static PlainField Of(string name, string before)
    {
        byte[] bytes = new byte[24];
        int length = Encoding.ASCII.GetBytes(name + before, bytes);
        int second = Math.Min(length - 8, 8);
        return new(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)),
            second == 8 ? ulong.MaxValue : (1UL << (8 * second)) - 1, length, before[^1] == '"');
    }
}
