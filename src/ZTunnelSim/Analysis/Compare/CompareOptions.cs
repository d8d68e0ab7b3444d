using ZTunnelSim.Results;

namespace ZTunnelSim.Analysis;

/// <summary>How a comparison is run. Wrong values are refused by <see cref="Compare.Run"/>.</summary>
public sealed record CompareOptions
{
    /// <summary>The memory of one ztunnel process unless said otherwise: an assumption, 60 MiB. Put in what yours takes.</summary>
    public const long DefaultZTunnelMemoryBytes = 60L << 20;

    /// <summary>The seed: one seed gives one result, bit for bit, whatever the number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many replications of each strategy, at least 2.</summary>
    public int Replications { get; init; } = 50;

    /// <summary>How many threads, at least 1; null: one for each processor. Each holds one run in memory.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// The engine. <see cref="Engine.Auto"/> gives each strategy the cheapest that does it; times and node orders are the
    /// same for all, single connections are for those with the same engine.
    /// </summary>
    public Engine Engine { get; init; } = Engine.Auto;

    /// <summary>What one ztunnel process takes of a node's memory, in bytes, at least 0.</summary>
    public long ZTunnelMemoryBytes { get; init; } = DefaultZTunnelMemoryBytes;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Replications, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(ZTunnelMemoryBytes);
        if (Threads is { } threads) ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
    }
}
