namespace ZTunnelSim;

/// <summary>What a comparison of strategies found.</summary>
public sealed record CompareResult
{
    internal CompareResult(IEnumerable<StrategyResult> strategies)
    {
        ValueList<StrategyResult> all = ValueList.Of(strategies);
        Strategies = new([.. all.Select(s => s.Strategy.Name)], all);
    }

    /// <summary>One result for each strategy, in the order given.</summary>
    public ByName<StrategyResult> Strategies { get; }

    /// <summary>What was found for one strategy.</summary>
    /// <param name="strategy">The strategy's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such strategy.</exception>
    public StrategyResult this[string strategy] => Strategies[strategy];

    /// <summary>The seed.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>How many replications were run of each strategy.</summary>
    public int Replications { get; internal init; }

    /// <summary>How many would have been run at most.</summary>
    public int MostReplications { get; internal init; }

    /// <summary>The precision at which it was to stop (<see cref="CompareOptions.Precision"/>); null: all replications.</summary>
    public double? Precision { get; internal init; }

    /// <summary>The confidence level of every interval.</summary>
    public double Confidence { get; internal init; }

    /// <summary>What one ztunnel process was taken to need of a node's memory, in bytes.</summary>
    public long ZTunnelMemoryBytes { get; internal init; }

    /// <summary>Why the comparison ended.</summary>
    public SweepEnd End { get; internal init; }

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() => string.Join("\n\n", CompareTables.Of(this));

    /// <summary>How many replications there are and why there are no more, as the end of a sentence.</summary>
    internal string Extent()
    {
        string of = $"replications of {Numbers.Whole(Strategies.Count)} strategies";
        return End switch
        {
            SweepEnd.PrecisionReached => $"stopped at {Numbers.Whole(Replications)} of {Numbers.Whole(MostReplications)} {of}: each mean, "
                + $"and each difference between two, is within {new Precision(Precision)}",
            SweepEnd.Cancelled => $"{Numbers.Whole(Replications)} {of} (cancelled: what is shown rests on these)",
            _ => $"{Numbers.Whole(Replications)} {of}",
        };
    }
}

/// <summary>A way to update, by a name: what Compare puts side by side.</summary>
public sealed record NamedStrategy
{
    /// <summary>A way to update.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="rollout">The update.</param>
    /// <exception cref="ArgumentException">The name is blank, or something is null.</exception>
    public NamedStrategy(string name, Rollout rollout) => (Name, Rollout) = (name, rollout);

    /// <summary>The name, not blank.</summary>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    }

    /// <summary>The update.</summary>
    public Rollout Rollout
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }
}
