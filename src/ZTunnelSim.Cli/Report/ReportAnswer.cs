namespace ZTunnelSim.Cli;

/// <summary>The answer of a report that does not choose: what the shortest and the longest candidate cost.</summary>
internal static class ReportAnswer
{
    public static string Of(SweepResult result)
    {
        string open = Numbers.Count(result.OpenConnections);
        CandidateResult shortest = result.Candidates[0], longest = result.Candidates[^1];
        return shortest == longest
            ? $"One rollout with {Cost(shortest)}, of about {open} open."
            : $"Of about {open} open connections, one rollout with {Cost(shortest)}; with {Cost(longest)}.";

        string Cost(CandidateResult c) =>
            $"T = {c.GracePeriod} resets {Numbers.Count(c.Predicted.Resets)} (95 of 100 rollouts: "
                + $"{ReportTables.Range(c.ResetsInterval)}){Refuses(c)} "
            + $"and takes {DurationFormat.Brief(c.Under(Pacing.Kubernetes).DurationP50Seconds)}";

        static string Refuses(CandidateResult c) =>
            c.Predicted.Refused > 0 ? $", refuses {Numbers.Count(c.Predicted.Refused)} new ones" : "";
    }
}
