namespace ZTunnelSim;

/// <summary>Whether a rollout stands still for new ztunnels that never get Ready, in sentences and a table.</summary>
internal static class StallText
{
    /// <summary>
    /// What is known of the failures, how likely a standstill is, and how far the rollout comes; none where nothing fails.
    /// </summary>
    public static IEnumerable<string> Of(Rollout rollout)
    {
        if (rollout.ReadyFailures is { DeletedAfterSeconds: { } after } rescued)
        {
            yield return $"{Known(rescued)} Such a pod is deleted after {DurationFormat.Brief(after)} and the next one tries: durations "
                + $"hold that, {Lost(rollout, rescued, after)} in the mean.";
        }
        if (StallTheory.Of(rollout) is not { } stall) yield break;
        string known = rollout.ReadyFailures is { } failures ? $"{Known(failures)} " : "";
        string named = stall.Named == 0 ? "" : $"On {Numbers.Whole(stall.Named)} of {Numbers.Whole(stall.Nodes)} nodes the new ztunnel "
            + "never gets Ready. ";
        yield return $"{known}{named}The rollout stands still with a probability of {Numbers.Share(stall.Chance)}"
            + $"{Where(stall)}, after {Numbers.Count(stall.DoneMean)} of {Numbers.Whole(stall.Nodes)} nodes in the mean "
            + $"({stall.DoneQuantile(0.025):#,0} to {stall.DoneQuantile(0.975):#,0} in 95 of 100 rollouts), until somebody deletes such a "
            + $"pod{(rollout.Strategy is RollingUpdate { IsSurge: true } ? ", while its node's old ztunnel serves on" : Refusing)}. Resets "
            + "and durations are those of a rollout that goes through; 'deletedAfter' under neverReadyShare says after what time somebody, "
            + "or a startup probe, deletes such a pod.";
    }

    /// <summary>What each candidate cuts until a standstill; null where nothing fails.</summary>
    public static TextTable? Table(SweepResult sweep)
    {
        if (StallTheory.Of(sweep.Rollout) is not { } stall) return null;
        ResetTheory theory = new(sweep.Rollout);
        return TextTable.Of(
            "Until it stands still, by theory", sweep.Candidates,
            [
                SweepTables.T,
                new("stands still", _ => Numbers.Share(stall.Chance)),
                new("nodes done", _ => $"{Numbers.Count(stall.DoneMean)} of {Numbers.Whole(stall.Nodes)}"),
                new("resets until then", c => Numbers.Count(stall.ResetsUntil(theory, c.DrainBudgetSeconds))),
                new("of a whole rollout", c => Numbers.Count(c.Predicted.Resets)),
            ]);
    }

    private const string Refusing = "; its node has no ztunnel then, and refuses new connections";

    private static string Where(StallTheory stall) => stall.Places == 1 ? "" : $" (all {stall.Places} places taken)";

    private static string Known(ReadyFailures failures)
    {
        double[] quantiles = [.. failures.Quantiles(40)];
        string range = failures.IsCounted ? $", {Numbers.Share(quantiles[0])} to {Numbers.Share(quantiles[^1])}" : "";
        return $"A new ztunnel is taken never to get Ready with a probability of {Numbers.Share(failures.Mean)}{range}.";
    }

    /// <summary>How much later the last node is done in the mean: every failure is as likely again.</summary>
    private static string Lost(Rollout rollout, ReadyFailures failures, double afterSeconds)
    {
        double tries = rollout.Cluster.Nodes.Count * failures.Quantiles(64).Average(p => p / (1 - p));
        return $"{Numbers.Count(tries)} such pods, each {DurationFormat.Brief(afterSeconds)} of its place";
    }
}
