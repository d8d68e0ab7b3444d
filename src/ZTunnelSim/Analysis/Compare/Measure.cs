using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>What results say of a measure, over the replications of a study.</summary>
public enum Statistic
{
    /// <summary>The mean with its confidence interval.</summary>
    Interval,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The value that half of the rollouts stay within.</summary>
    P50,

    /// <summary>The value that 95 % of the rollouts stay within.</summary>
    P95,

    /// <summary>The largest value of any rollout.</summary>
    Most,
}

/// <summary>A statistic of a measure under the names that results give it; where a name is null, they leave it out.</summary>
/// <param name="Statistic">The statistic. JSON gives the interval of every mean.</param>
/// <param name="Json">The property's name in JSON.</param>
/// <param name="Csv">The column's name in CSV, or what the names of an interval's three columns begin with.</param>
/// <param name="Heading">The column's heading in a table.</param>
internal sealed record Figure(Statistic Statistic, string? Json, string? Csv, string? Heading);

/// <summary>
/// A number that every run of a comparison is asked for. What stands in this table is summed up, and written to CSV, JSON and tables in the
/// table's order: a measure is added here and nowhere else.
/// </summary>
public sealed class Measure
{
    private const string Seconds = "s";

    private static readonly List<Measure> Table = [];

    /// <summary>Connections closed by force at the end of ztunnel's drain.</summary>
    public static Measure Resets { get; } = OfConnections("resets", (run, w) => run.Resets.OfWorkload(w));
    /// <summary>Connections cut by the exit of an evicted pod.</summary>
    public static Measure AppTerminated { get; } = OfConnections("app-terminated", (run, w) => run.Evacuations?.AppTerminated[w] ?? 0);
    /// <summary>Connections that closed by themselves on an evicted pod, within its grace period.</summary>
    public static Measure AppClosed { get; } = OfConnections("app-closed", (run, w) => run.Evacuations?.AppClosed[w] ?? 0);
    /// <summary>New connections that found no listener.</summary>
    public static Measure Refused { get; } = OfConnections("refused", (run, w) => run.Refused.OfWorkload(w));
    /// <summary>Connections lost in the accept queue of a closing listener.</summary>
    public static Measure AcceptQueueLosses { get; } = OfConnections("accept queue", (run, w) => run.AcceptQueueLosses.OfWorkload(w));
    /// <summary>Streams that hang until the end of the drain (<see cref="RolloutResult.Hung"/>).</summary>
    public static Measure Hung { get; } = OfConnections("hung", (run, w) => run.Hung.OfWorkload(w));
    /// <summary>New connections that found no ready pod at one of their ends.</summary>
    public static Measure WithoutEndpoint { get; } = OfConnections(
        "no endpoint", (run, w) => run.WithoutEndpoint.Count == 0 ? 0 : run.WithoutEndpoint[w]);
    /// <summary>Sessions reset at least once.</summary>
    public static Measure SessionsReset { get; } = OfClients(
        c => c.Sum(one => one.SessionsReset), "", [Interval("SessionsReset", "sessions reset")]);
    /// <summary>Sessions reset more than once.</summary>
    public static Measure RepeatVictims { get; } = OfClients(
        c => c.Sum(one => one.RepeatVictims), "", [Interval("RepeatVictims", "more than once")]);
    /// <summary>Sessions that ended without a connection, or whose client does not come back.</summary>
    public static Measure SessionsLost { get; } = OfClients(c => c.Sum(one => one.SessionsLost), "", [Mean("SessionsLost", "lost")]);
    /// <summary>Reconnections that succeeded.</summary>
    public static Measure Reconnections { get; } = OfClients(c => c.Sum(one => one.Reconnections), "", [Mean("Reconnections")]);
    /// <summary>Attempts to reconnect that were refused.</summary>
    public static Measure RefusedReconnections { get; } = OfClients(
        c => c.Sum(one => one.RefusedReconnections), "", [Mean("RefusedReconnections")]);
    /// <summary>
    /// The most reconnections to one destination within one second. Workloads that share a destination report the same peak.
    /// </summary>
    public static Measure PeakReconnectsPerSecond { get; } = OfClients(
        c => c.Max(one => one.PeakReconnectsPerSecond), "/s", [Mean("PeakReconnectsPerSecond", "reconnects, peak"),
        new(Statistic.Most, "MostReconnectsPerSecond", "PeakReconnectsPerSecondMost", "at most")]);
    /// <summary>
    /// The median time without a connection after a cut, in seconds, over the rollouts in which somebody came back; not a number where
    /// nobody ever did. For all workloads together: of the workload whose 99th percentile is the longest.
    /// </summary>
    public static Measure WithoutConnectionP50Seconds { get; } = OfClients(
        c => Slowest(c)?.WithoutConnectionP50Seconds ?? double.NaN, Seconds,
        [new(Statistic.Mean, "WithoutConnectionP50Seconds", "WithoutConnectionP50Seconds", "without connection p50")]);
    /// <summary>The 99th percentile of the time without a connection, likewise.</summary>
    public static Measure WithoutConnectionP99Seconds { get; } = OfClients(
        c => Slowest(c)?.WithoutConnectionP99Seconds ?? double.NaN, Seconds,
        [new(Statistic.Mean, "WithoutConnectionP99Seconds", "WithoutConnectionP99Seconds", "p99")]);
    /// <summary>Connections cut, by ztunnel or by an evicted pod's exit.</summary>
    public static Measure Cut { get; } = OfRollout((run, _) => run.Resets.Total + (run.Evacuations?.AppTerminated.Sum() ?? 0), "", []);
    /// <summary>The rollout's duration in seconds.</summary>
    public static Measure DurationSeconds { get; } = OfRollout(
        (run, _) => run.DurationSeconds, Seconds, [Interval("DurationSeconds"),
        new(Statistic.P50, "DurationP50Seconds", "DurationP50Seconds", "duration p50"),
        new(Statistic.P95, "DurationP95Seconds", "DurationP95Seconds", "p95")]);
    /// <summary>Restarts of all pods together; 0 where no node is drained.</summary>
    public static Measure Restarts { get; } = OfRollout(
        (run, _) => run.Evacuations?.Restarts ?? 0, "", [Interval("Restarts", "app restarts")]);
    /// <summary>The restarts of the pod that is restarted most often in its rollout.</summary>
    public static Measure RestartsOfOnePod { get; } = OfRollout(
        (run, _) => run.Evacuations is { RestartsByPod: { Count: > 0 } restarts } ? restarts.Max() : 0, "",
        [new(Statistic.Mean, "RestartsOfOnePod", null, null),
        new(Statistic.Most, "MostRestartsOfOnePod", "RestartsOfOnePodMost", "of one pod, at most")]);
    /// <summary>Pods that had not left when their node went: <see cref="EvacuationOutcome.CutPods"/> of all nodes.</summary>
    public static Measure CutPods { get; } = OfRollout(
        (run, _) => run.Evacuations?.Nodes.Sum(node => node.CutPods) ?? 0, "", [Mean("CutPods", "pods cut with their node")]);
    /// <summary>The largest number of nodes with two ztunnel processes at once.</summary>
    public static Measure PeakNodesWithTwoProcesses { get; } = OfRollout(
        (run, _) => run.PeakNodesWithTwoProcesses, "",
        [new(Statistic.Mean, "PeakNodesWithTwoProcesses", null, null),
        new(Statistic.Most, "MostNodesWithTwoProcesses", "NodesWithTwoProcessesMost", "two ztunnels, at most on")]);
    /// <summary>The memory that these second processes take in the whole cluster, in bytes.</summary>
    public static Measure PeakExtraMemoryBytes { get; } = OfRollout(
        (run, ztunnelMemoryBytes) => run.PeakNodesWithTwoProcesses * ztunnelMemoryBytes, "",
        [new(Statistic.Most, "PeakExtraMemoryBytes", "ExtraMemoryBytesMost", null)]);
    /// <summary>For how long nodes ran two processes, summed over nodes, in seconds.</summary>
    public static Measure NodeSecondsWithTwoProcesses { get; } = OfRollout(
        (run, _) => run.NodeSecondsWithTwoProcesses, Seconds,
        [Mean("NodeSecondsWithTwoProcesses", "summed over nodes")]);
    /// <summary>The most pods that one node's evacuation had to place elsewhere.</summary>
    public static Measure HeadroomPods { get; } = OfRollout(
        (run, _) => run.Evacuations?.HeadroomPods ?? 0, "",
        [new(Statistic.Most, "HeadroomPods", "HeadroomPods", "room needed elsewhere")]);
    /// <summary>The largest request of CPU that one node's evacuation had to place elsewhere, in millicores.</summary>
    public static Measure HeadroomCpuMillicores { get; } = OfRollout(
        (run, _) => run.Evacuations?.Headroom.CpuMillicores ?? 0, "",
        [new(Statistic.Most, "Headroom.CpuMillicores", "HeadroomCpuMillicores", null)]);
    /// <summary>The largest request of memory that one node's evacuation had to place elsewhere, in bytes.</summary>
    public static Measure HeadroomMemoryBytes { get; } = OfRollout(
        (run, _) => run.Evacuations?.Headroom.MemoryBytes ?? 0, "",
        [new(Statistic.Most, "Headroom.MemoryBytes", "HeadroomMemoryBytes", null)]);
    /// <summary>Nodes that still run the old version when nothing more happens.</summary>
    public static Measure NodesNotUpdated { get; } = OfRollout(
        (run, _) => run.NotReplaced.Count, "", [Mean("NodesNotUpdated", "nodes not updated")]);

