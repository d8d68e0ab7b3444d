namespace ZTunnelSim.Data;

/// <summary>How many of a workload's connections the files hold, and how many ztunnels carried them.</summary>
/// <remarks>
/// A connection between two pods of the mesh has a line at the client's ztunnel (outbound) and one at the server's (inbound). A service is
/// in the mesh, and then each outbound line has its inbound one, or outside, and then it has none; inbound lines beyond that are of clients
/// outside the mesh. So there are as many connections as the side with more lines has.
/// </remarks>
internal sealed record WorkloadTraffic
{
    /// <summary>The workload's name, as <see cref="WorkloadLifetimes.Workload"/> has it.</summary>
    public required string Workload { get; init; }

    /// <summary>Connections that ended at the client's ztunnel.</summary>
    public required long Outbound { get; init; }

    /// <summary>Connections that ended at the server's ztunnel.</summary>
    public required long Inbound { get; init; }

    /// <summary>Connections of which the files name no side.</summary>
    public required long OfNoSide { get; init; }

    /// <summary>How many outbound connections go to a pod on the node of the client, whose one ztunnel has both their lines.</summary>
    public required long OnOneNode { get; init; }

    /// <summary>
    /// How many outbound connections go to a pod that is named but has no line of its own: its ztunnel's log is missing, or it is not in
    /// the mesh. Its end is not counted.
    /// </summary>
    public required long ToUnseenPods { get; init; }

    /// <summary>Connections, each counted once.</summary>
    public long Connections => Math.Max(Outbound, Inbound) + OfNoSide;

    /// <summary>Connections, each counted once for every node whose ztunnel it crosses.</summary>
    public long Crossings => Outbound + Inbound + OfNoSide - Math.Min(OnOneNode, Math.Min(Outbound, Inbound));
}

/// <summary>How often connections are opened, as far as the files tell.</summary>
internal sealed class TrafficData
{
    internal TrafficData(
        IReadOnlyList<WorkloadTraffic> workloads, int? ztunnels, double? ztunnelSeconds, double? seconds, string? obstacle) =>
        (Workloads, ZTunnels, ZTunnelSeconds, Seconds, Obstacle) = (workloads, ztunnels, ztunnelSeconds, seconds, obstacle);

    /// <summary>The workloads, in the order of their names.</summary>
    public IReadOnlyList<WorkloadTraffic> Workloads { get; }

    /// <summary>The most ztunnels whose logs cover the same instant; null where the files name none.</summary>
    public int? ZTunnels { get; }

    /// <summary>For how long each of them was watched, summed over them, in seconds; null where the files name none.</summary>
    public double? ZTunnelSeconds { get; }

    /// <summary>For how long the cluster was watched, in seconds; null where the files do not tell.</summary>
    public double? Seconds { get; }

    /// <summary>Why no rate follows for a node, and what would help; null where one does.</summary>
    public string? Obstacle { get; }
}
