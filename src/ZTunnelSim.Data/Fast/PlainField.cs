using System.Runtime.Intrinsics;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>A field of an access log as <see cref="PlainLine"/> looks for it.</summary>
/// <param name="Name">The first 16 bytes of its name and of what stands before its value.</param>
/// <param name="Mask">Which of them there are.</param>
/// <param name="NameLength">The length up to its value, which may be 17.</param>
/// <param name="Quote">255 where its value is in quotes, otherwise 0.</param>
/// <param name="Index">Its place among all of them.</param>
internal readonly record struct PlainField(Vector128<byte> Name, Vector128<byte> Mask, int NameLength, int Quote, int Index)
{
    public const int Count = 14;

    // Places in ztunnel's order (istio/ztunnel src/proxy/metrics.rs).
    public const int SourceAddress = 0;
    public const int SourceWorkload = 1;
    public const int SourceNamespace = 2;
    public const int DestinationAddress = 4;
    public const int HboneAddress = 5;
    public const int Service = 6;
    public const int DestinationWorkload = 7;
    public const int DestinationNamespace = 8;
    public const int Direction = 10;
    public const int BytesSent = 11;
    public const int BytesReceived = 12;
    public const int Duration = 13;

    private static readonly string[] Names =
    [
        "src.addr", "src.workload", "src.namespace", "src.identity", "dst.addr", "dst.hbone_addr", "dst.service", "dst.workload",
        "dst.namespace", "dst.identity", "direction", "bytes_sent", "bytes_recv", "duration",
    ];

    /// <summary>The fields of a line of text: <c>name=value</c>, where addresses and numbers are bare.</summary>
    public static PlainField[] Text { get; } =
        [.. Names.Select((n, i) => Of(i, n.EndsWith("addr", StringComparison.Ordinal) || IsNumber(n) ? "=" : "=\""))];

    /// <summary>The fields of a line of JSON, from behind the quotation mark before the name on.</summary>
    public static PlainField[] Json { get; } = [.. Names.Select((n, i) => Of(i, IsNumber(n) ? "\":" : "\":\""))];

    private static bool IsNumber(string name) => name.StartsWith("bytes", StringComparison.Ordinal);

    private static PlainField Of(int index, string before)
    {
        byte[] name = new byte[24], mask = new byte[24];
        int length = Encoding.ASCII.GetBytes(Names[index] + before, name);
        mask.AsSpan(0, length).Fill(byte.MaxValue);
        return new(Vector128.Create(name), Vector128.Create(mask), length, before[^1] == '"' ? byte.MaxValue : 0, index);
    }
}