    private Measure(string name, MeasureKind kind, string unit, Func<RolloutResult, long, double[]> read, Figure[] figures)
    {
        (Name, Kind, Unit, Read, Figures, Index) = (name, kind, unit, read, figures.AsReadOnly(), Table.Count);
        Table.Add(this);
    }

    /// <summary>Every measure, in the table's order.</summary>
    public static IReadOnlyList<Measure> All { get; } = ValueList.Of(Table);

    /// <summary>Its name: that of the property it stands in.</summary>
    public string Name { get; }

    /// <summary>What it is measured of.</summary>
    internal MeasureKind Kind { get; }

    /// <summary>Its unit, "s" or "/s"; empty for a count.</summary>
    public string Unit { get; }

    /// <summary>What results say of it; empty for what only serves to rank strategies.</summary>
    internal IReadOnlyList<Figure> Figures { get; }

    /// <summary>Its place in the table.</summary>
    internal int Index { get; }

    /// <summary>Whether each value has to be kept, since quantiles are asked for.</summary>
    internal bool NeedsValues => Figures.Any(f => f.Statistic is Statistic.P50 or Statistic.P95);

    /// <summary>The measures of a kind, in the table's order.</summary>
    /// <param name="kind">The kind.</param>
    internal static IEnumerable<Measure> Of(MeasureKind kind) => All.Where(measure => measure.Kind == kind);

