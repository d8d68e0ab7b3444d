namespace ZTunnelSim;

/// <summary>What became of a node that was to be evacuated.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="StartedAt">When it was cordoned, in seconds from the rollout's start.</param>
/// <param name="EndedAt">When it was uncordoned again.</param>
/// <param name="EvictedPods">How many pods were evicted from it.</param>
/// <param name="RefusedEvictions">How many evictions a PodDisruptionBudget refused; each is tried again, unless the pod
/// has more than one.</param>
/// <param name="NotEvacuated">Why it could not be evacuated and is still on the old version; null where it was.</param>
public sealed record EvacuationOutcome(
    string Node, double StartedAt, double EndedAt, int EvictedPods, int RefusedEvictions, string? NotEvacuated)
{
    /// <summary>The node's index in its cluster.</summary>
    internal int NodeIndex { get; init; }
}
