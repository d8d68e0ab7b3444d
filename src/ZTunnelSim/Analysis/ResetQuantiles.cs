using ZTunnelSim.Model;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>
/// The law of a rollout's resets as a function of the drain budget alone, for any budget: over all workloads, or of one.
/// </summary>
/// <remarks>
/// The same law as <see cref="PredictionInterval"/>'s: Poisson given the lifetimes, mixed over the plausible lifetimes
/// (DESIGN.md section 2). All of it falls as the budget grows.
/// </remarks>
internal sealed class ResetQuantiles
{
    private readonly Cluster _cluster;
    private readonly NodeTheory _theory;
    private readonly int _draws;

    public ResetQuantiles(Rollout rollout)
    {
        if (rollout.Plan is not RollingUpdate plan)
            throw new NotSupportedException($"Theory covers RollingUpdate, not {rollout.Plan.GetType().Name}.");
        _cluster = rollout.Cluster;
        _theory = new NodeTheory(_cluster.Workloads, plan, rollout.Timing);
        _draws = Math.Max(1, _cluster.Workloads.Max(w => w.PlausibleLifetimes.Count));
    }

    /// <summary>The number of resets that a rollout does not exceed with the given probability.</summary>
    public double Upper(double budgetSeconds, double probability, int? workload = null)
    {
        double[] means = Means(budgetSeconds, workload, []);
        Array.Sort(means);
        return PoissonMixture.Quantile(means, probability);
    }

    /// <summary>The probability that a rollout has at most so many resets, some workloads left out.</summary>
    public double Probability(double budgetSeconds, double resets, int? workload, IReadOnlyCollection<int> without) =>
        PoissonMixture.Cdf(Means(budgetSeconds, workload, without), resets);

    /// <summary>The mean resets by the workload's own lifetime.</summary>
    public double Mean(double budgetSeconds, int workload) =>
        _cluster.NodesOf(workload) * _theory.MeanStillOpen(_cluster.Workloads[workload], budgetSeconds);

    private double[] Means(double budgetSeconds, int? workload, IReadOnlyCollection<int> without)
    {
        double[] means = new double[_draws];
        for (int w = workload ?? 0; w <= (workload ?? _cluster.Workloads.Count - 1); w++)
        {
            if (without.Contains(w)) continue;
            Workload one = _cluster.Workloads[w];
            int nodes = _cluster.NodesOf(w), different = Math.Max(1, one.PlausibleLifetimes.Count);
            double[] ofDraw = new double[different];
            for (int draw = 0; draw < different; draw++)
                ofDraw[draw] = nodes * PredictionInterval.Resets(_theory, one, draw, budgetSeconds);
            for (int draw = 0; draw < _draws; draw++) means[draw] += ofDraw[draw % different];
        }
        return means;
    }
}
