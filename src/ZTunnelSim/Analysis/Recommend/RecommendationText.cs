namespace ZTunnelSim;

/// <summary>A recommendation in sentences.</summary>
internal static class RecommendationText
{
    public static string Answer(Recommendation r)
    {
        string confidence = Percent(r.Limits.Confidence);
        return r.Choice is { } choice
            ? $"Set terminationGracePeriodSeconds: {choice.GracePeriod.Seconds} ({Text(choice.GracePeriod)}). "
                + $"It is the smallest that holds all limits with {confidence} confidence."
            : $"No grace period holds all limits with {confidence} confidence.";
    }

    /// <summary>What the answer brings, what is odd about it, and what it follows from; or the ways out.</summary>
    public static IEnumerable<string> Reasons(Recommendation r)
    {
        if (r.Choice is not { } choice)
        {
            foreach (string line in WayOut(r)) yield return line;
            foreach (RecommendationConcern concern in r.Concerns) yield return Concern(r, concern);
        }
        else
        {
            yield return $"It drains for {DurationFormat.Brief(choice.DrainBudgetSeconds)}; expect {Numbers.Count(choice.Resets)} "
                + $"resets{OfOpen(r, choice)}, and a rollout of {DurationFormat.Brief(choice.DurationMedianSeconds)} ({Pacing(r)})"
                + (choice.PeakNodesWithTwoProcesses > 0
                    ? $", in which up to {Numbers.Whole(choice.PeakNodesWithTwoProcesses)} of "
                        + $"{Numbers.Whole(r.Rollout.Cluster.Nodes.Count)} nodes run two ztunnels at once."
                    : ".");
            if (r.Rollout.HasDeadPeers) yield return WithDeadPeers(choice);
            if (UnplannedRestartText.Sentence(r.Rollout, choice.Resets) is { } restarts) yield return restarts;
            if (choice.PeakNodesWithTwoProcesses > 0) yield return MemoryText.Sentence(r.Memory, choice.DrainBudgetSeconds);
            if (LostWakeUps.CanHappen(r.Rollout.Strategy, r.Rollout.Pacing))
                yield return LostWakeUps.Sentence(((RollingUpdate)r.Rollout.Strategy).MinReadySeconds, choice.StalledShare);
            foreach (string sentence in StallText.Of(r.Rollout)) yield return sentence;
            if (CniText.Of(r.Rollout) is { } cni) yield return cni;
            foreach (RecommendationConcern concern in r.Concerns) yield return Concern(r, concern);
            if (r.InTwoSteps.Count > 0) yield return RolloutPairTables.Sentence(r.InTwoSteps);
            yield return Why(r);
        }
    }

    private static string WithDeadPeers(GracePeriodOutcome choice) =>
        "That is of connections that somebody would miss: ztunnel also holds some whose peer no longer answers. With these it cuts "
        + $"{Numbers.Count(choice.ResetsWithDeadPeers)}.";

    /// <summary>What to say where simulated rollouts don't bear out an answer.</summary>
    public const string NotConfirmed = "NOT CONFIRMED: that is fewer than the confidence asks for. Theory leaves out the spread "
        + "that a random overlap adds; ask for more --confidence until it is.";

    public static string? NextStep(Recommendation r)
    {
        if (r is not { Choice: { } choice, NextStep: { } next }) return null;
        string within = !r.Memory.Holds(next.GracePeriod) ? ", but two ztunnels don't fit then"
            : r.HoldsAll(next) ? "" : ", beyond your limit on the duration";
        return $"Next step: T = {Text(next.GracePeriod)} saves {Numbers.Count(choice.Resets - next.Resets)} of "
            + $"{Numbers.Count(choice.Resets)} resets "
            + $"for {DurationFormat.Brief(next.DurationUpperSeconds - choice.DurationUpperSeconds)} more{within}.";
    }

