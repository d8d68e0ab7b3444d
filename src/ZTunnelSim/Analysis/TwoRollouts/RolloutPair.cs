namespace ZTunnelSim;

/// <summary>
/// What two rollouts cut, of which the second ends the processes that the first began: T and then the version, or an update and the way
/// back. By theory; all numbers are means, and times are in seconds since the first rollout's start.
/// </summary>
/// <remarks>
/// The second rollout's processes hold only what they accepted since the first (<see cref="Rollout.ProcessAge"/>). How old they are
/// follows from mean times: a node's places in the two rollouts are taken to be independent of each other, and drains that hold up the next
/// node, or that are waited for, to last their budget. Connections with both ends in the mesh are counted a little too often in the second
/// rollout, since those that the first cut at one end are still there at the other: by 5 % right after it, for lifetimes of 40 s on six
/// nodes, and by less the longer it waits.
/// </remarks>
public sealed record RolloutPair
{
    internal RolloutPair(Rollout first, Rollout second, IEnumerable<double> firstResets, IEnumerable<double> secondResets)
    {
        (First, Second) = (first, second);
        FirstResetsByWorkload = new(first.Cluster.WorkloadNames, firstResets);
        SecondResetsByWorkload = new(first.Cluster.WorkloadNames, secondResets);
    }

    /// <summary>The time from the start of the first rollout to that of the second; infinite where the second comes much later.</summary>
    public double BetweenSeconds { get; internal init; }

    /// <summary>How many nodes are replaced twice: those that had the first rollout's process alone when the second began.</summary>
    public int NodesReplacedTwice { get; internal init; }

    /// <summary>The expected resets of the first rollout, at the ends of the old processes' drains.</summary>
    public double FirstResets => FirstResetsByWorkload.Sum();

    /// <summary>The expected resets of the second rollout, at the ends of the drains of the processes that the first began.</summary>
    public double SecondResets => SecondResetsByWorkload.Sum();

    /// <summary>The expected resets of both.</summary>
    public double Resets => FirstResets + SecondResets;

    /// <summary>The first rollout's expected resets of each workload, in the cluster's order.</summary>
    public ByName<double> FirstResetsByWorkload { get; }

    /// <summary>The second rollout's expected resets of each workload, in the cluster's order.</summary>
    public ByName<double> SecondResetsByWorkload { get; }

    /// <summary>When the first rollout is through, with the drains of its old processes, if these last their budget.</summary>
    public double FirstEndsSeconds { get; internal init; }

    /// <summary>The same of the second.</summary>
    public double SecondEndsSeconds { get; internal init; }

    /// <summary>
    /// How many ztunnel processes a node runs at once, at the most: 3 where the second rollout's new one may listen before the first's old
    /// one has drained, 2 with a surge otherwise, 1 without one.
    /// </summary>
    public int MostProcesses { get; internal init; }

    /// <summary>The expected number of nodes that run three ztunnel processes, at the time when these are most.</summary>
    public double PeakNodesWithThreeProcesses { get; internal init; }

    /// <summary>The first rollout; where it was not through when the second began, with all its nodes.</summary>
    internal Rollout First { get; }

    /// <summary>The second rollout, whose processes are as old as the first has left them.</summary>
    internal Rollout Second { get; }

    /// <summary>How long the second rollout waits once the first is through; below 0 where it does not.</summary>
    internal double WaitSeconds => BetweenSeconds - FirstEndsSeconds;

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Numbers.Count(FirstResets)} resets by the first rollout, {Numbers.Count(SecondResets)} by one "
        + $"that begins {DurationFormat.Brief(BetweenSeconds)} after it";
}
