namespace ZTunnelSim.Model;

/// <summary>A PodDisruptionBudget: how many of an application's pods have to stay available while pods are evicted.</summary>
public sealed record DisruptionBudget
{
    private readonly bool _isMinimum;
    private readonly IntOrPercent _limit;

    private DisruptionBudget(bool isMinimum, IntOrPercent limit) => (_isMinimum, _limit) = (isMinimum, limit);

    /// <summary><c>minAvailable</c>: so many pods stay available.</summary>
    /// <param name="pods">A number of pods, or a percentage, rounded up, of those that the application should have.</param>
    public static DisruptionBudget MinAvailable(IntOrPercent pods) => new(true, pods);

    /// <summary><c>maxUnavailable</c>: at most so many pods are unavailable.</summary>
    /// <param name="pods">A number of pods, or a percentage, rounded up, of those that the application should have.</param>
    public static DisruptionBudget MaxUnavailable(IntOrPercent pods) => new(false, pods);

    /// <summary>How many pods have to stay available.</summary>
    /// <param name="replicas">How many the application should have.</param>
    public int DesiredHealthy(int replicas) => _isMinimum ? _limit.Resolve(replicas) : Math.Max(0, replicas - _limit.Resolve(replicas));

    /// <summary>Whether one more pod may be evicted: the Eviction API's rule.</summary>
    /// <param name="healthy">How many pods are Ready and not terminating.</param>
    /// <param name="replicas">How many the application should have.</param>
    public bool Allows(int healthy, int replicas) => healthy > DesiredHealthy(replicas);

    /// <inheritdoc/>
    public override string ToString() => $"{(_isMinimum ? "minAvailable" : "maxUnavailable")}={_limit}";
}
