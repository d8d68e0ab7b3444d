namespace ZTunnelSim.Data;

/// <summary>By which name connections are put together as one workload.</summary>
/// <remarks>
/// Names of pods are cut back to the name of what owns them (<c>details-v1-857849f66-ft8wx</c> to <c>details-v1</c>), as each pod for
/// itself would be too few data and, in time, any number of names.
/// </remarks>
public enum ConnectionGrouping
{
    /// <summary>
    /// The destination's service without the cluster's suffix (<c>details.default</c>), else the destination's workload and namespace, else
    /// <c>unknown</c>, as Istio's own metrics call it.
    /// </summary>
    DestinationService,

    /// <summary>The destination's workload and namespace (<c>details-v1.default</c>), else <c>unknown</c>.</summary>
    DestinationWorkload,

    /// <summary>The source's workload and namespace, else <c>unknown</c>.</summary>
    SourceWorkload,

    /// <summary>All connections as the one workload <c>all</c>.</summary>
    None,
}
