using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>
/// In what range the resets of one rollout will lie: chance, and what the data leave open about the lifetimes.
/// </summary>
/// <param name="Lower">The lower end for one rollout, with both sources of uncertainty.</param>
/// <param name="Upper">The upper end for one rollout, with both sources of uncertainty.</param>
/// <param name="MeanLower">The lower end for the expected resets: the lifetimes' uncertainty alone.</param>
/// <param name="MeanUpper">The upper end for the expected resets: the lifetimes' uncertainty alone; infinite where a
/// plausible lifetime has no mean.</param>
/// <param name="ChanceLower">The lower end for one rollout, were the fitted lifetimes known to be right: chance alone.</param>
/// <param name="ChanceUpper">The upper end for one rollout, were the fitted lifetimes known to be right: chance alone.</param>
/// <param name="LifetimesShare">
/// How much of the variance of one rollout's resets comes from what the data leave open about the lifetimes, from 0 to 1:
/// Var(mean) / (Var(mean) + E(mean)), over the plausible lifetimes. More data make this part smaller; the rest is chance.
/// </param>
public readonly record struct PredictionInterval(
    double Lower, double Upper, double MeanLower, double MeanUpper, double ChanceLower, double ChanceUpper, double LifetimesShare)
{
    /// <summary>The interval of a rolling update's resets.</summary>
    /// <param name="rollout">The rollout; its workloads' <see cref="Workload.PlausibleLifetimes"/> are drawn from.</param>
    /// <param name="confidence">The probability of the interval, between 0 and 1.</param>
    /// <remarks>
    /// Given the lifetimes, resets are Poisson (DESIGN.md section 2; the small extra spread of a random overlap is left
    /// out). Plausible lifetimes of different workloads are independent, and are combined draw by draw; the interval
    /// is that of the mixture of the Poisson laws so obtained.
    /// </remarks>
    public static PredictionInterval OfResets(Rollout rollout, double confidence)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        if (rollout.Plan is not RollingUpdate plan)
            throw new NotSupportedException($"Theory covers RollingUpdate, not {rollout.Plan.GetType().Name}.");
        NodeTheory theory = new(rollout.Cluster.Workloads, plan, rollout.Timing);
        int draws = Math.Max(1, rollout.Cluster.Workloads.Max(w => w.PlausibleLifetimes.Count));
        double[] means = new double[draws];
        for (int w = 0; w < rollout.Cluster.Workloads.Count; w++)
        {
            Workload workload = rollout.Cluster.Workloads[w];
            for (int draw = 0; draw < draws; draw++)
                means[draw] += rollout.Cluster.ExposuresOf(w) * Resets(theory, workload, draw, rollout.DrainBudgetSeconds);
        }
        Array.Sort(means);
        double tail = 0.5 * (1 - confidence);
        double[] fitted = [rollout.Cluster.Workloads.Select((w, i) => rollout.Cluster.NodesOf(i) * theory.MeanStillOpen(w, rollout.DrainBudgetSeconds)).Sum()];
        return new(
            PoissonMixture.Quantile(means, tail),
            PoissonMixture.Quantile(means, 1 - tail),
            means[(int)(tail * (draws - 1))],
            means[(int)Math.Ceiling((1 - tail) * (draws - 1))],
            MixtureQuantile(fitted, tail),
            MixtureQuantile(fitted, 1 - tail),
            ShareOfMeans(means));
    }

    /// <summary>The law of total variance, for a mixture of Poisson laws.</summary>
    private static double ShareOfMeans(double[] means)
    {
        double mean = means.Average(), variance = means.Sum(m => (m - mean) * (m - mean)) / means.Length;
        return variance == 0 ? 0 : double.IsFinite(variance) ? variance / (variance + mean) : 1;
    }

    /// <summary>The mean resets per node of a workload whose lifetime is the given draw of its plausible ones.</summary>
    internal static double Resets(NodeTheory theory, Workload workload, int draw, double budget)
    {
        if (workload.PlausibleLifetimes.Count == 0) return theory.MeanStillOpen(workload, budget);
        DurationLaw lifetime = workload.PlausibleLifetimes[draw % workload.PlausibleLifetimes.Count];
        double arrivals = workload.ArrivalsWith(lifetime);
        // With an infinite mean life and a given number of open connections, all of these outlive any budget.
        return arrivals == 0 ? workload.OpenPerNode : theory.MeanStillOpen(arrivals, lifetime, budget);
    }
}
