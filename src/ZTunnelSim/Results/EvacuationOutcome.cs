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
    /// <summary>What <c>kubectl drain</c> exits with: 0, or 1 where it failed.</summary>
    public int ExitCode => KubectlError is null ? 0 : 1;

    /// <summary>What <c>kubectl drain</c> prints as its error, with applications in the place of pods; null where it succeeded.</summary>
    public string? KubectlError { get; init; }

    /// <summary>
    /// How many pods had not left when the node went all the same, which cut what they held; see
    /// <see cref="NodeEvacuation.ReplacesNodes"/>.
    /// </summary>
    public int CutPods { get; init; }

    /// <summary>The node's index in its cluster.</summary>
    internal int NodeIndex { get; init; }
}
