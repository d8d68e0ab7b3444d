namespace ZTunnelSim.Data.Tests;

/// <summary>One connection as a file tells of it.</summary>
internal readonly record struct ConnectionRecord
{
    /// <summary>How long it lived in seconds, or its age when last seen; finite, at least 0.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>The age in seconds at which watching began, from 0 to <see cref="DurationSeconds"/>.</summary>
    public double EntrySeconds { get; init; }

    /// <summary>Whether its own end was not seen: it was still open, or a drain cut it.</summary>
    public bool IsCensored { get; init; }

    /// <summary>Whether the drain of an earlier update closed it. Such a connection is censored too.</summary>
    public bool KilledByDrain { get; init; }

    /// <summary>When it was opened, where known.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it ended or was last seen, where known.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>The side that logged it.</summary>
    public ConnectionDirection Direction { get; init; }

    /// <summary>The client's workload (ztunnel: its pod), or null.</summary>
    public string? SourceWorkload { get; init; }

    /// <summary>The client's namespace, or null.</summary>
    public string? SourceNamespace { get; init; }

    /// <summary>The service called, as the file spells it, or null.</summary>
    public string? Service { get; init; }

    /// <summary>The server's workload (ztunnel: its pod), or null.</summary>
    public string? DestinationWorkload { get; init; }

    /// <summary>The server's namespace, or null.</summary>
    public string? DestinationNamespace { get; init; }
}
