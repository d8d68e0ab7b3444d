namespace ZTunnelSim.Data;

/// <summary>How many of a workload's connections the files hold, and how many ztunnels carried them.</summary>
/// <remarks>
/// A connection between two pods of the mesh has a line at the client's ztunnel (outbound) and one at the server's (inbound). A service is
/// in the mesh, and then each outbound line has its inbound one, or outside, and then it has none; inbound lines beyond that are of clients
/// outside the mesh. So there are as many connections as the side with more lines has.
/// </remarks>
/// <param name="Workload">The workload's name, as <see cref="WorkloadLifetimes.Workload"/> has it.</param>
/// <param name="Outbound">Connections that ended at the client's ztunnel.</param>
/// <param name="Inbound">Connections that ended at the server's ztunnel.</param>
/// <param name="OfNoSide">Connections of which the files name no side.</param>
/// <param name="OnOneNode">Outbound connections to a pod on the node of the client, whose one ztunnel has both their lines.</param>
/// <param name="ToUnseenPods">
/// Outbound connections to a pod that is named but has no line of its own: its ztunnel's log is missing, or it is not in the mesh. Its end
/// is not counted.
/// </param>
internal sealed record WorkloadTraffic(
    string Workload, long Outbound, long Inbound, long OfNoSide, long OnOneNode, long ToUnseenPods)
{
    /// <summary>Connections, each counted once.</summary>
    public long Connections => Math.Max(Outbound, Inbound) + OfNoSide;

    /// <summary>Connections, each counted once for every node whose ztunnel it crosses.</summary>
    public long Crossings => Outbound + Inbound + OfNoSide - Math.Min(OnOneNode, Math.Min(Outbound, Inbound));
}

/// <summary>How often connections are opened, as far as the files tell.</summary>
/// <param name="Workloads">The workloads, in the order of their names.</param>
/// <param name="ZTunnels">The most ztunnels whose logs cover the same instant; null where the files name none.</param>
/// <param name="ZTunnelSeconds">For how long each of them was watched, summed over them; null where the files name none.</param>
/// <param name="Seconds">For how long the cluster was watched; null where the files do not tell.</param>
/// <param name="Obstacle">Why no rate follows for a node, and what would help; null where one does.</param>
internal sealed record TrafficData(
    IReadOnlyList<WorkloadTraffic> Workloads, int? ZTunnels, double? ZTunnelSeconds, double? Seconds, string? Obstacle);
