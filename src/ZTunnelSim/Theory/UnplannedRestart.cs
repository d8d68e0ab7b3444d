namespace ZTunnelSim;

/// <summary>
/// What one ztunnel loses that restarts without anybody's plan (out of memory, a crash, its node lost): the yardstick for a rollout.
/// </summary>
/// <remarks>
/// There is no drain (G = 0) and no successor beside it, so that all is lost that it holds: Poisson with mean L m, as M/G/infinity has it
/// (Little's law; the loss R(0) without an overlap). New connections are refused until it listens again, which is not in the count.
/// </remarks>
internal sealed record UnplannedRestart
{
    private UnplannedRestart(Rollout rollout, double lost, double lower, double upper) =>
        (Nodes, Restarts, Lost, Lower, Upper) = (rollout.Cluster.Nodes.Count, rollout.UnplannedRestarts, lost, lower, upper);

    /// <summary>How many connections are lost in the mean, over all nodes: of those that somebody misses.</summary>
    public double Lost { get; }

    /// <summary>The lower end of what one restart of any node loses, in 95 of 100.</summary>
    public double Lower { get; }

    /// <summary>The upper end.</summary>
    public double Upper { get; }

    /// <summary>The number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>How often it happens; null: not known.</summary>
    public RestartCount? Restarts { get; }

    /// <summary>How many connections all nodes together lose so in a year; null: not known.</summary>
    public double? LostPerYear => Restarts?.PerYear(Nodes) * Lost;

    /// <summary>What it is of a rollout; null where nothing is open.</summary>
    public static UnplannedRestart? Of(Rollout rollout)
    {
        // Of many nodes most are alike: so many, evenly by size, tell the rest.
        const int MostNodes = 50;
        OpenOnNodes open = new(rollout.Live);
        if (!(open.Mean > 0 && double.IsFinite(open.Mean))) return null;
        double[] sorted = [.. open.Means.Order()];
        int count = Math.Min(sorted.Length, MostNodes);
        PoissonMixture one = new(
        [
            .. Enumerable.Range(0, count).Select(i => sorted[i * sorted.Length / count])
                .SelectMany(mean => open.Spread.Select(s => s * mean)),
        ]);
        return new(rollout, open.Mean, one.Quantile(0.025), one.Quantile(0.975));
    }

    /// <summary>So many resets in unplanned restarts of one node.</summary>
    public double InRestarts(double resets) => resets / Lost;
}
