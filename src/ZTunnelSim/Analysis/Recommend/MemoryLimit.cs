namespace ZTunnelSim;

/// <summary>How long a drain may be for two ztunnels to have their place on every node.</summary>
internal sealed record MemoryLimit
{
    private readonly Rollout _rollout;
    private readonly Lazy<ProcessMemory> _memory;
    private readonly Lazy<GracePeriod?> _largest;

    public MemoryLimit(Rollout rollout)
    {
        _rollout = rollout;
        _memory = new(() => new(rollout));
        _largest = new(Largest);
    }

    /// <summary>What the processes take on the node where it is tightest.</summary>
    public ProcessMemory Memory => _memory.Value;

    /// <summary>Whether anything says what place there is.</summary>
    public bool IsKnown => _rollout.Memory.IsLimited;

    /// <summary>The largest T for which both processes have their place; null where there is none.</summary>
    public GracePeriod? LargestGracePeriod => IsKnown ? _largest.Value : RecommendOptions.LongestGracePeriod;

    /// <summary>Whether every T that is looked at is within it.</summary>
    public bool AlwaysHolds => LargestGracePeriod == RecommendOptions.LongestGracePeriod;

    /// <summary>Whether a T is within it.</summary>
    public bool Holds(GracePeriod t) => !IsKnown || Memory.Fits(_rollout.DrainBudget.SecondsFor(t));

    /// <summary>Whether both are of equal rollouts: all else follows from that.</summary>
    public bool Equals(MemoryLimit? other) => other is not null && _rollout == other._rollout;

    /// <inheritdoc/>
    public override int GetHashCode() => _rollout.GetHashCode();

    private GracePeriod? Largest()
    {
        GracePeriod longest = RecommendOptions.LongestGracePeriod;
        if (Memory.Fits(longest.Seconds)) return longest;
        Bracket budget = Bracket.Of(g => !Memory.Fits(g), longest.Seconds);
        return budget.False < 0 ? null : BudgetInverse.LargestWithin(_rollout.DrainBudget, budget.False, longest);
    }
}