    public static IEnumerable<string> Checked(Recommendation r)
    {
        if (r.Choice is not { } choice) yield break;
        SimulatedCheck check = r.Checks.First(c => c.GracePeriod == choice.GracePeriod);
        string others = string.Join(
            ", ", r.Checks.Where(c => c != check).Select(c => $"{Numbers.Whole(c.HeldAll)} at T = {c.GracePeriod}"));
        yield return $"Simulated afresh, all limits held together in {Numbers.Whole(check.HeldAll)} of "
            + $"{Numbers.Whole(check.Replications)} rollouts at T = {check.GracePeriod}"
            + (others.Length > 0 ? $" ({others})." : ".")
            + check.WhyNoMore(r.Precision);
        if (!r.IsConfirmed!.Value) yield return NotConfirmed;
        else if (LeftOpen.ByData(r.Rollout) is { } open)
            yield return $"Simulated {open} are as measured: what your data leave open about them, which makes T longer, is in the theory "
                + "alone.";
    }

    public static string Name(Recommendation r, int workload) => r.Rollout.Cluster.Workloads[workload].Name;

    public static string Percent(double probability) => Invariant($"{100 * probability:0.##} %");

    public static string Text(GracePeriod t) => DurationFormat.Exact(t.Seconds);

    public static string Pacing(Recommendation r) => r.Rollout.Pacing.Sentence();

    private static string OfOpen(Recommendation r, GracePeriodOutcome outcome) => r.OpenConnections > 0
        ? $", {Numbers.Share(outcome.Resets / r.OpenConnections)} of about {Numbers.Whole(r.OpenConnections)} open connections"
        : "";

    /// <summary>What is odd about the answer, and the sensible neighbour with what it costs.</summary>
    public static string Concern(Recommendation r, RecommendationConcern concern)
    {
        string t = Text(concern.About.GracePeriod);
        return "But " + concern.Kind switch
        {
            ConcernKind.NothingOpen => "no connection is open that could be reset: any T will do, and the chart's "
                + $"{GracePeriod.Default} needs no change.",
            ConcernKind.LimitsNothing => "your limits on resets allow every open connection to be reset, and so limit nothing: "
                + "give a smaller one.",
            ConcernKind.BelowDefault => $"keep the chart's T = {GracePeriod.Default}: it holds all limits as well and takes no longer "
                + $"({DurationFormat.Brief(concern.Instead!.DurationMedianSeconds)}), with {Few(concern.Instead.Resets)} for "
                + $"{Numbers.Count(concern.About.Resets)}.",
            ConcernKind.LongerThanADay => $"T = {t} is no grace period to live with: the next update comes before the drain is over, "
                + $"and no upgrade or autoscaler of nodes waits for it. {Instead("A day")}",
            ConcernKind.LongerThanAnHour => $"with T = {t} a node may go before its drain is over: node-pool upgrades commonly wait "
                + $"for a pod no longer than an hour, autoscalers less. {Instead("An hour")}",
            _ => $"a drain of {DurationFormat.Brief(concern.About.DrainBudgetSeconds)} is longer than any connection of "
                + $"{concern.Workload} in your data: the answer is the fitted law's tail alone. "
                + (concern.Instead is null ? "Collect data over a longer time." : Instead("The longest T within the data")),
        };

        static string Few(double resets) => resets < 0.005 ? "hardly a reset" : $"{Numbers.Count(resets)} resets";

        string Instead(string name)
        {
            GracePeriodOutcome o = concern.Instead!;
            string limits = Raised(r, o);
            return $"{name} (T = {o.GracePeriod.Seconds}): {Numbers.Count(o.Resets)} resets, "
                + $"{Numbers.Count(o.Resets - concern.About.Resets)} more, in {DurationFormat.Brief(o.DurationMedianSeconds)}; "
                + $"{(limits.Length > 0 ? limits : "all limits on resets hold")}.";
        }
    }

