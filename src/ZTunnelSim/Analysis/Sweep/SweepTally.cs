using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Analysis;

/// <summary>Sums up a sweep's replications, for each pacing and candidate.</summary>
internal sealed class SweepTally
{
    private readonly int _workloads;
    private readonly Cell[,] _cells;

    public SweepTally(SweepPlan plan)
    {
        _workloads = plan.Rollout.Cluster.Workloads.Count;
        _cells = new Cell[plan.Pacings.Count, plan.Candidates.Count];
        for (int p = 0; p < plan.Pacings.Count; p++)
        {
            for (int k = 0; k < plan.Candidates.Count; k++) _cells[p, k] = new(_workloads);
        }
    }

    public int Replications { get; private set; }

    public void Add(SweepSample sample)
    {
        Replications++;
        for (int p = 0; p < _cells.GetLength(0); p++)
        {
            for (int k = 0; k < _cells.GetLength(1); k++)
            {
                Cell cell = _cells[p, k];
                long resets = 0, refused = 0;
                for (int w = 0; w < _workloads; w++)
                {
                    resets += sample.Resets(p, k, w);
                    refused += sample.Refused(p, k, w);
                    cell.ResetsByWorkload[w].Add(sample.Resets(p, k, w));
                    cell.RefusedByWorkload[w].Add(sample.Refused(p, k, w));
                }
                cell.Resets.Add(resets);
                cell.Refused.Add(refused);
                cell.Durations.Add(sample.Duration(p, k));
            }
        }
    }

    /// <summary>Whether every duration, and every mean of at least one reset, is known to a relative precision.</summary>
    public bool IsWithin(double precision, double confidence)
    {
        foreach (Cell cell in _cells)
        {
            Estimate duration = Duration(cell, confidence);
            Estimate resets = cell.Resets.CountEstimate(confidence);
            if (duration.HalfWidth > precision * duration.Mean) return false;
            if (resets.Mean >= 1 && resets.HalfWidth > precision * resets.Mean) return false;
        }
        return true;
    }

    public PacingResult Result(Pacing pacing, int p, int k, double confidence)
    {
        Cell cell = _cells[p, k];
        double[] durations = [.. cell.Durations.Order()];
        return new PacingResult
        {
            Pacing = pacing,
            Resets = cell.Resets.CountEstimate(confidence),
            ResetsByWorkload = [.. cell.ResetsByWorkload.Select(s => s.CountEstimate(confidence))],
            Refused = cell.Refused.CountEstimate(confidence),
            RefusedByWorkload = [.. cell.RefusedByWorkload.Select(s => s.CountEstimate(confidence))],
            DurationSeconds = Duration(cell, confidence),
            DurationP50Seconds = SampleQuantile.Of(durations, 0.50),
            DurationP95Seconds = SampleQuantile.Of(durations, 0.95),
        };
    }

    private static Estimate Duration(Cell cell, double confidence)
    {
        RunningStatistics statistics = new();
        foreach (double duration in cell.Durations) statistics.Add(duration);
        return statistics.MeanEstimate(confidence);
    }

    private sealed class Cell(int workloads)
    {
        public RunningStatistics Resets { get; } = new();

        public RunningStatistics Refused { get; } = new();

        public RunningStatistics[] ResetsByWorkload { get; } = [.. Enumerable.Range(0, workloads).Select(_ => new RunningStatistics())];

        public RunningStatistics[] RefusedByWorkload { get; } = [.. Enumerable.Range(0, workloads).Select(_ => new RunningStatistics())];

        /// <summary>Kept one by one, since quantiles are asked for.</summary>
        public List<double> Durations { get; } = [];
    }
}
