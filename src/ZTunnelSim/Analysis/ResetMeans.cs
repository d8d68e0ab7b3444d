using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>
/// The means of a rollout's resets by the drain budget alone, for any budget: over all workloads or of one, with the fitted
/// lifetimes and traffic, or with each of the plausible ones.
/// </summary>
/// <remarks>
/// Given the lifetimes, resets are Poisson (DESIGN.md section 2); over the plausible ones they are the mixture. Plausible
/// lifetimes of different workloads are independent, and are combined draw by draw. All of it falls as the budget grows.
/// </remarks>
internal sealed class ResetMeans
{
    private readonly Rollout _rollout;
    private readonly RollingUpdate _plan;
    private readonly Cluster _cluster;
    private readonly NodeTheory _theory;
    private readonly int _draws;

    public ResetMeans(Rollout rollout)
    {
        _rollout = rollout;
        _plan = rollout.Plan as RollingUpdate
            ?? throw new NotSupportedException($"Theory covers RollingUpdate, not {rollout.Plan.GetType().Name}.");
        _cluster = rollout.Cluster;
        _theory = new NodeTheory(_cluster.Workloads, _plan, rollout.Timing);
        _draws = _cluster.Workloads.Max(w => w.Draws);
    }

    /// <summary>The mean by the workloads' own lifetimes.</summary>
    public double Fitted(double budgetSeconds) => Enumerable.Range(0, _cluster.Workloads.Count).Sum(w => Fitted(budgetSeconds, w));

    /// <summary>The mean of one workload by its own lifetime.</summary>
    public double Fitted(double budgetSeconds, int workload) =>
        Exposures(budgetSeconds, workload) * _theory.MeanStillOpen(_cluster.Workloads[workload], budgetSeconds);

    /// <summary>The mean for each draw of plausible lifetimes.</summary>
    public double[] Plausible(double budgetSeconds) => Plausible(budgetSeconds, null, []);

    /// <summary>The number of resets that a rollout does not exceed with the given probability.</summary>
    public double Upper(double budgetSeconds, double probability, int? workload = null) =>
        new PoissonMixture(Plausible(budgetSeconds, workload, [])).Quantile(probability);

    /// <summary>The probability that a rollout has at most so many resets, some workloads left out.</summary>
    public double Probability(double budgetSeconds, double resets, int? workload, IReadOnlyCollection<int> without) =>
        new PoissonMixture(Plausible(budgetSeconds, workload, without)).Cdf(resets);

    /// <summary>The mean resets for each exposure of a workload whose lifetime and traffic are the given draw of its plausible ones.</summary>
    public static double OfDraw(NodeTheory theory, Workload workload, int draw, double budget)
    {
        DurationLaw lifetime = workload.LifetimeOf(draw);
        double arrivals = workload.ArrivalsWith(lifetime);
        // With an infinite mean life and a given number of open connections, all of these outlive any budget.
        return workload.TrafficOf(draw)
            * (arrivals == 0 ? workload.OpenPerNode : theory.MeanStillOpen(arrivals, lifetime, budget));
    }

    private double[] Plausible(double budgetSeconds, int? workload, IReadOnlyCollection<int> without)
    {
        double[] means = new double[_draws];
        for (int w = workload ?? 0; w <= (workload ?? _cluster.Workloads.Count - 1); w++)
        {
            if (without.Contains(w)) continue;
            Workload one = _cluster.Workloads[w];
            double exposures = Exposures(budgetSeconds, w);
            int different = one.Draws;
            double[] ofDraw = new double[different];
            for (int draw = 0; draw < different; draw++)
                ofDraw[draw] = exposures * OfDraw(_theory, one, draw, budgetSeconds);
            for (int draw = 0; draw < _draws; draw++) means[draw] += ofDraw[draw % different];
        }
        return means;
    }

    /// <summary>How many nodes a connection can be reset by, in the mean: once for each that it crosses, less what that counts twice.</summary>
    private double Exposures(double budgetSeconds, int workload) =>
        _cluster.ExposuresOf(workload) * BothEndsTheory.ShareCountedOnce(_rollout, _plan, workload, budgetSeconds);
}
