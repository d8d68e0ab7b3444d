namespace ZTunnelSim.Analysis;

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

    /// <summary>The probability, under the prediction, of a count at least as far out: twice the smaller tail.</summary>
    public required double PValue { get; init; }

    /// <summary>
    /// The same, allowing for how many comparisons of its kind were made (Holm, "A simple sequentially rejective multiple
    /// test procedure", Scand. J. Stat. 6, 1979): below 0.05 for any of them with a probability of at most 5 % if all
    /// predictions are right.
    /// </summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>Whether the observed count lies in the prediction interval.</summary>
    public bool IsInside => Observed >= Lower && Observed <= Upper;
}
