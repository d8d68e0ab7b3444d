namespace ZTunnelSim.Data;

/// <summary>One node of a runbook, with what is expected there. What is not known is null, and left out of the text.</summary>
/// <param name="Name">The node's name.</param>
internal sealed record RunbookNode(string Name)
{
    /// <summary>How long all steps on this node take, in seconds.</summary>
    public double? ExpectedSeconds { get; init; }

    /// <summary>How many pods are evicted.</summary>
    public double? EvictedPods { get; init; }

    /// <summary>How many pods a node that is replaced cuts as it goes.</summary>
    public double? CutPods { get; init; }

    /// <summary>How many connections their applications close in good order.</summary>
    public double? ConnectionsClosed { get; init; }

    /// <summary>How many connections outlive their pod's own grace period and are cut by its exit.</summary>
    public double? ConnectionsAppTerminated { get; init; }

    /// <summary>The longest grace period of the evicted pods, in seconds.</summary>
    public double? LongestPodGraceSeconds { get; init; }

    /// <summary>Pods that need a decision before the drain: a sentence each.</summary>
    public IReadOnlyList<Markdown> Caveats { get; init; } = [];
}
