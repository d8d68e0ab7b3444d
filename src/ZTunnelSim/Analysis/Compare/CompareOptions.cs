namespace ZTunnelSim;

/// <summary>How a comparison is run. Wrong values are refused by <see cref="Compare.Run"/>.</summary>
public sealed record CompareOptions : StudyOptions
{
    /// <summary>The memory of one ztunnel process unless said otherwise: an assumption, 60 MiB. Put in what yours takes.</summary>
    public const long DefaultZTunnelMemoryBytes = 60L << 20;

    /// <summary>The defaults: at most 50 replications of each strategy, and fewer where 5 % or 0.5 connections are reached.</summary>
    public CompareOptions()
        : base(replications: 50, leastReplications: 2)
    {
    }

    /// <summary>
    /// The wanted relative precision, between 0 and 1: the comparison stops once half of the 95 % interval of each strategy's connections
    /// cut and refused, duration and restarts is within this share of its mean, or for a count's mean below 10 within this share of 10;
    /// and so is every difference between two strategies. The duration's quantiles have to be within twice this share. It looks first at 20
    /// replications, and then at numbers that grow by a quarter. Null: run all replications.
    /// </summary>
    public double? Precision { get; init; } = ZTunnelSim.Precision.Usual.Share;

    /// <summary>
    /// The engine. <see cref="Engine.Auto"/> gives each strategy the cheapest that does it; times and node orders are the same for all,
    /// single connections are for those with the same engine.
    /// </summary>
    public Engine Engine { get; init; } = Engine.Auto;

    /// <summary>What one ztunnel process takes of a node's memory, in bytes, at least 0.</summary>
    public long ZTunnelMemoryBytes { get; init; } = DefaultZTunnelMemoryBytes;

    /// <summary>As <see cref="SweepOptions.KeepsPartWhenCancelled"/>; what ended it is its <see cref="CompareResult.End"/>.</summary>
    public bool KeepsPartWhenCancelled { get; init; }

    internal override void Validate()
    {
        base.Validate();
        new Precision(Precision).Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(ZTunnelMemoryBytes);
    }
}
