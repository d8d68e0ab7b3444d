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
/// <param name="Name">The name, not blank.</param>
/// <param name="Rollout">The update.</param>
public sealed record NamedStrategy(string Name, Rollout Rollout);
