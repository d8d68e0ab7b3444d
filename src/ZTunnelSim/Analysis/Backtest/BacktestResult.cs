namespace ZTunnelSim;

/// <summary>How a prediction made from the data before a rollout compares with what happened in it.</summary>
public sealed record BacktestResult
{
    internal BacktestResult(BacktestInput input, BacktestCalibration calibration) => (Input, Calibration) = (input, calibration);

    /// <summary>What was compared.</summary>
    internal BacktestInput Input { get; }

    /// <summary>How.</summary>
    public required BacktestOptions Options { get; init; }

    /// <summary>All kills.</summary>
    public required BacktestComparison Total { get; init; }

    /// <summary>The kills of each workload, in the input's order.</summary>
    public required IReadOnlyList<BacktestComparison> ByWorkload { get; init; }

    /// <summary>The kills on each node, in the input's order.</summary>
    public required IReadOnlyList<BacktestComparison> ByNode { get; init; }

    /// <summary>When the kills came on each node, in the input's order.</summary>
    internal IReadOnlyList<BacktestTiming> Timings { get; init; } = [];

    /// <summary>How well single counts, of each workload on each node, are predicted.</summary>
    internal BacktestCalibration Calibration { get; }

    /// <summary>The workloads that differ from their prediction, allowing for how many there are.</summary>
    public IEnumerable<BacktestComparison> DifferingWorkloads => ByWorkload.Where(Differs);

    /// <summary>The nodes that differ from their prediction, allowing for how many there are.</summary>
    public IEnumerable<BacktestComparison> DifferingNodes => ByNode.Where(Differs);

    /// <summary>
    /// Whether not one kill was observed where the interval holds some. Real drains whose lines are in the logs do not
    /// look like that: the lines are missing, or were never written (ztunnel before 1.23).
    /// </summary>
    public bool LacksKills => Total.Observed == 0 && !Total.IsInside;

    private bool Differs(BacktestComparison comparison) => comparison.AdjustedPValue < 1 - Options.Confidence;
}

/// <summary>Kills predicted from the data before a rollout, and kills observed in it.</summary>
public sealed record BacktestComparison
{
    /// <summary>Of what: a workload, a node, or all.</summary>
    public required string Name { get; init; }

    /// <summary>Predicted kills, from the estimated rate and the fitted law.</summary>
    public required double Expected { get; init; }

    /// <summary>The prediction interval's lower end.</summary>
    public required double Lower { get; init; }

    /// <summary>The prediction interval's upper end.</summary>
    public required double Upper { get; init; }

    /// <summary>Observed kills.</summary>
    public required long Observed { get; init; }

    /// <summary>
    /// The probability, under the prediction, of a count at least as far out: twice the smaller tail.
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>
    /// The same, allowing for how many comparisons of its kind were made (Holm, "A simple sequentially rejective
    /// multiple test procedure", Scand. J. Stat. 6, 1979): below 0.05 for any of them with a probability of at most 5 %
    /// if all predictions are right.
    /// </summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>Whether the observed count lies in the prediction interval.</summary>
    public bool IsInside => Observed >= Lower && Observed <= Upper;
}

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
internal sealed record BacktestCalibration(IReadOnlyList<(double Low, double High)> Intervals)
{
    /// <summary>
    /// The share of counts at or below the predicted quantile of a level: the level itself if predictions are right.
    /// </summary>
    /// <param name="level">The level, from 0 to 1.</param>
    public double ShareBelow(double level) => Intervals.Count == 0
        ? level
        : Intervals.Average(i => level <= i.Low ? 0 : level >= i.High ? 1 : (level - i.Low) / (i.High - i.Low));
}
