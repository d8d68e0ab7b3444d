using System.Text.Json.Serialization;

namespace ZTunnelSim;

/// <summary>What a strategy does, by <see cref="Measure"/>: in all, or to the connections and clients of one workload.</summary>
public abstract record Impact
{
    private static readonly MeasureSummary Nothing = new(new(double.NaN, double.NaN, double.NaN, 0), double.NaN, double.NaN, double.NaN);

    private protected Impact(ValueDictionary<Measure, MeasureSummary> summaries) => Summaries = summaries;

    /// <inheritdoc cref="Measure.Resets"/>
    public Estimate Resets => this[Measure.Resets];

    /// <inheritdoc cref="Measure.AppTerminated"/>
    public Estimate AppTerminated => this[Measure.AppTerminated];

    /// <inheritdoc cref="Measure.Refused"/>
    public Estimate Refused => this[Measure.Refused];

    /// <summary>Every measure that a run told.</summary>
    internal ValueDictionary<Measure, MeasureSummary> Summaries { get; }

    /// <summary>The measures by name, as JSON has them: there an impact can't be asked for one of them.</summary>
    [JsonInclude, JsonPropertyName("Measures")]
    internal Dictionary<string, MeasureSummary> ByMeasure => Summaries.ToDictionary(s => s.Key.Name, s => s.Value);

    /// <summary>A measure's mean with its interval; not a number where no run told.</summary>
    /// <param name="measure">The measure.</param>
    public Estimate this[Measure measure] => Of(measure).Estimate;

    /// <summary>A statistic of a measure; not a number where no run told, or where no <see cref="Figure"/> names it.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="statistic">The statistic.</param>
    public double this[Measure measure, Statistic statistic] => statistic switch
    {
        Statistic.P50 => Of(measure).P50,
        Statistic.P95 => Of(measure).P95,
        Statistic.Most => Of(measure).Most,
        _ => Of(measure).Estimate.Mean,
    };

    /// <summary>Whether any run told a measure: only engines of sessions follow clients.</summary>
    /// <param name="measure">The measure.</param>
    public bool Has(Measure measure) => Summaries.ContainsKey(measure);

    private MeasureSummary Of(Measure measure) => Summaries.TryGetValue(measure, out MeasureSummary? summary) ? summary : Nothing;
}

/// <summary>What a comparison found for one strategy: what breaks, what it takes, and what clients go through.</summary>
public sealed record StrategyResult : Impact
{
    internal StrategyResult(
        NamedStrategy strategy, ValueDictionary<Measure, MeasureSummary> summaries,
        IEnumerable<WorkloadImpact> workloads, IEnumerable<NotUpdatedReason> whyNotUpdated, string reading)
        : base(summaries)
    {
        (Strategy, Reading) = (strategy, reading);
        Workloads = new(strategy.Rollout.Cluster.WorkloadNames, workloads);
        WhyNotUpdated = ValueList.Of(whyNotUpdated);
    }

    /// <summary>The strategy.</summary>
    public NamedStrategy Strategy { get; }

    /// <summary>The engine that ran.</summary>
    public Engine Engine { get; internal init; }

    /// <summary>
    /// What theory expects; null where it has no answer: for plans other than RollingUpdate, and where one never gets done.
    /// </summary>
    public RolloutPrediction? Predicted { get; internal init; }

    /// <summary>What it does to each workload, in the cluster's order.</summary>
    public ByName<WorkloadImpact> Workloads { get; }

    /// <inheritdoc cref="Measure.DurationSeconds"/>
    public Estimate DurationSeconds => this[Measure.DurationSeconds];

    /// <summary>The duration in seconds that half of the rollouts stay within.</summary>
    public double DurationP50Seconds => this[Measure.DurationSeconds, Statistic.P50];

    /// <summary>The duration in seconds that 95 % of the rollouts stay within.</summary>
    public double DurationP95Seconds => this[Measure.DurationSeconds, Statistic.P95];

    /// <inheritdoc cref="Measure.Restarts"/>
    public Estimate Restarts => this[Measure.Restarts];

    /// <inheritdoc cref="Measure.NodesNotUpdated"/>
    public Estimate NodesNotUpdated => this[Measure.NodesNotUpdated];

    /// <summary>Why they do: each reason with its mean number of nodes, the most frequent first.</summary>
    public IReadOnlyList<NotUpdatedReason> WhyNotUpdated { get; }

    /// <summary>
    /// Whether no other strategy is better all in all: at least as good in connections cut, connections refused, duration and restarts, and
    /// better in one of these, as far as the replications can tell. One that leaves nodes on the old version is not marked, unless all do.
    /// </summary>
    public bool IsParetoBest { get; internal init; }

    /// <summary>The name of a strategy that is better all in all; null where there is none.</summary>
    public string? DominatedBy { get; internal init; }

    /// <summary>What stands out, as one sentence.</summary>
    public string Reading { get; }

    /// <summary>Whether every node is updated in every rollout.</summary>
    public bool IsComplete => NodesNotUpdated.Mean == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Strategy.Name}: {Reading} {Resets} resets, {AppTerminated} cut by evictions, {Refused} refused, in "
        + $"{DurationFormat.Brief(DurationP50Seconds)} (p95 {DurationFormat.Brief(DurationP95Seconds)})";
}

/// <summary>Why nodes stay on the old version.</summary>
/// <param name="Reason">The reason, as a clause.</param>
/// <param name="Nodes">The mean number of nodes that it keeps there.</param>
public readonly record struct NotUpdatedReason(string Reason, double Nodes);

/// <summary>What a strategy does to the connections of one workload, in the whole rollout.</summary>
public sealed record WorkloadImpact : Impact
{
    internal WorkloadImpact(string workload, double? resetsTheory, ValueDictionary<Measure, MeasureSummary> summaries)
        : base(summaries) => (Workload, ResetsTheory) = (workload, resetsTheory);

    /// <summary>The workload's name.</summary>
    public string Workload { get; }

    /// <summary>Expected resets by theory; null where it has no answer.</summary>
    public double? ResetsTheory { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Workload}: {Resets} resets, {AppTerminated} cut by evictions, {Refused} refused";
}
