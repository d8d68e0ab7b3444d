namespace ZTunnelSim;

/// <summary>A sweep as tables for the terminal: resets, then durations.</summary>
internal static class SweepTables
{
    /// <summary>The candidates, which each table over them begins with.</summary>
    public static readonly Column<CandidateResult> T = new("T", c => c.GracePeriod.ToString());

    public static IEnumerable<TextTable> Of(SweepResult result)
    {
        yield return Resets(result);
        if (LiveResets(result) is { } live) yield return live;
        if (StallText.Table(result) is { } stall) yield return stall;
        if (LeftOpen.ByData(result.Rollout) is { } open) yield return Uncertainty(result, open);
        yield return TextTable.Of(
            "Resets by workload, simulated (share of its open connections)", result.Candidates,
            [T, .. result.Rollout.Cluster.Workloads.Select((workload, w) => new Column<CandidateResult>(
                workload.Name, c => Numbers.CountAndShare(c.Pacings[0].ResetsByWorkload[w].Mean, result.OpenConnectionsOf(w))))])
            .RowsWhereMany("workload");
        yield return TextTable.Of(
            "Duration of the rollout by pacing, simulated", result.Candidates,
            [T, .. result.Candidates[0].Pacings.SelectMany((paced, p) => new Column<CandidateResult>[]
            {
                new($"{paced.Pacing.Name()} p50", c => DurationFormat.Brief(c.Pacings[p].DurationP50Seconds)),
                new($"{paced.Pacing.Name()} p95", c => DurationFormat.Brief(c.Pacings[p].DurationP95Seconds)),
            })]);
    }

    /// <summary>What was swept and how, in sentences.</summary>
    public static IEnumerable<string> Header(SweepResult result)
    {
        Rollout rollout = result.Rollout;
        yield return $"{Numbers.Whole(rollout.Cluster.Nodes.Count)} nodes, {rollout.Strategy}; drain budget: {rollout.DrainBudget}; "
            + $"about {Numbers.Whole(result.OpenConnections)} connections open.";
        yield return $"{result.Engine} engine, seed {result.Seed}, {result.Replications} replications"
            + result.End switch
            {
                SweepEnd.Cancelled => " (cancelled: what is shown rests on these).",
                SweepEnd.PrecisionReached => " (the wanted precision was reached).",
                _ => ".",
            };
        yield return CheckText.Of(result.Engine);
        if (Stalls(result) is { } stalls) yield return stalls;
        foreach (string sentence in StallText.Of(result.Rollout)) yield return sentence;
        if (CniText.Of(result.Rollout) is { } cni) yield return cni;
    }

    /// <summary>How many rollouts stand still for a lost wake-up, at the T at which most do; null where none can.</summary>
    public static string? Stalls(SweepResult result)
    {
        if (!result.Candidates[0].Pacings.Any(p => LostWakeUps.CanHappen(result.Rollout.Strategy, p.Pacing))) return null;
        CandidateResult most = result.Candidates.MaxBy(c => c.Under(Pacing.Kubernetes).StalledShare)!;
        string at = result.Candidates.Count == 1 ? "" : $", at T = {most.GracePeriod},";
        return LostWakeUps.Sentence(
            ((RollingUpdate)result.Rollout.Strategy).MinReadySeconds, most.Under(Pacing.Kubernetes).StalledShare, at);
    }

    private static TextTable Resets(SweepResult result)
    {
        List<Column<CandidateResult>> columns =
        [
            T,
            new("drain G", c => DurationFormat.Brief(c.DrainBudgetSeconds)),
            new("theory", c => Numbers.Count(c.Predicted.Resets)),
            new("simulated [95% CI]", c => Numbers.Interval(c.Pacings[0].Resets)),
            new("one rollout, 95%", c => Numbers.Range(c.ResetsInterval.Lower, c.ResetsInterval.Upper)),
            new("of open", c => Numbers.Share(c.Predicted.Resets, result.OpenConnections)),
        ];
        if (result.Candidates.Any(c => c.Predicted.Refused > 0))
            columns.Add(new("refused [95% CI]", c => Numbers.Interval(c.Pacings[0].Refused)));
        return TextTable.Of("Resets in the whole rollout", result.Candidates, columns);
    }

    /// <summary>The resets that somebody misses beside all of them; null where no connection's peer goes without a word.</summary>
    public static TextTable? LiveResets(SweepResult result)
    {
        if (!result.Rollout.HasDeadPeers) return null;
        double open = result.Rollout.Live.Cluster.OpenConnections;
        return TextTable.Of(
            "Resets with and without connections whose peer is gone, which nobody misses, by theory", result.Candidates,
            [
                T,
                new("all that ztunnel cuts", c => Numbers.CountAndShare(c.Predicted.Resets, result.OpenConnections)),
                new("missed by somebody", c => Numbers.CountAndShare(c.LiveResets, open)),
                new("one rollout, 95%", c => Numbers.Range(c.LiveResetsInterval.Lower, c.LiveResetsInterval.Upper)),
            ]);
    }

    private static TextTable Uncertainty(SweepResult result, string open) => TextTable.Of(
        $"Why one rollout's resets are uncertain: chance, and what the data leave open about the {open}", result.Candidates,
        [
            T,
            new("expected", c => Numbers.Count(c.Predicted.Resets)),
            new("chance alone, 95%", c => Numbers.Range(c.ResetsInterval.ChanceLower, c.ResetsInterval.ChanceUpper)),
            new($"{open} alone, 95%", c => Numbers.Range(c.ResetsInterval.MeanLower, c.ResetsInterval.MeanUpper)),
            new("both, 95%", c => Numbers.Range(c.ResetsInterval.Lower, c.ResetsInterval.Upper)),
            new($"variance due to {open}", c => Numbers.Share(c.ResetsInterval.LifetimesShare)),
        ]);
}
