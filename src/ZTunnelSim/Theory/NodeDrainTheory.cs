namespace ZTunnelSim;

/// <summary>What the drain of one node cuts where its ztunnel has to go along with its pods.</summary>
/// <remarks>
/// Pods and ztunnel are told to go at one instant, and found the connections open then: of a workload that opens L a second across the
/// node, those whose residual life is longer than the budget B = min(G(T), window) are cut by ztunnel, L I(B) with the integrated tail I,
/// if the pods at their ends here have a longer grace period than B; of a pod with a shorter one, g, its own exit has cut what outlives
/// that, L I(g). From the old ztunnel's SIGTERM until a new one listens what the pods open is refused. Budgets that do not let a pod go at
/// once, and pods that moved here lately, are not in it.
/// </remarks>
internal sealed class NodeDrainTheory
{
    /// <summary>What the drain of one of a rollout's nodes cuts.</summary>
    /// <param name="rollout">The rollout, whose strategy evacuates nodes.</param>
    /// <param name="node">The node's index.</param>
    public NodeDrainTheory(Rollout rollout, int node)
    {
        Cluster cluster = rollout.Cluster;
        NodeEvacuation how = rollout.Strategy.Evacuation ?? throw new NotSupportedException($"{rollout.Strategy} drains no node.");
        BudgetSeconds = how.BudgetOf(rollout.DrainBudgetSeconds);
        bool isWithPods = how.Drainer.Turn == ZTunnelTurn.WithPods;
        double gap = BudgetSeconds + rollout.Timing.Exit.MeanSeconds + rollout.Timing.Startup.MeanSeconds;
        GapSeconds = isWithPods ? gap : 0;
        for (int w = 0; w < cluster.Workloads.Count; w++)
        {
            Workload workload = cluster.Workloads[w];
            (Application? source, Application? destination, double p, double q) = EndsOf(cluster, w, node);
            double first = GraceOf(source), second = GraceOf(destination);
            Take(workload, p * (1 - q), first);
            Take(workload, q * (1 - p), second);
            Take(workload, p * q, Math.Min(first, second));
            // A pod is the client of what it opens; of ends that are not known, one half.
            double opened = workload.OpenedPerSecond * (workload.Traffic is TrafficBetween ? (source is null ? 0 : p) : p / 2);
            if (isWithPods) Refused += opened * Math.Min(GapSeconds, first);
        }

        // Who stays on the node keeps its connections; a node that goes takes all along.
        double GraceOf(Application? end) => end is null or { IsDaemonSet: true }
            ? double.PositiveInfinity
            : Math.Min(end.TerminationGracePeriodSeconds, how.ReplacesNodes ? how.TimeoutSeconds : double.PositiveInfinity);

        void Take(Workload workload, double share, double grace)
        {
            if (share == 0) return;
            double perSecond = workload.OpenedPerSecond * share;
            if (isWithPods && grace > BudgetSeconds) Cut += perSecond * workload.Lifetime.IntegratedTail(BudgetSeconds);
            else if (double.IsFinite(grace)) AppTerminated += perSecond * workload.Lifetime.IntegratedTail(grace);
        }
    }

    /// <summary>ztunnel's drain budget, in seconds.</summary>
    public double BudgetSeconds { get; }

    /// <summary>For how long nobody listens at most, in seconds; 0 where ztunnel stays.</summary>
    public double GapSeconds { get; }

    /// <summary>Connections that ztunnel cuts, in the mean.</summary>
    public double Cut { get; private set; }

    /// <summary>Connections that the pods' own exits cut, in the mean.</summary>
    public double AppTerminated { get; private set; }

    /// <summary>
    /// New connections of pods that still run which are refused, in the mean and at most: no pod exits before its grace period.
    /// </summary>
    public double Refused { get; private set; }

    /// <summary>The applications at a workload's ends with the shares of their pods that are on a node; null: not in the mesh.</summary>
    private static (Application? Source, Application? Destination, double SourceShare, double DestinationShare) EndsOf(
        Cluster cluster, int workload, int node)
    {
        Workload its = cluster.Workloads[workload];
        if (its.Traffic is not TrafficBetween ends)
        {
            int at = cluster.WorkloadsOn(node).IndexOf(workload);
            // Where the other end is not modelled, a pod on the node is taken to be one, with Kubernetes' own grace period.
            return (Application.WithReplicas(its.Name, 1), null, at < 0 ? 0 : cluster.SharesOn(node)[at], 0);
        }
        return (
            Of(ends.Source), Of(ends.Destination), cluster.PodSharesOf(ends.Source, its.Name)[node],
            cluster.PodSharesOf(ends.Destination, its.Name)[node]);

        Application? Of(string? name) => name is null ? null : cluster.Applications[cluster.ApplicationIndex(name)];
    }
}
