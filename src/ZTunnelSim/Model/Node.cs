namespace ZTunnelSim.Model;

/// <summary>A node of the cluster, with one ztunnel pod.</summary>
public sealed record Node
{
    /// <summary>A node.</summary>
    /// <param name="name">The name, not blank and unique in its cluster.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    public Node(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The node's name.</summary>
    public string Name { get; }
}
