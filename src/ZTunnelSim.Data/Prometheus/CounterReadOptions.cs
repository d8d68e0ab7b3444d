namespace ZTunnelSim.Data;

/// <summary>How counters are read.</summary>
public sealed record CounterReadOptions
{
    /// <summary>By which name connections are put together; the same names as those of an access log.</summary>
    public ConnectionGrouping Grouping { get; init; }

    /// <summary>
    /// The side to use, as each connection is counted by both: <see cref="ConnectionDirection.Outbound"/> is <c>reporter="source"</c>,
    /// <see cref="ConnectionDirection.Inbound"/> is <c>reporter="destination"</c>; <see cref="ConnectionDirection.Unknown"/>, the default,
    /// takes the source's if there is any. Series without a reporter are always used.
    /// </summary>
    public ConnectionDirection Direction { get; init; }

    /// <summary>Whether the first line that is not understood is an error, instead of being counted.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// The time between one scrape and the next in seconds, above 0, for scrapes as text whose samples carry no time; null takes the times
    /// at which the files were last written.
    /// </summary>
    public double? ScrapeIntervalSeconds { get; init; }

    /// <summary>The number of nodes, at least 1; null counts the ztunnels that the series name.</summary>
    public int? Nodes { get; init; }

    /// <summary>What the path <c>-</c> reads; null is the process's standard input.</summary>
    public Stream? StandardInput { get; init; }

    /// <exception cref="InputException">A value is outside its range.</exception>
    internal void Validate()
    {
        if (ScrapeIntervalSeconds is { } interval && !(interval > 0 && double.IsFinite(interval)))
            throw new InputException($"must be a number of seconds above 0, not {interval}.", key: nameof(ScrapeIntervalSeconds));
        if (Nodes < 1) throw new InputException($"must be at least 1, not {Nodes}.", key: nameof(Nodes));
    }
}
