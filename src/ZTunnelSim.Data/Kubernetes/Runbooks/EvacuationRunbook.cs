namespace ZTunnelSim.Data;

/// <summary>The update by OnDelete with drained nodes: what its runbook is made of.</summary>
internal sealed record EvacuationRunbook
{
    /// <summary>What is updated.</summary>
    public required RunbookTarget Target { get; init; }

    /// <summary>The nodes, in the order in which they are drained.</summary>
    public required IReadOnlyList<RunbookNode> Nodes { get; init; }

    /// <summary>How long all of it takes, in seconds; null where it is not known.</summary>
    public double? TotalSeconds { get; init; }

    /// <summary>How the nodes are drained: what the scenario says, or 15 min for each, one after the other.</summary>
    public NodeEvacuation How { get; init; } = NodeEvacuation.Default with { TimeoutSeconds = 900 };

    /// <summary>T and how long ztunnel drains by it, in seconds; null: not known.</summary>
    public (GracePeriod GracePeriod, double Seconds)? Drain { get; init; }

    /// <summary>The names of applications whose pods' own grace period is longer than a drain may take.</summary>
    public IReadOnlyList<string> SlowApplications { get; init; } = [];

    /// <summary>The PodDisruptionBudgets that the drains have to respect, and what is odd about them: a sentence each.</summary>
    public IReadOnlyList<Markdown> Budgets { get; init; } = [];

    /// <summary>What is odd about the cluster, such as nodes that are left out or are not Ready: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
