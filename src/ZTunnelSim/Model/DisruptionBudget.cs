namespace ZTunnelSim;

/// <summary>A PodDisruptionBudget: how many of an application's pods have to stay available while pods are evicted.</summary>
public sealed record DisruptionBudget
{
    private readonly bool _isMinimum;
    private readonly IntOrPercent _limit;
    private readonly string? _several;

    private DisruptionBudget(bool isMinimum, IntOrPercent limit) => (_isMinimum, _limit) = (isMinimum, limit);

    private DisruptionBudget(IEnumerable<string> names) => _several = string.Join(" and ", names);

    /// <summary><c>minAvailable</c>: so many pods stay available.</summary>
    /// <param name="pods">A number of pods, or a percentage, rounded up, of those that the application should have.</param>
    public static DisruptionBudget MinAvailable(IntOrPercent pods) => new(true, pods);

    /// <summary><c>maxUnavailable</c>: at most so many pods are unavailable.</summary>
    /// <param name="pods">A number of pods, or a percentage, rounded up, of those that the application should have.</param>
    public static DisruptionBudget MaxUnavailable(IntOrPercent pods) => new(false, pods);

    /// <summary>More than one budget on the same pods: the Eviction API answers with an error, whatever each would allow.</summary>
    /// <param name="names">The budgets' names.</param>
    public static DisruptionBudget Several(params IEnumerable<string> names) => new(names);

    /// <summary>Whether no eviction is ever allowed, so that trying again is of no use: there is more than one budget.</summary>
    public bool IsConflict => _several is not null;

    /// <summary>
    /// Its name: applications whose budgets have the same one are under one budget, which counts the pods of all of them. Null: the
    /// application has it for itself.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// Whether pods that are not Ready are evicted whatever the others do (unhealthyPodEvictionPolicy AlwaysAllow); otherwise they are
    /// where enough others are Ready (IfHealthyBudget).
    /// </summary>
    public bool AlwaysEvictsUnhealthy { get; init; }

    /// <summary>How many pods have to stay available.</summary>
    /// <param name="replicas">How many pods the controllers should have; pods without one do not count.</param>
    public int DesiredHealthy(int replicas) =>
        IsConflict ? replicas : _isMinimum ? _limit.Resolve(replicas) : Math.Max(0, replicas - _limit.Resolve(replicas));

    /// <summary>Whether one more pod may be evicted: the Eviction API's rule.</summary>
    /// <param name="healthy">How many pods are Ready and not terminating.</param>
    /// <param name="replicas">How many pods the controllers should have; pods without one do not count.</param>
    /// <param name="isReady">Whether the pod is Ready itself: one that is not may also go where just enough others are.</param>
    /// <remarks>Source: kubernetes/kubernetes pkg/registry/core/pod/storage/eviction.go, pkg/controller/disruption/disruption.go.</remarks>
    public bool Allows(int healthy, int replicas, bool isReady = true)
    {
        if (IsConflict) return false;
        if (!isReady && AlwaysEvictsUnhealthy) return true;
        int desired = DesiredHealthy(replicas);
        // What is relative to a number of pods that should be there allows nothing where no controller tells that number.
        bool isUnknown = replicas == 0 && !(_isMinimum && !_limit.IsPercent);
        return (healthy > desired && !isUnknown) || (!isReady && desired > 0 && healthy >= desired);
    }

    /// <inheritdoc/>
    public override string ToString() => _several ?? $"{(_isMinimum ? "minAvailable" : "maxUnavailable")}={_limit}";
}
