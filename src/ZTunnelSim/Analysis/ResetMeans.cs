namespace ZTunnelSim;

/// <summary>
/// The means of a rollout's resets by the drain budget alone, for any budget: over all workloads or of one, with the fitted lifetimes and
/// traffic, or with each of the plausible ones.
/// </summary>
/// <remarks>
/// Given the lifetimes and what the nodes of a rollout share, resets are Poisson; over these they are the mixture. Plausible lifetimes of
/// different workloads are independent, and are combined draw by draw. All of it falls as the budget grows, but for the case that
/// <see cref="ResetTheory"/> names.
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

    /// <summary>The means of single rollouts, by the plausible lifetimes and by what the nodes of one share.</summary>
    public double[] OfRollouts(double budgetSeconds) => OfRollouts(budgetSeconds, null, [], isFitted: false);

    /// <summary>The same by the workloads' own lifetimes.</summary>
    public double[] FittedOfRollouts(double budgetSeconds) => OfRollouts(budgetSeconds, null, [], isFitted: true);

    /// <summary>The number of resets that a rollout does not exceed with the given probability.</summary>
    public double Upper(double budgetSeconds, double probability, int? workload = null) =>
        new PoissonMixture(OfRollouts(budgetSeconds, workload, [], isFitted: false)).Quantile(probability);

    /// <summary>The probability that a rollout has at most so many resets, some workloads left out.</summary>
    public double Probability(double budgetSeconds, double resets, int? workload, IReadOnlyCollection<int> without) =>
        new PoissonMixture(OfRollouts(budgetSeconds, workload, without, isFitted: false)).Cdf(resets);

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
        foreach (int w in Of(workload, without))
        {
            double[] ofDraws = OfDraws(budgetSeconds, w);
            for (int draw = 0; draw < _draws; draw++) means[draw] += ofDraws[draw % ofDraws.Length];
        }
        return means;
    }

    private double[] OfRollouts(double budgetSeconds, int? workload, IReadOnlyCollection<int> without, bool isFitted)
    {
        // Prime to the number of factors, so that each comes with all kinds of draws.
        const int Step = 37;
        double[] means = [];
        foreach (int w in Of(workload, without))
        {
            double[] ofDraws = isFitted ? [Fitted(budgetSeconds, w)] : OfDraws(budgetSeconds, w);
            double[] factors = _theory.FactorsOfRollouts(w, budgetSeconds);
            if (means.Length == 0) means = new double[Math.Max(isFitted ? 1 : _draws, factors.Length)];
            for (int i = 0; i < means.Length; i++) means[i] += ofDraws[i % ofDraws.Length] * factors[i * Step % factors.Length];
        }
        return means.Length == 0 ? [0] : means;
    }

    private IEnumerable<int> Of(int? workload, IReadOnlyCollection<int> without) =>
        Enumerable.Range(0, _cluster.Workloads.Count).Where(w => (workload is null || w == workload) && !without.Contains(w));
}
