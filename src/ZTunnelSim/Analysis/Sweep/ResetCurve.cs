using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

/// <summary>The expected resets by theory at one grace period.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="ResetsByWorkload">The expected resets of each workload in the whole rollout, in the cluster's order.</param>
public sealed record ResetCurvePoint(GracePeriod GracePeriod, IReadOnlyList<double> ResetsByWorkload)
{
    /// <summary>The expected resets in the whole rollout.</summary>
    public double Resets => ResetsByWorkload.Sum();
}

/// <summary>Expected resets against T, by the theory that predicts the candidates; cheap, since nothing is simulated.</summary>
public static class ResetCurve
{
    /// <summary>The curve of a sweep from its shortest to its longest candidate: every candidate is one of the points.</summary>
    /// <param name="result">The sweep.</param>
    public static IReadOnlyList<ResetCurvePoint> Of(SweepResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        GracePeriod[] candidates = [.. result.Candidates.Select(c => c.GracePeriod)];
        ResetMeans means = new(result.Rollout);
        return [.. GracePeriodGrid.For(candidates).Where(t => t >= candidates[0] && t <= candidates[^1]).Select(t =>
        {
            double budget = result.Rollout.DrainBudget.SecondsFor(t);
            return new ResetCurvePoint(t, [.. result.Rollout.Cluster.Workloads.Select((_, w) => means.Fitted(budget, w))]);
        })];
    }
}
