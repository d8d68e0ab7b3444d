namespace ZTunnelSim.Data;

/// <summary>How logs of a rollout are read for a backtest.</summary>
public sealed record BacktestLogOptions
{
    /// <summary>The drain budget G in seconds, finite and above 0: it tells which ztunnels were replaced in the logs.</summary>
    public required double DrainBudgetSeconds { get; init; }

    /// <summary>By which name connections are put together as one workload.</summary>
    public ConnectionGrouping Grouping { get; init; }

    /// <summary>Whether the first line that is not understood is an error, instead of being counted.</summary>
    public bool Strict { get; init; }

    /// <summary>Is told of each part of the logs that was read, in bytes as they lie on the disk.</summary>
    internal IProgress<long>? BytesRead { get; init; }

    /// <summary>Workloads with fewer connections before the rollout are put together as one, at least 1.</summary>
    public int AtLeast { get; init; } = 20;

    /// <summary>The family to fit to all workloads; null: the best one for each.</summary>
    public LawFamily? Family { get; init; }

    /// <summary>How many plausible laws carry a fit's uncertainty into the prediction, at least 1.</summary>
    public int PlausibleLaws { get; init; } = WorkloadFit.DefaultDraws;
}
