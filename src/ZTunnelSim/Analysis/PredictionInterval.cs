using MathNet.Numerics.Distributions;
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
public readonly record struct PredictionInterval(double Lower, double Upper, double MeanLower, double MeanUpper)
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
            double exposures = ExposuresThatCount(rollout, w, theory);
            for (int draw = 0; draw < draws; draw++)
                means[draw] += exposures * Resets(theory, workload, draw, rollout.DrainBudgetSeconds);
        }
        Array.Sort(means);
        double tail = 0.5 * (1 - confidence);
        return new(
            MixtureQuantile(means, tail),
            MixtureQuantile(means, 1 - tail),
            means[(int)(tail * (draws - 1))],
            means[(int)Math.Ceiling((1 - tail) * (draws - 1))]);
    }

    /// <summary>How many nodes' resets a workload's add up to: with both ends in the mesh a connection is reset by one of them only.</summary>
    private static double ExposuresThatCount(Rollout rollout, int workload, NodeTheory theory)
    {
        Workload model = rollout.Cluster.Workloads[workload];
        double perNode = model.IsHbone ? theory.MeanStillOpen(model, rollout.DrainBudgetSeconds) : 0;
        return perNode > 0 ? rollout.Predict().ResetsByWorkload[workload] / perNode : rollout.Cluster.ExposuresOf(workload);
    }

    private static double Resets(NodeTheory theory, Workload workload, int draw, double budget)
    {
        if (workload.PlausibleLifetimes.Count == 0) return theory.MeanStillOpen(workload, budget);
        DurationLaw lifetime = workload.PlausibleLifetimes[draw % workload.PlausibleLifetimes.Count];
        double arrivals = workload.ArrivalsWith(lifetime);
        // With an infinite mean life and a given number of open connections, all of these outlive any budget.
        return arrivals == 0 ? workload.OpenPerNode : theory.MeanStillOpen(arrivals, lifetime, budget);
    }

    /// <summary>The smallest count that a mixture of Poisson laws does not exceed with the given probability.</summary>
    private static double MixtureQuantile(double[] sortedMeans, double probability)
    {
        double[] finite = [.. sortedMeans.Where(double.IsFinite)];
        if (finite.Length < probability * sortedMeans.Length) return double.PositiveInfinity;
        double low = -1, high = Math.Ceiling(finite[^1] + 12 * Math.Sqrt(finite[^1]) + 30);
        while (high - low > 1)
        {
            double middle = Math.Floor(0.5 * (low + high));
            double cdf = finite.Sum(mean => mean == 0 ? 1 : Poisson.CDF(mean, middle)) / sortedMeans.Length;
            if (cdf >= probability) high = middle;
            else low = middle;
        }
        return high;
    }
}
