namespace ZTunnelSim;

/// <summary>What a comparison of strategies found.</summary>
public sealed record CompareResult
{
    /// <summary>One result for each strategy, in the order given.</summary>
    public required IReadOnlyList<StrategyResult> Strategies { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many replications were run of each strategy.</summary>
    public required int Replications { get; init; }

    /// <summary>The confidence level of every interval.</summary>
    public required double Confidence { get; init; }

    /// <summary>What one ztunnel process was taken to need of a node's memory, in bytes.</summary>
    public required long ZTunnelMemoryBytes { get; init; }

    /// <summary>Why the comparison ended.</summary>
    public required SweepEnd End { get; init; }
}

/// <summary>A way to update, by a name: what Compare puts side by side.</summary>
public sealed record NamedStrategy
{
    /// <summary>A way to update.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="rollout">The update.</param>
    /// <exception cref="ArgumentException">The name is blank, or something is null.</exception>
    public NamedStrategy(string name, Rollout rollout) => (Name, Rollout) = (name, rollout);

    /// <summary>The name, not blank.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    }

    /// <summary>The update.</summary>
    public Rollout Rollout
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }
}
