namespace ZTunnelSim.Benchmarks;

/// <summary>The rollouts that are measured.</summary>
internal static class Scenarios
{
    public static readonly DurationLaw Lifetime = new Lognormal(2, 1.2);

    /// <summary>Nodes that are all alike, the chart's surge of one, 5 s a node.</summary>
    public static Rollout Of(int nodes, double openPerNode, double cycleSeconds = 5) => Rollout
        .Of(Cluster.OfSize(nodes, Workload.Of("api", Traffic.OpenPerNode(openPerNode), Lifetime))) with
    {
        Timing = new ReplacementTiming(
            new Constant(0.5 * cycleSeconds), new Constant(0.3 * cycleSeconds), new Constant(0.2 * cycleSeconds))
    };

    /// <summary>100 nodes, 100 arrivals a second on each, a horizon of ten minutes.</summary>
    public static Rollout TenMinutes { get; } = Rollout
        .Of(Cluster.OfSize(100, Workload.Of("api", Traffic.PerNode(100), Lifetime))) with
    {
        Timing = new ReplacementTiming(
            new Constant(3), new Constant(2), new Constant(0.75))
    };

    /// <summary>Grace periods from 10 s to an hour, evenly spread on a logarithmic scale.</summary>
    public static GracePeriod[] Candidates(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new GracePeriod((int)(10 * Math.Pow(360, i / Math.Max(1.0, count - 1)))))];
}
