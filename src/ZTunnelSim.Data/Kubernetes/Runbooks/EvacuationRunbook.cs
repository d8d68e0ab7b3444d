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

    /// <summary>How long a drain may take before it is given up, in seconds.</summary>
    public int DrainTimeoutSeconds { get; init; } = 900;

    /// <summary>The PodDisruptionBudgets that the drains have to respect, and what is odd about them: a sentence each.</summary>
    public IReadOnlyList<string> Budgets { get; init; } = [];

    /// <summary>What is odd about the cluster, such as nodes that are left out or are not Ready: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
