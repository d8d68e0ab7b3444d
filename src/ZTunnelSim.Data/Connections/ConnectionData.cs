namespace ZTunnelSim.Data;

/// <summary>What the files tell of connections, by workload.</summary>
/// <example><c>WorkloadFit fit = ConnectionFiles.Read("ztunnel.log")["echo.default"].Fit();</c></example>
public sealed class ConnectionData
{
    internal ConnectionData(
        IReadOnlyList<WorkloadLifetimes> workloads, IReadOnlyList<PodConnections> open,
        ConnectionDirection direction, long otherSide, long inboundOnly, ConnectionReadReport report, TrafficData traffic,
        ServerCuts cuts)
    {
        (Workloads, Open, Direction, OtherSide, InboundOnly) = (workloads, open, direction, otherSide, inboundOnly);
        (Report, Traffic) = (report, traffic);
        HiddenCuts = cuts.Note();
    }

    /// <summary>The workloads in the order of their names; none where the files hold no lifetimes.</summary>
    public IReadOnlyList<WorkloadLifetimes> Workloads { get; }

    /// <summary>The connections open now, pod by pod, where a file is a dump of them.</summary>
    internal IReadOnlyList<PodConnections> Open { get; }

    /// <summary>
    /// The side that was used; <see cref="ConnectionDirection.Unknown"/> where the files name none. Where none was asked for and there are
    /// outbound lines, those of <see cref="InboundOnly"/> are used too.
    /// </summary>
    public ConnectionDirection Direction { get; }

    /// <summary>
    /// How many lines were left out because they are of the other side: of one that was not asked for, or else of connections whose
    /// outbound line is in the files too.
    /// </summary>
    public long OtherSide { get; }

    /// <summary>
    /// How many connections only the server's ztunnel told of, besides outbound ones: their clients are outside the mesh, are gateways or
    /// waypoints, or are on nodes whose logs were not given.
    /// </summary>
    public long InboundOnly { get; }

    /// <summary>What was read and what was skipped.</summary>
    internal ConnectionReadReport Report { get; }

    /// <summary>How many lines were read.</summary>
    public long Lines => Report.Lines;

    /// <summary>How many connections they tell of.</summary>
    public long Connections => Report.Connections;

    /// <summary>How many lines tell of no connection.</summary>
    public long Skipped => Report.Skipped;

    /// <summary>What is to be known about the data, in plain words.</summary>
    public IReadOnlyList<string> Notes => Report.Notes;

    /// <summary>How often connections are opened.</summary>
    internal TrafficData Traffic { get; }

    /// <summary>What the drains of servers' ztunnels may have cut unseen: a note, or null.</summary>
    internal string? HiddenCuts { get; }

    /// <summary>The lifetimes of one workload, or of all.</summary>
    /// <param name="workload">The name as <see cref="Workloads"/> has it; null takes all.</param>
    /// <exception cref="InputException">There is no such workload, or no lifetime at all.</exception>
    public IReadOnlyList<LifetimeObservation> Lifetimes(string? workload = null)
    {
        if (workload is not null) return this[workload].Observations;
        RequireLifetimes();
        return Workloads.Count == 1 ? Workloads[0].Observations : [.. Workloads.SelectMany(w => w.Observations)];
    }

    /// <summary>One workload.</summary>
    /// <param name="workload">The name as <see cref="Workloads"/> has it.</param>
    /// <exception cref="InputException">There is no such workload: the message names those that there are.</exception>
    public WorkloadLifetimes this[string workload]
    {
        get
        {
            RequireLifetimes();
            return Workloads.FirstOrDefault(w => w.Workload == workload)
                ?? throw new InputException(
                    $"there is no workload '{workload}'; there is {NamesForMessage()}.", FilesForMessage(),
                    key: "workload");
        }
    }

    /// <exception cref="InputException">There is no lifetime.</exception>
    internal void RequireLifetimes()
    {
        if (Workloads.Count > 0) return;
        throw new InputException(
            $"holds no lifetimes: {Report.Lines} lines, {Report.Skipped} of them skipped.", FilesForMessage());
    }

    private string FilesForMessage() => string.Join(", ", Report.Files.Select(f => f.File));

    private string NamesForMessage()
    {
        const int Most = 10;
        string names = string.Join(", ", Workloads.OrderByDescending(w => w.Count).Take(Most).Select(w => w.Workload));
        return Workloads.Count > Most ? $"{names} and {Workloads.Count - Most} more" : names;
    }
}
