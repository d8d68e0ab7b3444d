namespace ZTunnelSim;

/// <summary>What a comparison keeps of one run, so that the run itself can be let go of.</summary>
internal sealed class RunSummary
{
    private readonly double[][] _values;

    public RunSummary(RolloutResult run, long ztunnelMemoryBytes)
        : this([.. Measure.All.Select(measure => measure.Read(run, ztunnelMemoryBytes))], [.. run.NotReplaced.Select(n => n.Reason)])
    {
    }

    private RunSummary(double[][] values, string[] notUpdated) => (_values, NotUpdated) = (values, notUpdated);

    /// <summary>For each node that is not updated, why.</summary>
    public string[] NotUpdated { get; }

    /// <summary>A measure in all.</summary>
    public double this[Measure measure] => _values[measure.Index][0];

    /// <summary>A measure in all and by workload.</summary>
    public double[] Values(Measure measure) => _values[measure.Index];

    /// <summary>The runs of all strategies, for a file.</summary>
    public static ReplicationRecord Record(RunSummary[] runs) =>
        new([.. runs.SelectMany(run => run._values)], [.. runs.Select(run => run.NotUpdated)]);

    /// <summary>The runs that a record was made of.</summary>
    /// <param name="record">The record.</param>
    /// <param name="workloads">For each strategy, how many workloads it has.</param>
    /// <exception cref="FormatException">It is the record of something else.</exception>
    public static RunSummary[] Read(ReplicationRecord record, int[] workloads)
    {
        int measures = Measure.All.Count;
        record = record.WithRows(measures * workloads.Length, workloads.Length);
        return [.. workloads.Select((count, s) => new RunSummary(
            [.. Measure.All.Select((measure, m) => record.Row(s * measures + m, Lengths(measure, count)))], record.WordsAt(s)))];
    }

    private static int[] Lengths(Measure measure, int workloads) => measure.Kind switch
    {
        MeasureKind.Rollout => [1],
        MeasureKind.Connections => [1 + workloads],
        _ => [0, 1 + workloads],
    };
}

/// <summary>Sums up one strategy's replications.</summary>
internal sealed class StrategyTally
{
    /// <summary>Of each measure: in all, then by workload, as far as any run told.</summary>
    private readonly List<Tally>[] _tallies = [.. Measure.All.Select(_ => new List<Tally>())];
    private readonly Dictionary<string, long> _reasons = [];

    public int Replications { get; private set; }

    public void Add(RunSummary run)
    {
        Replications++;
        foreach (Measure measure in Measure.All)
        {
            List<Tally> tallies = _tallies[measure.Index];
            double[] values = run.Values(measure);
            while (tallies.Count < values.Length) tallies.Add(new(measure.NeedsValues));
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsNaN(values[i])) tallies[i].Add(values[i]);
            }
        }
        foreach (string reason in run.NotUpdated) _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
    }

    /// <summary>Whether the quantiles that results name are as precise as wanted.</summary>
    public bool HasPreciseQuantiles(Precision precision) => Measure.All
        .Where(measure => measure.NeedsValues)
        .All(measure => _tallies[measure.Index].All(tally => tally.HasPreciseQuantiles(precision)));

    public StrategyResult Result(
        NamedStrategy strategy, Engine engine, double confidence, (bool IsBest, string? DominatedBy, string Reading) rank)
    {
        // Theory takes it that every node is replaced, once.
        RolloutPrediction? predicted =
            strategy.Rollout is { Strategy: RollingUpdate, BlockingNodes.Count: 0, SecondChange: null }
            && StallTheory.Of(strategy.Rollout) is null
                ? strategy.Rollout.Predict()
                : null;
        IEnumerable<WorkloadImpact> workloads = strategy.Rollout.Cluster.Workloads.Select((workload, w) =>
            new WorkloadImpact(workload.Name, predicted?.ResetsByWorkload[w], Summaries(1 + w, confidence)));
        IEnumerable<NotUpdatedReason> why = _reasons
            .OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new NotUpdatedReason(r.Key, (double)r.Value / Replications));
        return new StrategyResult(strategy, Summaries(0, confidence), workloads, why, rank.Reading)
        {
            Engine = engine,
            Predicted = predicted,
            IsParetoBest = rank.IsBest,
            DominatedBy = rank.DominatedBy,
        };
    }

    /// <summary>Every measure that was told, in all or of one workload.</summary>
    private ValueDictionary<Measure, MeasureSummary> Summaries(int part, double confidence) => new(Measure.All
        .Where(measure => part < _tallies[measure.Index].Count)
        .Select(measure => KeyValuePair.Create(
            measure, _tallies[measure.Index][part].Summary(measure, confidence))));
}
