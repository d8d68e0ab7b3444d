using System.Globalization;
using CsvHelper;
using ZTunnelSim.Analysis;
using ZTunnelSim.Results;

namespace ZTunnelSim.Data.Results;

/// <summary>A sweep as CSV: a row for each candidate, pacing and workload, and one for all workloads together.</summary>
public static class ResultCsv
{
    /// <summary>The workload column's entry in rows that sum over all workloads.</summary>
    public const string AllWorkloads = "(all)";

    /// <summary>Writes the rows.</summary>
    /// <param name="result">The results.</param>
    /// <param name="stream">Where to; it is left open.</param>
    public static void Write(SweepResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using StreamWriter text = new(stream, leaveOpen: true) { NewLine = "\n" };
        using CsvWriter csv = new(text, CultureInfo.InvariantCulture, leaveOpen: true);
        csv.WriteRecords(Rows(result));
    }

    private static IEnumerable<Row> Rows(SweepResult result)
    {
        foreach (CandidateResult candidate in result.Candidates)
        {
            foreach (PacingResult pacing in candidate.Pacings)
            {
                yield return NewRow(AllWorkloads, candidate.Predicted.Resets, pacing.Resets, result.OpenConnections, candidate.Predicted.Refused, pacing.Refused);
                for (int w = 0; w < result.Rollout.Cluster.Workloads.Count; w++)
                {
                    yield return NewRow(
                        result.Rollout.Cluster.Workloads[w].Name,
                        candidate.Predicted.ResetsByWorkload[w], pacing.ResetsByWorkload[w], result.OpenConnectionsOf(w),
                        candidate.Predicted.RefusedByWorkload[w], pacing.RefusedByWorkload[w]);
                }

                Row NewRow(string workload, double expected, Estimate resets, double open, double expectedRefused, Estimate refused) => new(
                    candidate.GracePeriod.Seconds, candidate.DrainBudgetSeconds, pacing.Pacing.ToString(), workload, open,
                    expected, resets.Mean, resets.Lower, resets.Upper,
                    expectedRefused, refused.Mean, refused.Lower, refused.Upper,
                    pacing.DurationSeconds.Mean, pacing.DurationSeconds.Lower, pacing.DurationSeconds.Upper,
                    pacing.DurationP50Seconds, pacing.DurationP95Seconds,
                    result.Engine.ToString(), result.Seed, result.Replications);
            }
        }
    }

    private sealed record Row(
        int TerminationGracePeriodSeconds,
        double DrainBudgetSeconds,
        string Pacing,
        string Workload,
        double OpenConnections,
        double ResetsTheory,
        double ResetsMean,
        double ResetsLower95,
        double ResetsUpper95,
        double RefusedTheory,
        double RefusedMean,
        double RefusedLower95,
        double RefusedUpper95,
        double DurationMeanSeconds,
        double DurationLower95Seconds,
        double DurationUpper95Seconds,
        double DurationP50Seconds,
        double DurationP95Seconds,
        string Engine,
        ulong Seed,
        int Replications);
}
