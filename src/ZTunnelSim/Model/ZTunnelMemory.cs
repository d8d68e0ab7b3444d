namespace ZTunnelSim;

/// <summary>What memory a ztunnel process takes, by the connections that it holds, and what there is for it.</summary>
/// <param name="BaseBytes">What a process takes without a connection, at least 0.</param>
/// <param name="BytesPerConnection">What each open connection takes on top, at least 0.</param>
/// <remarks>A process does not give back what its connections took: it stays as large as it was with most of them.</remarks>
internal sealed record ZTunnelMemory(double BaseBytes, double BytesPerConnection)
{
    /// <summary>
    /// What is taken where nobody says anything: 60 MiB, and for a connection what Istio's chart plans with, whose 512 MiB are for 100,000
    /// open ones.
    /// </summary>
    public static ZTunnelMemory Assumed { get; } = new(60L << 20, (512L << 20) / 1e5) { IsAssumed = true };

    /// <summary>Whether nobody measured it.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>How it was measured, in words; null: it was said, or is assumed.</summary>
    public string? Source { get; init; }

    /// <summary>The memory limit of its container, in bytes; null: none is known.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>What a node has for all its ztunnel processes together, in bytes, where no node is named; null: not known.</summary>
    public long? RoomBytes { get; init; }

    /// <summary>The same for single nodes, by name.</summary>
    public ValueDictionary<string, long> RoomByNode { get; init; } = ValueDictionary<string, long>.Empty;

    /// <summary>Whether anything says what place there is.</summary>
    public bool IsLimited => LimitBytes is not null || RoomBytes is not null || RoomByNode.Count > 0;

    /// <summary>The bytes of a process that holds so many connections, or once held them.</summary>
    public double Of(double connections) => BaseBytes + BytesPerConnection * connections;

    /// <summary>What a node has for all its ztunnel processes together, in bytes; null: not known.</summary>
    public long? RoomOn(string node) => RoomByNode.TryGetValue(node, out long room) ? room : RoomBytes;
}
