namespace ZTunnelSim;

/// <summary>Sums up a sweep's replications, for each pacing and candidate.</summary>
internal sealed class SweepTally(SweepPlan plan)
{
    private readonly Cell[][] _cells =
    [
        .. plan.Pacings.Select(_ => plan.Candidates
            .Select(_ => new Cell(plan.Rollout.Cluster.Workloads.Count))
            .ToArray()),
    ];

    public int Replications { get; private set; }

    public void Add(SweepSample sample)
    {
        Replications++;
        for (int p = 0; p < _cells.Length; p++)
        {
            for (int k = 0; k < _cells[p].Length; k++) _cells[p][k].Add(sample, p, k);
        }
    }

    /// <summary>Whether every duration, with its quantiles, and every count of resets is as precise as wanted.</summary>
    public bool IsPrecise(Precision precision) => precision.Share is not null && _cells.SelectMany(cells => cells).All(cell =>
        precision.IsReached(cell.Duration.Statistics.MeanEstimate(StudyOptions.Confidence))
        && precision.IsReached(cell.Resets[0].Statistics.CountEstimate(StudyOptions.Confidence))
        && cell.Duration.HasPreciseQuantiles(precision));

    public PacingResult Result(Pacing pacing, int p, int k, double confidence)
    {
        Cell cell = _cells[p][k];
        MeasureSummary duration = cell.Duration.Summary(Measure.DurationSeconds, confidence);
        Estimate[] resets = [.. cell.Resets.Select(t => t.Summary(Measure.Resets, confidence).Estimate)];
        Estimate[] refused = [.. cell.Refused.Select(t => t.Summary(Measure.Refused, confidence).Estimate)];
        ValueList<string> names = plan.Rollout.Cluster.WorkloadNames;
        return new PacingResult(new(names, resets[1..]), new(names, refused[1..]))
        {
            Pacing = pacing,
            Resets = resets[0],
            Refused = refused[0],
            DurationSeconds = duration.Estimate,
            DurationP50Seconds = duration.P50,
            DurationP95Seconds = duration.P95,
            StalledShare = (double)cell.Stalled / Replications,
        };
    }

    /// <summary>One pacing and candidate; counts in all, then by workload.</summary>
    private sealed class Cell(int workloads)
    {
        public Tally[] Resets { get; } = [.. Enumerable.Range(0, 1 + workloads).Select(_ => new Tally())];

        public Tally[] Refused { get; } = [.. Enumerable.Range(0, 1 + workloads).Select(_ => new Tally())];

        public Tally Duration { get; } = new(keepsValues: true);

        public int Stalled { get; private set; }

        public void Add(SweepSample sample, int p, int k)
        {
            long resets = 0, refused = 0;
            for (int w = 0; w < workloads; w++)
            {
                resets += sample.Resets(p, k, w);
                refused += sample.Refused(p, k, w);
                Resets[1 + w].Add(sample.Resets(p, k, w));
                Refused[1 + w].Add(sample.Refused(p, k, w));
            }
            Resets[0].Add(resets);
            Refused[0].Add(refused);
            Duration.Add(sample.Duration(p, k));
            if (sample.Stalled(p, k)) Stalled++;
        }
    }
}
