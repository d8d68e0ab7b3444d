namespace ZTunnelSim;

/// <summary>How a prediction made from the data before a rollout compares with what happened in it.</summary>
public sealed record BacktestResult
{
    internal BacktestResult(
        BacktestInput input, BacktestOptions options, BacktestCalibration calibration, BacktestComparison total,
        ByName<BacktestComparison> byWorkload, ByName<BacktestComparison> byNode, IEnumerable<BacktestTiming> timings)
    {
        (Input, Options, Calibration) = (input, options, calibration);
        (Total, ByWorkload, ByNode, Timings) = (total, byWorkload, byNode, ValueList.Of(timings));
    }

    /// <summary>What was compared.</summary>
    internal BacktestInput Input { get; }

    /// <summary>How.</summary>
    public BacktestOptions Options { get; }

    /// <summary>All kills.</summary>
    public BacktestComparison Total { get; }

    /// <summary>The kills of each workload, in the input's order.</summary>
    public ByName<BacktestComparison> ByWorkload { get; }

    /// <summary>The kills on each node, in the input's order.</summary>
    public ByName<BacktestComparison> ByNode { get; }

    /// <summary>When the kills came on each node, in the input's order.</summary>
    internal IReadOnlyList<BacktestTiming> Timings { get; }

    /// <summary>How well single counts, of each workload on each node, are predicted.</summary>
    internal BacktestCalibration Calibration { get; }

    /// <summary>The workloads that differ from their prediction, allowing for how many there are.</summary>
    public IReadOnlyList<BacktestComparison> DifferingWorkloads => ValueList.Of(ByWorkload.Where(Differs));

    /// <summary>The nodes that differ from their prediction, allowing for how many there are.</summary>
    public IReadOnlyList<BacktestComparison> DifferingNodes => ValueList.Of(ByNode.Where(Differs));

    /// <summary>
    /// Whether not one kill was observed where the interval holds some. Real drains whose lines are in the logs do not look like that: the
    /// lines are missing, or were never written (ztunnel before 1.23).
    /// </summary>
    public bool LacksKills => Total.Observed == 0 && !Total.IsInside;

    private bool Differs(BacktestComparison comparison) => comparison.AdjustedPValue < 1 - Options.Confidence;

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() => TextTable.Of(
        "Kills by workload, then by node",
        [.. ByWorkload, .. ByNode, Total],
        [
            new("of", c => c.Name, IsNumeric: false),
            new("observed", c => Numbers.Whole(c.Observed)),
            new("predicted", c => Numbers.Count(c.Expected)),
            new($"{100 * Options.Confidence:0.##} %", c => Numbers.Range(c.Lower, c.Upper)),
            new("verdict", c => c.IsInside ? "inside" : Differs(c) ? "DIFFERS" : "outside", IsNumeric: false),
        ]).ToString();
}

/// <summary>Kills predicted from the data before a rollout, and kills observed in it.</summary>
public sealed record BacktestComparison
{
    internal BacktestComparison(string name) => Name = name;

    /// <summary>Of what: a workload, a node, or all.</summary>
    public string Name { get; }

    /// <summary>Predicted kills, from the estimated rate and the fitted law.</summary>
    public double Expected { get; internal init; }

    /// <summary>The prediction interval's lower end. Of a log it is that of the lines, of which a drain may lose some.</summary>
    public double Lower { get; internal init; }

    /// <summary>The prediction interval's upper end.</summary>
    public double Upper { get; internal init; }

    /// <summary>
    /// The lower end of the interval of the kills themselves, those included that have no line: <see cref="Lower"/> where all are known.
    /// </summary>
    internal double LowerOfKills { get; init; }

    /// <summary>Observed kills.</summary>
    public long Observed { get; internal init; }

    /// <summary>The probability, under the prediction, of a count at least as far out: twice the smaller tail.</summary>
    public double PValue { get; internal init; }

    /// <summary>
    /// The same, allowing for how many comparisons of its kind were made (Holm, "A simple sequentially rejective multiple test procedure",
    /// Scand. J. Stat. 6, 1979): below 0.05 for any of them with a probability of at most 5 % if all predictions are right.
    /// </summary>
    public double AdjustedPValue { get; internal init; }

    /// <summary>Whether the observed count lies in the prediction interval.</summary>
    public bool IsInside => Observed >= Lower && Observed <= Upper;

    /// <summary>Whether so few were observed that lines must have been lost, if the prediction is right.</summary>
    internal bool LacksLines => IsInside && Observed < LowerOfKills;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Observed} observed, {Numbers.Count(Expected)} predicted ({Numbers.Range(Lower, Upper)})";
}

/// <summary>Whether counts fall where their predictions say: the probability integral transform of all of them.</summary>
/// <remarks>
/// A count k with predicted distribution function F stands for the interval [F(k - 1), F(k)], evenly: the nonrandomised transform of Czado,
/// Gneiting and Held, "Predictive model assessment for count data", Biometrics 65, 2009. Right predictions make the mean of these a
/// straight line. Counts of one workload share its fitted law, so that a few workloads on many nodes lie off the line together; that is why
/// the verdict does not rest on it.
/// </remarks>
/// <param name="Intervals">For each node and workload, F(k - 1) and F(k).</param>
internal sealed record BacktestCalibration(IReadOnlyList<(double Low, double High)> Intervals)
{
    /// <summary>The share of counts at or below the predicted quantile of a level: the level itself if predictions are right.</summary>
    /// <param name="level">The level, from 0 to 1.</param>
    public double ShareBelow(double level) => Intervals.Count == 0
        ? level
        : Intervals.Average(i => level <= i.Low ? 0 : level >= i.High ? 1 : (level - i.Low) / (i.High - i.Low));
}
