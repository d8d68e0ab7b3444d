namespace ZTunnelSim;

/// <summary>The order in which nodes are replaced.</summary>
public enum NodeOrder
{
    /// <summary>A random order, another one in each replication (default): Kubernetes leaves it unspecified.</summary>
    Random,

    /// <summary>The order in which the cluster lists its nodes.</summary>
    AsListed,
}
