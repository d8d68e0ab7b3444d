using ZTunnelSim.Analysis;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>A recommendation in sentences.</summary>
internal static class RecommendAnswer
{
    public static IEnumerable<string> Lines(Recommendation r)
    {
        string confidence = Percent(r.Limits.Confidence);
        if (r.Choice is not { } choice)
        {
            yield return $"No grace period holds all limits with {confidence} confidence.";
            foreach (string line in WayOut(r)) yield return line;
        }
        else
        {
            yield return $"Set terminationGracePeriodSeconds: {choice.GracePeriod.Seconds} ({Text(choice.GracePeriod)}). It is the smallest that holds all limits with {confidence} confidence.";
            yield return $"It drains for {Durations.Text(choice.DrainBudgetSeconds)}; expect {Numbers.Count(choice.Resets)} resets, {Numbers.Share(choice.Resets / r.OpenConnections)} of about "
                + $"{r.OpenConnections:#,0} open connections, and a rollout of {Durations.Text(choice.DurationMedianSeconds)} ({Pacing(r)})"
                + (choice.PeakNodesWithTwoProcesses > 0
                    ? $", in which up to {choice.PeakNodesWithTwoProcesses:#,0} of {r.Rollout.Cluster.Nodes.Count:#,0} nodes run two ztunnels at once."
                    : ".");
            yield return Why(r);
        }
    }

    public static string? NextStep(Recommendation r)
    {
        if (r is not { Choice: { } choice, NextStep: { } next }) return null;
        string within = r.HoldsAll(next) ? "" : ", beyond your limit on the duration";
        return $"Next step: T = {Text(next.GracePeriod)} saves {Numbers.Count(choice.Resets - next.Resets)} of {Numbers.Count(choice.Resets)} resets "
            + $"for {Durations.Text(next.DurationUpperSeconds - choice.DurationUpperSeconds)} more{within}.";
    }

    public static IEnumerable<string> Checked(Recommendation r)
    {
        if (r.Choice is not { } choice) yield break;
        SimulatedCheck check = r.Checks.First(c => c.GracePeriod == choice.GracePeriod);
        string others = string.Join(", ", r.Checks.Where(c => c != check).Select(c => $"{c.HeldAll:#,0} at T = {c.GracePeriod}"));
        yield return $"Simulated afresh, all limits held together in {check.HeldAll:#,0} of {check.Replications:#,0} rollouts at T = {check.GracePeriod}"
            + (others.Length > 0 ? $" ({others})." : ".");
        if (!r.IsConfirmed!.Value) yield return "NOT CONFIRMED: that is fewer than the confidence asks for. Theory leaves out the spread that a random overlap adds; ask for more --confidence until it is.";
        else if (LeftOpen.ByData(r.Rollout) is { } open)
            yield return $"Simulated {open} are as measured: what your data leave open about them, which makes T longer, is in the theory alone.";
    }

    public static string Limit(Recommendation r, ResetLimitResult limit) =>
        $"resets{(limit.Workload is { } w ? $" of {Name(r, w)}" : "")}: {(limit.Limit.IsShare ? $"{limit.Limit} = " : "")}{limit.AllowedResets:#,0}";

    public static string Name(Recommendation r, int workload) => r.Rollout.Cluster.Workloads[workload].Name;

    public static string Percent(double probability) => $"{100 * probability:0.##} %";

    public static string Text(GracePeriod t) => t.Seconds < 60 ? $"{t.Seconds} s" : Exact(t.Seconds);

    public static string Pacing(Recommendation r) => r.Rollout.Pacing == Model.Pacing.Kubernetes ? "as Kubernetes paces it" : "one node at a time";

    private static string Why(Recommendation r)
    {
        ResetLimitResult[] binding = [.. r.ResetLimits.Where(l => l.Binds)];
        string room = r.DurationLimit is { LargestGracePeriod: { } largest } d && !d.AlwaysHolds
            ? $" Your limit on the duration would allow up to T = {Text(largest)}."
            : "";
        if (binding.Length == 0) return $"Even the shortest drain holds the limits on resets.{room}";
        string limits = string.Join(" and ", binding.Select(l => $"the limit on {Limit(r, l)}"));
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
        string longest = r.DurationLimit is { } limit ? $"the longest drain that fits into {Durations.Text(limit.MaxSeconds)}" : "the longest drain there is";
        if (r.IfResetsMayGrow is { } possible)
        {
            ResetLimitResult[] broken = [.. r.ResetLimits.Where(l => !Recommendation.Holds(l, possible))];
            string needed = string.Join(" and ", broken.Select(l => $"{Limit(r, l)} would have to be {Recommendation.ResetsUpper(l, possible):#,0}"
                + Share(r, l, Recommendation.ResetsUpper(l, possible))));
            yield return $"Either allow more resets: with T = {Text(possible.GracePeriod)}, {longest}, {needed};";
        }
        else
        {
            yield return $"Even the shortest drain takes longer than {Durations.Text(r.DurationLimit!.MaxSeconds)}: raise maxSurge, or allow more time;";
        }
        if (r.IfDurationMayGrow is { } wanted)
        {
            yield return $"or allow more time: T = {Text(wanted.GracePeriod)} holds all limits on resets, and takes up to {Durations.Text(wanted.DurationUpperSeconds)};";
        }
        else
        {
            ResetLimitResult hardest = r.ResetLimits.MaxBy(l => l.NeededBudgetSeconds)!;
            yield return double.IsFinite(hardest.NeededBudgetSeconds)
                ? $"more time does not help: the drain budget ({r.Rollout.DrainBudget}) ends every drain; {Limit(r, hardest)} needs {Durations.Text(hardest.NeededBudgetSeconds)} of drain;"
                : $"more time does not help: no T up to 30 days holds {Limit(r, hardest)};";
        }
        if (r.WorkloadsToDrain.Count > 0)
        {
            string names = string.Join(", ", r.WorkloadsToDrain.Select(w => Name(r, w)));
            yield return $"or take {names} out of it: drain the nodes they run on and update these by OnDelete. The other workloads hold the limits.";
        }
    }

    private static string Share(Recommendation r, ResetLimitResult limit, double resets)
    {
        double open = limit.Workload is { } w ? r.Workloads[w].OpenConnections : r.OpenConnections;
        return open > 0 ? $" ({Numbers.Share(resets / open)})" : "";
    }

    /// <summary>A whole number of seconds without rounding: 29 min 5 s, 1 h 0 min 10 s.</summary>
    private static string Exact(int seconds)
    {
        TimeSpan span = TimeSpan.FromSeconds(seconds);
        (int Value, string Unit)[] parts = [(span.Days, "d"), (span.Hours, "h"), (span.Minutes, "min"), (span.Seconds, "s")];
        return string.Join(' ', parts.Where(p => p.Value > 0).Select(p => $"{p.Value} {p.Unit}"));
    }
}
