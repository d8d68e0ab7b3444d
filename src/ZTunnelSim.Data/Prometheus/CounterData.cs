namespace ZTunnelSim.Data;

/// <summary>What Prometheus' counters tell of connections, by workload.</summary>
public sealed class CounterData
{
    internal CounterData(CounterPeriod period, IReadOnlyList<WorkloadCounters> workloads) => (Period, Workloads) = (period, workloads);

    /// <summary>The period, and what was read.</summary>
    internal CounterPeriod Period { get; }

    /// <summary>The workloads in the order of their names.</summary>
    public IReadOnlyList<WorkloadCounters> Workloads { get; }
}

/// <summary>The period that counters were watched for.</summary>
internal sealed record CounterPeriod
{
    /// <summary>Its beginning.</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>Its end.</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>
    /// Whether <see cref="First"/> and <see cref="Last"/> are dates: from scrapes without times only their distance is known.
    /// </summary>
    public required bool IsDated { get; init; }

    /// <summary>At how many times the counters are known; 1 where a single scrape is counted from the process's start.</summary>
    public required int Times { get; init; }

    /// <summary>How many series of the two counters were used.</summary>
    public required int Series { get; init; }

    /// <summary>The number of nodes: as given, or of ztunnels at one time; null where nothing tells.</summary>
    public required int? Nodes { get; init; }

    /// <summary>The side that was used; <see cref="ConnectionDirection.Unknown"/> where the series name none.</summary>
    public required ConnectionDirection Direction { get; init; }

    /// <summary>What was assumed or is remarkable, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Its length in seconds.</summary>
    public double Seconds => (Last - First).TotalSeconds;
}
