namespace ZTunnelSim.Analysis;

/// <summary>How a prediction made from the data before a rollout compares with what happened in it.</summary>
public sealed record BacktestResult
{
    /// <summary>What was compared.</summary>
    public required BacktestInput Input { get; init; }

    /// <summary>How.</summary>
    public required BacktestOptions Options { get; init; }

    /// <summary>All kills.</summary>
    public required BacktestComparison Total { get; init; }

    /// <summary>The kills of each workload, in the input's order.</summary>
    public required IReadOnlyList<BacktestComparison> ByWorkload { get; init; }

    /// <summary>The kills on each node, in the input's order.</summary>
    public required IReadOnlyList<BacktestComparison> ByNode { get; init; }

    /// <summary>When the kills came on each node, in the input's order.</summary>
    public required IReadOnlyList<BacktestTiming> Timings { get; init; }

    /// <summary>How well single counts, of each workload on each node, are predicted.</summary>
    public required BacktestCalibration Calibration { get; init; }

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
