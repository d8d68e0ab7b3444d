namespace ZTunnelSim.Analysis;

/// <summary>
/// Whether counts fall where their predictions say: the probability integral transform of all of them.
/// </summary>
/// <remarks>
/// A count k with predicted distribution function F stands for the interval [F(k - 1), F(k)], evenly: the nonrandomised
/// transform of Czado, Gneiting and Held, "Predictive model assessment for count data", Biometrics 65, 2009. Right
/// predictions make the mean of these a straight line. Counts of one workload share its fitted law, so that a few
/// workloads on many nodes lie off the line together; that is why the verdict does not rest on it.
/// </remarks>
/// <param name="Intervals">For each node and workload, F(k - 1) and F(k).</param>
public sealed record BacktestCalibration(IReadOnlyList<(double Low, double High)> Intervals)
{
    /// <summary>The share of counts at or below the predicted quantile of a level: the level itself if predictions are right.</summary>
    /// <param name="level">The level, from 0 to 1.</param>
    public double ShareBelow(double level) => Intervals.Count == 0
        ? level
        : Intervals.Average(i => level <= i.Low ? 0 : level >= i.High ? 1 : (level - i.Low) / (i.High - i.Low));
}
