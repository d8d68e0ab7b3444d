namespace ZTunnelSim.Data;

/// <summary>A port of the node itself that a container takes: no two pods of a node can have the same.</summary>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="Address">The node's address; 0.0.0.0 stands for all of them.</param>
/// <param name="Number">The port.</param>
internal readonly record struct HostPort(string Protocol, string Address, long Number)
{
    private const string All = "0.0.0.0";

    /// <summary>The ports that a pod takes; in the node's own network those are all that its containers name.</summary>
    public static IReadOnlyList<HostPort> Of(YamlValue spec) =>
    [
        .. from container in spec["containers"].Items()
           from port in container["ports"].Items()
           let taken = port["hostPort"].Present ?? (spec["hostNetwork"].Flag() ? port["containerPort"] : null)
           let number = taken?.Present?.Integer64(0)
           where number > 0
           select new HostPort(port["protocol"].OptionalText() ?? "TCP", port["hostIP"].OptionalText() is { Length: > 0 } ip ? ip : All, number.Value),
    ];

    /// <summary>Whether two pods with these ports can't be on one node.</summary>
    public bool Excludes(HostPort other) => Protocol == other.Protocol && Number == other.Number
        && (Address == other.Address || Address == All || other.Address == All);
}
