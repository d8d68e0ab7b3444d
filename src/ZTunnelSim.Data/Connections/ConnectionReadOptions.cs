namespace ZTunnelSim.Data;

/// <summary>How connections are read.</summary>
public sealed record ConnectionReadOptions
{
    /// <summary>The format of all files; by default each file's own is found out.</summary>
    public ConnectionFormat Format { get; init; }

    /// <summary>By which name connections are put together.</summary>
    public ConnectionGrouping Grouping { get; init; }

    /// <summary>
    /// The side to use, so that no connection counts twice: <see cref="ConnectionDirection.Outbound"/> or
    /// <see cref="ConnectionDirection.Inbound"/>; <see cref="ConnectionDirection.Unknown"/>, the default, takes outbound if there is any,
    /// else inbound. Connections of no named side are always used.
    /// </summary>
    public ConnectionDirection Direction { get; init; }

    /// <summary>Whether the first line that is not understood is an error, instead of being counted.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// Whether, in logs of completions (ztunnel, Zeek), a connection that began before the log did enters at the age it had then (left
    /// truncation). Off by default: with constant arrivals the lifetimes that end in a window follow the law of fresh ones, as many long
    /// ones end as begin. Turn it on where the connections still open at the end of the log are at hand too; without these it would leave
    /// out long lives at one end only.
    /// </summary>
    public bool EnterAtWindowStart { get; init; }

    /// <summary>
    /// The most observations kept for each workload and direction, at least 1; null keeps all, at 8 bytes each, 8 more where a log
    /// tells when it ended, 8 more where any entered late, and 4 more where any went through a tunnel.
    /// Beyond it a uniform random sample is kept, the same one for the same input.
    /// </summary>
    public int? MaxObservations { get; init; }

    /// <summary>The most distinct workloads, at least 1: a bound of memory. More of them are an error.</summary>
    public int MaxWorkloads { get; init; } = 100_000;

    /// <summary>
    /// The time in seconds from a dead peer's last word until ztunnel ends its connection (KEEPALIVE_TIME + KEEPALIVE_RETRIES x
    /// KEEPALIVE_INTERVAL), above 0; infinite: it sends no probes. Null: as the logs tell, or by ztunnel's defaults.
    /// </summary>
    internal double? KeepAliveSeconds { get; init; }

    /// <summary>How the columns of a CSV file are to be understood.</summary>
    internal ConnectionCsvOptions Csv { get; init; } = new();

    /// <summary>Is told of each part of the files that was read, in bytes as they lie on the disk.</summary>
    internal IProgress<long>? BytesRead { get; init; }

    /// <summary>What the path <c>-</c> reads; null is the process's standard input.</summary>
    public Stream? StandardInput { get; init; }

    /// <exception cref="InputException">A value is outside its range.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Format)) throw new InputException($"{(int)Format} is no format.", key: nameof(Format));
        if (!Enum.IsDefined(Grouping))
            throw new InputException($"{(int)Grouping} is no grouping.", key: nameof(Grouping));
        if (!Enum.IsDefined(Direction))
            throw new InputException($"{(int)Direction} is no direction.", key: nameof(Direction));
        if (MaxObservations < 1)
            throw new InputException($"must be at least 1, not {MaxObservations}.", key: nameof(MaxObservations));
        if (MaxWorkloads < 1)
            throw new InputException($"must be at least 1, not {MaxWorkloads}.", key: nameof(MaxWorkloads));
    }
}
