using ZTunnelSim.Analysis;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Reports;

/// <summary>Which of a sweep's candidates a report is about.</summary>
/// <remarks>
/// A limit holds where 95 % of rollouts keep it: the upper end of the resets of one rollout, the 95 % point of the
/// duration as Kubernetes paces it.
/// </remarks>
internal static class CandidateChoice
{
    /// <summary>The candidate that somebody has decided for.</summary>
    public static ReportAdvice Given(SweepResult result, GracePeriod chosen)
    {
        CandidateResult candidate = result.Candidates.First(c => c.GracePeriod == chosen);
        return new(chosen, Expects(result, candidate), "It was chosen by hand; the table shows what the other candidates would cost.", Apply(chosen))
        {
            Title = $"Chosen: T = {chosen}",
        };
    }

    /// <summary>The smallest candidate that holds the limits.</summary>
    public static ReportAdvice Within(SweepResult result, ReportLimits limits)
    {
        double most = limits.MostResets(result.OpenConnections), longest = limits.DurationSeconds ?? double.PositiveInfinity;
        string allowed = Allowed(result, limits);
        if (result.Candidates.FirstOrDefault(c => c.ResetsInterval.Upper <= most && Duration(c) <= longest) is { } best)
        {
            return new(
                best.GracePeriod, Expects(result, best),
                $"It is the smallest of the candidates with which 95 of 100 rollouts keep to {allowed}.", Apply(best.GracePeriod));
        }
        CandidateResult fewest = result.Candidates.MinBy(c => c.ResetsInterval.Upper)!;
        CandidateResult[] inTime = [.. result.Candidates.Where(c => Duration(c) <= longest)];
        string why = inTime.Length == 0
            ? $"Even T = {result.Candidates.MinBy(Duration)!.GracePeriod} takes up to {Durations.Text(result.Candidates.Min(Duration))}."
            : Nearest(inTime.MinBy(c => c.ResetsInterval.Upper)!);
        return new(
            null, $"None of the candidates keeps to {allowed} in 95 of 100 rollouts.", why,
            inTime.Length == 0
                ? "Allow a longer rollout, or let more nodes be replaced at once (maxSurge or maxUnavailable)."
                : $"Try a longer T (the longest candidate is {result.Candidates[^1].GracePeriod}), allow more resets, or drain the nodes of "
                    + $"{MostReset(result, fewest)}, which loses the most connections, before their ztunnel is replaced.");
    }

    private static string Nearest(CandidateResult candidate) =>
        $"T = {candidate.GracePeriod} comes nearest: up to {Numbers.Count(candidate.ResetsInterval.Upper)} resets, within {Durations.Text(Duration(candidate))}.";

    private static string Expects(SweepResult result, CandidateResult candidate) =>
        $"With T = {candidate.GracePeriod}, expect {Resets(candidate)} of about {Numbers.Count(result.OpenConnections)} open connections to be reset "
        + $"(95 of 100 rollouts: {Numbers.Count(candidate.ResetsInterval.Lower)} to {Numbers.Count(candidate.ResetsInterval.Upper)}){Refused(candidate)}, and a rollout of "
        + $"{Durations.Text(candidate.Under(Pacing.Kubernetes).DurationP50Seconds)}.";

    private static string Refused(CandidateResult candidate) =>
        candidate.Predicted.Refused > 0 ? $", {Numbers.Count(candidate.Predicted.Refused)} new ones to be refused" : "";

    private static string Allowed(SweepResult result, ReportLimits limits)
    {
        List<string> parts = [];
        if (limits.ResetsShare is { } share) parts.Add($"{Numbers.Share(share)} of connections reset ({Numbers.Count(share * result.OpenConnections)})");
        if (limits.Resets is { } resets) parts.Add($"{Numbers.Count(resets)} resets");
        if (limits.DurationSeconds is { } seconds) parts.Add($"a duration of {Durations.Text(seconds)}");
        return string.Join(" and ", parts);
    }

    private static string MostReset(SweepResult result, CandidateResult candidate) => result.Rollout.Cluster.Workloads
        .Zip(candidate.Predicted.ResetsByWorkload).MaxBy(pair => pair.Second).First.Name;

    private static string Resets(CandidateResult candidate) => Numbers.Count(candidate.Predicted.Resets);

    private static double Duration(CandidateResult candidate) => candidate.Under(Pacing.Kubernetes).DurationP95Seconds;

    private static string Apply(GracePeriod chosen) =>
        $"Set terminationGracePeriodSeconds to {chosen.Seconds}, before the update that it is meant for: pods that run already keep the T they were created with.";
}
