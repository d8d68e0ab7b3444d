namespace ZTunnelSim.Data;

/// <summary>What logs from before and during a rollout tell.</summary>
internal sealed class BacktestData
{
    internal BacktestData(
        BacktestInput input, IReadOnlyList<FitBySide> fits, ConnectionReadReport before, ConnectionReadReport during,
        DateTimeOffset clock, IReadOnlyList<string> notes) =>
        (Input, Fits, Before, During, Clock, Notes) = (input, fits, before, during, clock, notes);

    /// <summary>The input of <see cref="Backtest"/>.</summary>
    public BacktestInput Input { get; }

    /// <summary>The fits of each workload, in the input's order.</summary>
    public IReadOnlyList<FitBySide> Fits { get; }

    /// <summary>What was read of the logs from before.</summary>
    public ConnectionReadReport Before { get; }

    /// <summary>What was read of the logs from during the rollout.</summary>
    public ConnectionReadReport During { get; }

    /// <summary>The instant that the times in <see cref="Input"/> count from.</summary>
    public DateTimeOffset Clock { get; }

    /// <summary>What was left out, put together or assumed: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}

/// <summary>
/// The lifetimes of a workload's connections at the clients' ztunnels and at the servers': one fit where one side is compared.
/// </summary>
/// <param name="Outbound">The fit of the clients' side.</param>
/// <param name="Inbound">The fit of the servers' side: the same one, where one has to do for both.</param>
internal sealed record FitBySide(WorkloadFit Outbound, WorkloadFit Inbound)
{
    /// <summary>The fits that there are.</summary>
    public IReadOnlyList<LifetimeFit> Distinct => ReferenceEquals(Outbound, Inbound) ? [Outbound.Fit] : [Outbound.Fit, Inbound.Fit];

    /// <summary>How many lifetimes they are made of.</summary>
    public long Count => Distinct.Sum(fit => fit.Sample.Count);

    /// <summary>The laws, in words.</summary>
    public string Laws => Distinct is [var one] ? one.Law.ToString()! : $"outbound {Outbound.Fit.Law}, inbound {Inbound.Fit.Law}";
}
