namespace ZTunnelSim.Data;

/// <summary>What the counters tell of one workload's connections in the whole cluster.</summary>
public sealed record WorkloadCounters
{
    /// <summary>The workload's name, as an access log's connections would have it.</summary>
    public required string Workload { get; init; }

    /// <summary>Connections opened in the period, without the attempts that failed.</summary>
    public required double Opened { get; init; }

    /// <summary>Connections closed in the period, without the attempts that failed.</summary>
    public required double Closed { get; init; }

    /// <summary>Attempts in the period that never became connections: each is counted as opened and as closed at once.</summary>
    public required double FailedAttempts { get; init; }

    /// <summary>The mean number of open connections in the period.</summary>
    public required double MeanOpen { get; init; }

    /// <summary>The number of nodes that all this is spread over; null where it is not known.</summary>
    public required int? Nodes { get; init; }

    /// <summary>
    /// How many nodes' ztunnels a connection crosses in the mean, from 1 to 2, where the counters of both sides tell; otherwise 1.
    /// </summary>
    public double Crossings { get; init; } = 1;

    /// <summary>The mean number of open connections on a node; null where the number of nodes is not known.</summary>
    public double? OpenPerNode => MeanOpen / Nodes;

    /// <summary>Arrival rate and mean lifetime; null where no connection was opened in the period.</summary>
    public required LittlesLaw? LittlesLaw { get; init; }

    /// <summary>When they were opened; null where the counters' times are no dates, or there is but one.</summary>
    internal StartCounts? Starts { get; init; }
}
