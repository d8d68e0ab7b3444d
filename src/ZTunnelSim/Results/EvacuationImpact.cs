namespace ZTunnelSim;

/// <summary>What evacuating nodes did to the applications.</summary>
public sealed record EvacuationImpact
{
    internal EvacuationImpact(
        IEnumerable<EvacuationOutcome> nodes, IEnumerable<int> restartsByPod,
        IEnumerable<ApplicationRestarts> restartsByApplication, ByName<long> appClosed, ByName<long> appTerminated)
    {
        Nodes = ValueList.Of(nodes);
        RestartsByPod = ValueList.Of(restartsByPod);
        RestartsByApplication = ValueList.Of(restartsByApplication);
        (AppClosed, AppTerminated) = (appClosed, appTerminated);
    }

    /// <summary>Each node that was to be evacuated, in the order in which they were dealt with.</summary>
    public IReadOnlyList<EvacuationOutcome> Nodes { get; }

    /// <summary>
    /// How often each of <see cref="Cluster.Pods"/> was restarted; then those of workloads whose other end is not modelled, one for each of
    /// their nodes.
    /// </summary>
    public IReadOnlyList<int> RestartsByPod { get; }

    /// <summary>The restarts of each application, in the cluster's order; then of each workload whose other end is not modelled.</summary>
    public IReadOnlyList<ApplicationRestarts> RestartsByApplication { get; }

    /// <summary>Restarts of all pods.</summary>
    public int Restarts => RestartsByPod.Sum();

    /// <summary>Connections of each workload that closed by themselves on a pod that had been evicted, within its grace period.</summary>
    public ByName<long> AppClosed { get; }

    /// <summary>Connections of each workload that were cut by an evicted pod's exit.</summary>
    public ByName<long> AppTerminated { get; }

    /// <summary>Pod-seconds that evicted pods' replacements waited for a node with room.</summary>
    public double PendingPodSeconds { get; internal init; }

    /// <summary>The most pods that one node's evacuation had to place elsewhere: the headroom needed, in pods.</summary>
    public int HeadroomPods { get; internal init; }

    /// <summary>The largest requests of pods that one node's evacuation had to place elsewhere: the headroom needed.</summary>
    public PodResources Headroom { get; internal init; }
}

/// <summary>How often an application's pods were restarted.</summary>
/// <param name="Application">The application, or a workload whose other end is not modelled.</param>
/// <param name="Pods">How many pods it has.</param>
/// <param name="Restarts">Restarts of all of them.</param>
/// <param name="MostOfOnePod">Restarts of the pod that had most.</param>
public readonly record struct ApplicationRestarts(string Application, int Pods, int Restarts, int MostOfOnePod);

/// <summary>What became of a node that was to be evacuated.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="StartedAt">When it was cordoned, in seconds from the rollout's start.</param>
/// <param name="EndedAt">When it was uncordoned again.</param>
/// <param name="EvictedPods">How many pods were evicted from it.</param>
/// <param name="RefusedEvictions">
/// How many evictions a PodDisruptionBudget refused; each is tried again, unless the pod has more than one.
/// </param>
/// <param name="NotEvacuated">Why it could not be evacuated and is still on the old version; null where it was.</param>
public sealed record EvacuationOutcome(
    string Node, double StartedAt, double EndedAt, int EvictedPods, int RefusedEvictions, string? NotEvacuated)
{
    /// <summary>The node's index in its cluster.</summary>
    internal int NodeIndex { get; init; }
}
