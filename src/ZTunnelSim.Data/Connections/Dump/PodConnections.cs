namespace ZTunnelSim.Data;

/// <summary>How many connections a ztunnel holds open for one pod, at the moment of a dump.</summary>
/// <param name="Pod">The pod's name.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Workload">The workload and namespace, the pod's own suffix cut off: <c>details-v1.default</c>.</param>
/// <param name="Inbound">Open connections to the pod.</param>
/// <param name="Outbound">Open connections from the pod.</param>
/// <remarks>The dump holds addresses and the protocol but no ages: no lifetime can be had from it.</remarks>
internal sealed record PodConnections(string Pod, string Namespace, string Workload, long Inbound, long Outbound);