    private static string Why(Recommendation r)
    {
        ResetLimitResult[] binding = [.. r.ResetLimits.Where(l => l.Binds)];
        string room = r.DurationLimit is { LargestGracePeriod: { } largest } d && !d.AlwaysHolds
            ? $" Your limit on the duration would allow up to T = {Text(largest)}."
            : "";
        if (binding.Length == 0) return $"Even the shortest drain holds the limits on resets.{room}";
        string limits = string.Join(" and ", binding.Select(l => $"the limit on {l}"));
        string driver = binding.Any(l => l.Workload is null) && r.Workloads.Count > 1 ? Driver(r, r.Choice!) : "";
        return $"What decides is {limits}{driver}.{room}";
    }

    private static string Driver(Recommendation r, GracePeriodOutcome outcome)
    {
        int most = Enumerable.Range(0, r.Workloads.Count).MaxBy(w => outcome.ResetsByWorkload[w]);
        return outcome.Resets > 0
            ? $", and there {Name(r, most)}, which has {Numbers.Share(outcome.ResetsByWorkload[most] / outcome.Resets)} of the resets"
            : "";
    }

    private static IEnumerable<string> WayOut(Recommendation r)
    {
        string longest = r.DurationLimit is { } limit
            ? $"the longest drain that fits into {DurationFormat.Brief(limit.MaxSeconds)}"
            : "the longest drain there is";
        GracePeriod[] asked = [.. new[] { r.IfDurationMayGrow, r.IfResetsMayGrow }.OfType<GracePeriodOutcome>().Select(o => o.GracePeriod)];
        if (MemoryText.Refused(r.Memory, asked.DefaultIfEmpty(GracePeriod.Default)) is { } refused)
        {
            yield return $"Memory decides: {refused}";
            longest = "the longest drain in which two ztunnels fit";
        }
        if (r.IfResetsMayGrow is { } possible)
        {
            yield return $"Either allow more resets: with T = {Text(possible.GracePeriod)}, {longest}, {Raised(r, possible)};";
        }
        else if (r.Memory.Holds(new GracePeriod(1)))
        {
            yield return $"Even the shortest drain takes longer than {DurationFormat.Brief(r.DurationLimit!.MaxSeconds)}: raise maxSurge, "
                + "or allow more time;";
        }
        if (r.IfDurationMayGrow is { } wanted && !r.Memory.Holds(wanted.GracePeriod))
        {
            yield return $"or give ztunnel more memory: T = {Text(wanted.GracePeriod)} holds all limits on resets;";
        }
        else if (r.IfDurationMayGrow is { } longer)
        {
            yield return $"or allow more time: T = {Text(longer.GracePeriod)} holds all limits on resets, and takes up to "
                + $"{DurationFormat.Brief(longer.DurationUpperSeconds)};";
        }
        else
        {
            ResetLimitResult hardest = r.ResetLimits.MaxBy(l => l.NeededBudgetSeconds)!;
            yield return double.IsFinite(hardest.NeededBudgetSeconds)
                ? $"more time does not help: the drain budget ({r.Rollout.DrainBudget}) ends every drain; {hardest} needs "
                    + $"{DurationFormat.Brief(hardest.NeededBudgetSeconds)} of drain;"
                : $"more time does not help: no T up to 30 days holds {hardest};";
        }
        if (r.WorkloadsToDrain.Count > 0)
        {
            yield return $"or take {string.Join(", ", r.WorkloadsToDrain)} out of it: drain the nodes they run on and update these by "
                + "OnDelete. The other workloads hold the limits.";
        }
    }

    /// <summary>What the limits on resets that an outcome exceeds would have to be; empty where it holds all.</summary>
    private static string Raised(Recommendation r, GracePeriodOutcome outcome) => string.Join(" and ", r.ResetLimits
        .Where(l => !Recommendation.Holds(l, outcome))
        .Select(l => (Limit: l, Upper: Recommendation.ResetsUpper(l, outcome)))
        .Select(l => $"{l.Limit} would have to be {Numbers.Whole(l.Upper)}{Share(r, l.Limit, l.Upper)}"));

    private static string Share(Recommendation r, ResetLimitResult limit, double resets)
    {
        double open = limit.WorkloadIndex is { } w ? r.Workloads[w].OpenConnections : r.OpenConnections;
        return open > 0 ? $" ({Numbers.Share(resets / open)})" : "";
    }
}
