namespace ZTunnelSim.Model;

/// <summary>A node of the cluster, with one ztunnel pod.</summary>
public sealed record Node
{
    /// <summary>A node.</summary>
    /// <param name="name">The name, not blank and unique in its cluster.</param>
    /// <param name="capacity">What it has for pods; null: <see cref="NodeCapacity.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    public Node(string name, NodeCapacity? capacity = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Capacity = capacity ?? NodeCapacity.Default;
    }

    /// <summary>The node's name.</summary>
    public string Name { get; }

    /// <summary>What it has for pods.</summary>
    public NodeCapacity Capacity { get; }
}
