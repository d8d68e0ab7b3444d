namespace ZTunnelSim.Data;

/// <summary>What logs from before and during a rollout tell.</summary>
internal sealed class BacktestData
{
    internal BacktestData(
        BacktestInput input, IReadOnlyList<LifetimeFit> fits, ConnectionReadReport before, ConnectionReadReport during,
        DateTimeOffset clock, IReadOnlyList<string> notes) =>
        (Input, Fits, Before, During, Clock, Notes) = (input, fits, before, during, clock, notes);

    /// <summary>The input of <see cref="Backtest"/>.</summary>
    public BacktestInput Input { get; }

    /// <summary>The fit of each workload, in the input's order.</summary>
    public IReadOnlyList<LifetimeFit> Fits { get; }

    /// <summary>What was read of the logs from before.</summary>
    public ConnectionReadReport Before { get; }

    /// <summary>What was read of the logs from during the rollout.</summary>
    public ConnectionReadReport During { get; }

    /// <summary>The instant that the times in <see cref="Input"/> count from.</summary>
    public DateTimeOffset Clock { get; }

    /// <summary>What was left out, put together or assumed: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}
