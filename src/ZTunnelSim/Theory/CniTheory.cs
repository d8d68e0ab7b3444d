namespace ZTunnelSim;

/// <summary>
/// How many nodes lose the overlap of their two ztunnels where istio-cni is rolled at the same time, and what that refuses.
/// </summary>
/// <remarks>
/// Two rollouts go through the same nodes in orders of their own: ztunnel's takes one each c/s seconds (c for a replacement until SIGTERM,
/// s places), istio-cni's one each a/u (a away, u places), among all that it has not visited. A node that istio-cni visits first loses its
/// old ztunnel at once, since that counts as broken. With W nodes that it has not visited and U of these that wait for ztunnel's, U' = -s/c
/// - (u/a) U/W and W' = -u/a, so that the share that it meets first is 1 - (1 - exp(-k)) / k with k = u c / (s a): the fluid limit, right
/// for many nodes.
/// </remarks>
internal sealed class CniTheory
{
    private CniTheory(Rollout rollout, RollingUpdate plan, CniRollout cni)
    {
        ReplacementTiming timing = rollout.Timing;
        int nodes = rollout.Cluster.Nodes.Count;
        double turn = (timing.Startup.MeanSeconds + timing.Ready.MeanSeconds + timing.Overlap.MeanSeconds) / plan.ConcurrentNodes(nodes);
        double visit = cni.Away.MeanSeconds / cni.Places(nodes), k = visit > 0 ? turn / visit : double.PositiveInfinity;
        Share = k == 0 ? 0 : double.IsInfinity(k) ? 1 : 1 - (1 - Math.Exp(-k)) / k;
        Nodes = Share * nodes;
        GapSeconds = Larger(timing.Startup, cni.Away);
        Cluster cluster = rollout.Cluster;
        Refused = Share * GapSeconds
            * Enumerable.Range(0, cluster.Workloads.Count).Sum(w => cluster.ExposuresOf(w) * cluster.Workloads[w].OpenedPerSecond);
    }

    /// <summary>What it is of a rollout; null where istio-cni is not rolled with it, or it is no surge.</summary>
    public static CniTheory? Of(Rollout rollout) =>
        rollout is { Cni: { } cni, Strategy: RollingUpdate { IsSurge: true } plan, Pacing: Pacing.Kubernetes }
            ? new(rollout, plan, cni)
            : null;

    /// <summary>The share of nodes whose old ztunnel is deleted as broken.</summary>
    public double Share { get; }

    /// <summary>How many nodes that are.</summary>
    public double Nodes { get; }

    /// <summary>
    /// How long nobody listens on such a node in the mean, in seconds: until istio-cni is back and the new ztunnel has started.
    /// </summary>
    public double GapSeconds { get; }

    /// <summary>The expected number of new connections that are refused then, in the whole rollout.</summary>
    public double Refused { get; }

    /// <summary>The mean of the larger of two times: the integral of the probability that either is longer.</summary>
    private static double Larger(DurationLaw a, DurationLaw b)
    {
        if (a is Constant && b is Constant) return Math.Max(a.MeanSeconds, b.MeanSeconds);
        const int Levels = 200;
        double sum = 0;
        for (int i = 0; i < Levels; i++)
        {
            double first = a.Quantile((i + 0.5) / Levels);
            for (int j = 0; j < Levels; j++) sum += Math.Max(first, b.Quantile((j + 0.5) / Levels));
        }
        return sum / (Levels * Levels);
    }
}
