namespace ZTunnelSim;

/// <summary>
/// How many connections the nodes' ztunnels hold when a rollout begins: at each Poisson with mean sum L m over what crosses it (Little's
/// law), at the rates of that hour, or where no hour is known at those of the busiest.
/// </summary>
/// <remarks>
/// How far that is uncertain is worked out for the whole cluster: a node has the same share of it in every draw. Connections of dead peers
/// are held like all others; of <see cref="Rollout.Live"/> there are none.
/// </remarks>
internal sealed class OpenOnNodes
{
    private readonly Rollout _rollout;
    private readonly double[] _factors;

    public OpenOnNodes(Rollout rollout)
    {
        _rollout = rollout;
        Cluster cluster = rollout.Cluster;
        Workload[] workloads = [.. cluster.Workloads];
        _factors = [.. workloads.Select(w => rollout.RateOf(w)?.At(0) ?? w.ChangingProfile?.Peak ?? 1)];
        Means = [.. Enumerable.Range(0, cluster.Nodes.Count).Select(MeanOn)];
        int draws = workloads.Max(w => w.Draws);
        double[] all = [.. workloads.Select((w, i) => w.OpenConnections * cluster.ExposuresOf(i) * _factors[i])];
        double sum = all.Sum();
        Spread = sum == 0 || draws == 1
            ? [1]
            : [.. Enumerable.Range(0, draws).Select(draw => workloads.Select((w, i) => all[i] * OfDraw(w, draw)).Sum() / sum)];
    }

    /// <summary>The mean number on each node.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>The mean number on a node, of any.</summary>
    public double Mean => Means.Average();

    /// <summary>Multiples of the means that the data support as well, each as plausible as any other.</summary>
    public IReadOnlyList<double> Spread { get; }

    /// <summary>
    /// The number on a node with such a mean that is not exceeded with a probability: chance, and what the data leave open.
    /// </summary>
    public double Upper(double mean, double probability) => new PoissonMixture([.. Spread.Select(s => s * mean)]).Quantile(probability);

    /// <summary>
    /// Of a node's connections so many are of its new process when the old one's drain is over: opened since SIGTERM, and not ended.
    /// </summary>
    /// <param name="node">The node's index.</param>
    /// <param name="seconds">The time since SIGTERM.</param>
    public double AcceptedOn(int node, double seconds) => SumOn(node, (w, law) => w.OpenedPerSecond * law.IntegratedSurvival(0, seconds));

    private double MeanOn(int node) => SumOn(node, static (w, law) => w.OpenedPerSecond * law.MeanSeconds);

    private double SumOn(int node, Func<Workload, DurationLaw, double> of)
    {
        ReadOnlySpan<int> workloads = _rollout.Cluster.WorkloadsOn(node);
        ReadOnlySpan<double> shares = _rollout.Cluster.SharesOn(node);
        double sum = 0;
        for (int i = 0; i < workloads.Length; i++)
        {
            Workload workload = _rollout.Cluster.Workloads[workloads[i]];
            sum += shares[i] * _factors[workloads[i]] * of(workload, workload.Lifetime);
        }
        return sum;
    }

    /// <summary>A draw's open connections in multiples of the workload's own.</summary>
    private static double OfDraw(Workload workload, int draw) => workload.TrafficOf(draw)
        * (workload.Traffic.IsOpen || workload.Lifetime.MeanSeconds == 0
            ? 1
            : workload.LifetimeOf(draw).MeanSeconds / workload.Lifetime.MeanSeconds);
}
