namespace ZTunnelSim.Data;

/// <summary>How the columns of a connection CSV are to be understood, where their names alone do not tell.</summary>
internal sealed record ConnectionCsvOptions
{
    /// <summary>The column of durations; null takes the one named duration, lifetime, age or elapsed.</summary>
    public string? DurationColumn { get; init; }

    /// <summary>
    /// The unit of bare durations and entry ages: ns, us, ms, s, m or min, h or d. Null takes it from the header (<c>duration_ms</c>,
    /// <c>duration (ms)</c>) or from each value (<c>13ms</c>); a bare number without any is an error.
    /// </summary>
    public string? DurationUnit { get; init; }

    /// <summary>The column that names the workload; null takes those named workload, service and the like.</summary>
    public string? WorkloadColumn { get; init; }

    /// <summary>
    /// When the table was made: connections that have a start and no end were still open then. Null leaves them out, counted.
    /// </summary>
    public DateTimeOffset? ObservedUntil { get; init; }
}