    /// <summary>The measure's mean; a duration is no count, and has no Poisson interval.</summary>
    internal Estimate Estimate(RunningStatistics values, double confidence) =>
        Unit == Seconds ? values.MeanEstimate(confidence) : values.CountEstimate(confidence);

    /// <summary>
    /// The values of a run: in all, and then of each workload where these are told apart. None where the run told nothing; not a number for
    /// what it could not tell.
    /// </summary>
    internal Func<RolloutResult, long, double[]> Read { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Measure OfConnections(string heading, Func<RolloutResult, int, long> ofWorkload, [CallerMemberName] string name = "")
    {
        return new(name, MeasureKind.Connections, "", Read, [Interval(name, heading)]);

        double[] Read(RolloutResult run, long ztunnelMemoryBytes)
        {
            int workloads = run.Rollout.Cluster.Workloads.Count;
            long[] counts = [.. Enumerable.Range(0, workloads).Select(w => ofWorkload(run, w))];
            return [counts.Sum(), .. counts];
        }
    }

    private static Measure OfClients(
        Func<IReadOnlyList<ClientImpact>, double> of, string unit, Figure[] figures, [CallerMemberName] string name = "")
    {
        return new(name, MeasureKind.Clients, unit, (run, _) => run.Clients is { Count: > 0 } all ? Read(all) : [], figures);

        double[] Read(IReadOnlyList<ClientImpact> clients) => [of(clients), .. clients.Select(c => of([c]))];
    }

    private static Measure OfRollout(
        Func<RolloutResult, long, double> of, string unit, Figure[] figures, [CallerMemberName] string name = "") =>
        new(name, MeasureKind.Rollout, unit, (run, ztunnelMemoryBytes) => [of(run, ztunnelMemoryBytes)], figures);

    private static Figure Interval(string name, string? heading = null) => new(Statistic.Interval, name, name, heading);

    private static Figure Mean(string name, string? heading = null) => new(Statistic.Mean, name, $"{name}Mean", heading);

    private static ClientImpact? Slowest(IReadOnlyList<ClientImpact> clients) =>
        clients.Where(c => c.Reconnections > 0).MaxBy(c => c.WithoutConnectionP99Seconds);
}

/// <summary>What a measure is measured of.</summary>
internal enum MeasureKind
{
    /// <summary>The connections of each workload; for all workloads together they are added up.</summary>
    Connections,

    /// <summary>The clients of each workload, where the engine follows them.</summary>
    Clients,

    /// <summary>The rollout as a whole.</summary>
    Rollout,
}
