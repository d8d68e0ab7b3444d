namespace ZTunnelSim;

/// <summary>What evacuating nodes did to the applications.</summary>
public sealed record EvacuationImpact
{
    /// <summary>Each node that was to be evacuated, in the order in which they were dealt with.</summary>
    public required IReadOnlyList<EvacuationOutcome> Nodes { get; init; }

    /// <summary>How often each of <see cref="Cluster.Pods"/> was restarted; then those of workloads whose other end is not modelled, one for each of their nodes.</summary>
    public required IReadOnlyList<int> RestartsByPod { get; init; }

    /// <summary>The restarts of each application, in the cluster's order; then of each workload whose other end is not modelled.</summary>
    public required IReadOnlyList<(string Application, int Pods, int Restarts, int MostOfOnePod)> RestartsByApplication { get; init; }

    /// <summary>Restarts of all pods.</summary>
    public int Restarts => RestartsByPod.Sum();

    /// <summary>Connections of each workload that closed by themselves on a pod that had been evicted, within its grace period.</summary>
    public required IReadOnlyList<long> AppClosed { get; init; }

    /// <summary>Connections of each workload that were cut by an evicted pod's exit.</summary>
    public required IReadOnlyList<long> AppTerminated { get; init; }

    /// <summary>Pod-seconds that evicted pods' replacements waited for a node with room.</summary>
    public required double PendingPodSeconds { get; init; }

    /// <summary>The most pods that one node's evacuation had to place elsewhere: the headroom needed, in pods.</summary>
    public required int HeadroomPods { get; init; }

    /// <summary>The largest requests of pods that one node's evacuation had to place elsewhere: the headroom needed.</summary>
    public required PodResources Headroom { get; init; }
}
