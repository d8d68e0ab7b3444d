namespace ZTunnelSim;

/// <summary>
/// The means of a rollout's resets by the drain budget alone, for any budget: over all workloads or of one, with the fitted lifetimes and
/// traffic, or with each of the plausible ones.
/// </summary>
/// <remarks>
/// Given the lifetimes, resets are Poisson; over the plausible ones they are the mixture. Plausible lifetimes of different workloads are
/// independent, and are combined draw by draw. All of it falls as the budget grows, but for the case that <see cref="ResetTheory"/> names.
/// </remarks>
internal sealed class ResetMeans
{
    private readonly ResetTheory _theory;
    private readonly Cluster _cluster;
    private readonly int _draws;

    public ResetMeans(Rollout rollout)
    {
        _theory = new ResetTheory(rollout);
        _cluster = rollout.Cluster;
        _draws = _cluster.Workloads.Max(w => w.Draws);
    }

    /// <summary>The mean by the workloads' own lifetimes.</summary>
    public double Fitted(double budgetSeconds) => Enumerable.Range(0, _cluster.Workloads.Count).Sum(w => Fitted(budgetSeconds, w));

    /// <summary>The mean of one workload by its own lifetime.</summary>
    public double Fitted(double budgetSeconds, int workload) => _theory.Mean(workload, budgetSeconds);

    /// <summary>The mean for each draw of plausible lifetimes.</summary>
    public double[] Plausible(double budgetSeconds) => Plausible(budgetSeconds, null, []);

    /// <summary>The number of resets that a rollout does not exceed with the given probability.</summary>
    public double Upper(double budgetSeconds, double probability, int? workload = null) =>
        new PoissonMixture(Plausible(budgetSeconds, workload, [])).Quantile(probability);

    /// <summary>The probability that a rollout has at most so many resets, some workloads left out.</summary>
    public double Probability(double budgetSeconds, double resets, int? workload, IReadOnlyCollection<int> without) =>
        new PoissonMixture(Plausible(budgetSeconds, workload, without)).Cdf(resets);

    /// <summary>
    /// The mean of one workload with each of its plausible lifetimes and traffic; with its own where both are taken as known.
    /// </summary>
    public double[] OfDraws(double budgetSeconds, int workload)
    {
        Workload one = _cluster.Workloads[workload];
        return
        [
            .. Enumerable.Range(0, one.Draws)
                .Select(draw => one.TrafficOf(draw) * _theory.Mean(workload, budgetSeconds, one.LifetimeOf(draw))),
        ];
    }

    private double[] Plausible(double budgetSeconds, int? workload, IReadOnlyCollection<int> without)
    {
        double[] means = new double[_draws];
        for (int w = workload ?? 0; w <= (workload ?? _cluster.Workloads.Count - 1); w++)
        {
            if (without.Contains(w)) continue;
            double[] ofDraws = OfDraws(budgetSeconds, w);
            for (int draw = 0; draw < _draws; draw++) means[draw] += ofDraws[draw % ofDraws.Length];
        }
        return means;
    }
}
