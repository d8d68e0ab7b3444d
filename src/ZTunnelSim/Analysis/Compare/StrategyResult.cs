using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>What a comparison found for one strategy: what breaks, what it takes, and what clients go through.</summary>
public sealed record StrategyResult
{
    /// <summary>The strategy.</summary>
    public required NamedStrategy Strategy { get; init; }

    /// <summary>The engine that ran.</summary>
    public required Engine Engine { get; init; }

    /// <summary>
    /// What theory expects; null where it has no answer: for plans other than RollingUpdate, and where one never gets
    /// done.
    /// </summary>
    public required RolloutPrediction? Predicted { get; init; }

    /// <summary>Connections closed by force at the end of ztunnel's drain.</summary>
    public required Estimate Resets { get; init; }

    /// <summary>Connections cut by the exit of an evicted pod.</summary>
    public required Estimate AppTerminated { get; init; }

    /// <summary>Connections cut, by ztunnel or by an evicted pod's exit.</summary>
    public required Estimate Cut { get; init; }

    /// <summary>Connections that closed by themselves on an evicted pod, within its grace period.</summary>
    public required Estimate AppClosed { get; init; }

    /// <summary>New connections that found no listener.</summary>
    public required Estimate Refused { get; init; }

    /// <summary>Connections lost in the accept queue of a closing listener.</summary>
    public required Estimate AcceptQueueLosses { get; init; }

    /// <summary>New connections that found no ready pod at one of their ends.</summary>
    public required Estimate WithoutEndpoint { get; init; }

    /// <summary>The same for each workload, in the cluster's order.</summary>
    public required IReadOnlyList<WorkloadImpact> Workloads { get; init; }

    /// <summary>The rollout's duration in seconds.</summary>
    public required Estimate DurationSeconds { get; init; }

    /// <summary>The duration in seconds that half of the rollouts stay within.</summary>
    public required double DurationP50Seconds { get; init; }

    /// <summary>The duration in seconds that 95 % of the rollouts stay within.</summary>
    public required double DurationP95Seconds { get; init; }

    /// <summary>Restarts of all pods together; 0 where no node is drained.</summary>
    public required Estimate Restarts { get; init; }

    /// <summary>The restarts of the pod that is restarted most often in its rollout.</summary>
    public required Estimate RestartsOfOnePod { get; init; }

    /// <summary>The most often that any pod was restarted in any rollout.</summary>
    public required int MostRestartsOfOnePod { get; init; }

    /// <summary>The largest number of nodes with two ztunnel processes at once.</summary>
    public required Estimate PeakNodesWithTwoProcesses { get; init; }

    /// <summary>The largest number of nodes with two ztunnel processes at once in any rollout.</summary>
    public required int MostNodesWithTwoProcesses { get; init; }

    /// <summary>The memory that these second processes take in the whole cluster, in bytes: that number times <see cref="CompareOptions.ZTunnelMemoryBytes"/>.</summary>
    public required long PeakExtraMemoryBytes { get; init; }

    /// <summary>For how long nodes ran two processes, summed over nodes, in seconds.</summary>
    public required Estimate NodeSecondsWithTwoProcesses { get; init; }

    /// <summary>The most pods that one node's drain had to place elsewhere, in any rollout.</summary>
    public required int HeadroomPods { get; init; }

    /// <summary>The largest requests of pods that one node's drain had to place elsewhere, in any rollout.</summary>
    public required PodResources Headroom { get; init; }

    /// <summary>Nodes that still run the old version when nothing more happens.</summary>
    public required Estimate NodesNotUpdated { get; init; }

    /// <summary>Why they do: each reason with its mean number of nodes, the most frequent first.</summary>
    public required IReadOnlyList<(string Reason, double Nodes)> WhyNotUpdated { get; init; }

    /// <summary>What clients go through; null unless <see cref="Engine.Sessions"/> ran.</summary>
    public required ClientEstimates? Clients { get; init; }

    /// <summary>
    /// Whether no other strategy is better all in all: at least as good in connections cut, connections refused, duration and
    /// restarts, and better in one of these, as far as the replications can tell. One that leaves nodes on the old
    /// version is not marked, unless all do.
    /// </summary>
    public required bool IsParetoBest { get; init; }

    /// <summary>The name of a strategy that is better all in all; null where there is none.</summary>
    public required string? DominatedBy { get; init; }

    /// <summary>What stands out, as one sentence.</summary>
    public required string Reading { get; init; }

    /// <summary>Whether every node is updated in every rollout.</summary>
    public bool IsComplete => NodesNotUpdated.Mean == 0;
}

/// <summary>What a strategy does to the connections of one workload, in the whole rollout.</summary>
public sealed record WorkloadImpact
{
    /// <summary>The workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>Expected resets by theory; null where it has no answer.</summary>
    public required double? ResetsTheory { get; init; }

    /// <summary>Connections closed by force at the end of ztunnel's drain.</summary>
    public required Estimate Resets { get; init; }

    /// <summary>Connections cut by the exit of an evicted pod.</summary>
    public required Estimate AppTerminated { get; init; }

    /// <summary>Connections that closed by themselves on an evicted pod.</summary>
    public required Estimate AppClosed { get; init; }

    /// <summary>New connections that found no listener.</summary>
    public required Estimate Refused { get; init; }

    /// <summary>Connections lost in the accept queue of a closing listener.</summary>
    public required Estimate AcceptQueueLosses { get; init; }

    /// <summary>New connections that found no ready pod at one of their ends.</summary>
    public required Estimate WithoutEndpoint { get; init; }

    /// <summary>What its clients go through; null unless <see cref="Engine.Sessions"/> ran.</summary>
    public required ClientEstimates? Clients { get; init; }
}

/// <summary>What clients go through in a rollout: of one workload, or of all together.</summary>
public sealed record ClientEstimates
{
    /// <summary>Sessions reset at least once.</summary>
    public required Estimate SessionsReset { get; init; }

    /// <summary>Sessions reset more than once.</summary>
    public required Estimate RepeatVictims { get; init; }

    /// <summary>Sessions that ended without a connection, or whose client does not come back.</summary>
    public required Estimate SessionsLost { get; init; }

    /// <summary>Reconnections that succeeded.</summary>
    public required Estimate Reconnections { get; init; }

    /// <summary>Attempts to reconnect that were refused.</summary>
    public required Estimate RefusedReconnections { get; init; }

    /// <summary>The most reconnections to one destination within one second.</summary>
    public required Estimate PeakReconnectsPerSecond { get; init; }

    /// <summary>The same in any rollout.</summary>
    public required long MostReconnectsPerSecond { get; init; }

    /// <summary>
    /// The median time without a connection after a cut, in seconds, over the rollouts in which somebody came back; not a
    /// number where nobody ever did. For all workloads together: of the workload whose 99th percentile is the longest.
    /// </summary>
    public required Estimate WithoutConnectionP50Seconds { get; init; }

    /// <summary>The 99th percentile of the time without a connection, likewise.</summary>
    public required Estimate WithoutConnectionP99Seconds { get; init; }
}
