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
/// <param name="First">Its beginning.</param>
/// <param name="Last">Its end.</param>
/// <param name="IsDated">Whether these are dates: from scrapes without times only their distance is known.</param>
/// <param name="Times">At how many times the counters are known; 1 where a single scrape is counted from the process's start.</param>
/// <param name="Series">How many series of the two counters were used.</param>
/// <param name="Nodes">The number of nodes: as given, or of ztunnels at one time; null where nothing tells.</param>
/// <param name="Direction">The side that was used; <see cref="ConnectionDirection.Unknown"/> where the series name none.</param>
/// <param name="Notes">What was assumed or is remarkable, a sentence each.</param>
internal sealed record CounterPeriod(
    DateTimeOffset First, DateTimeOffset Last, bool IsDated, int Times, int Series, int? Nodes, ConnectionDirection Direction,
    IReadOnlyList<string> Notes)
{
    public double Seconds => (Last - First).TotalSeconds;
}
