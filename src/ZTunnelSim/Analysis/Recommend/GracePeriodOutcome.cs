namespace ZTunnelSim;

/// <summary>What a rollout with one grace period brings: one point of the trade-off.</summary>
public sealed record GracePeriodOutcome
{
    internal GracePeriodOutcome(
        GracePeriod gracePeriod, ByName<double> resetsByWorkload, ByName<double> resetsUpperByWorkload) =>
        (GracePeriod, ResetsByWorkload, ResetsUpperByWorkload) = (gracePeriod, resetsByWorkload, resetsUpperByWorkload);

    /// <summary>T.</summary>
    public GracePeriod GracePeriod { get; }

    /// <summary>The drain budget G that follows from T, in seconds.</summary>
    public double DrainBudgetSeconds { get; internal init; }

    /// <summary>
    /// Expected resets in the whole rollout, by theory; of connections whose peer is not gone (<see cref="Workload.LiveLifetime"/>).
    /// </summary>
    public double Resets => ResetsByWorkload.Sum();

    /// <summary>Expected resets of each workload, in the cluster's order, by theory.</summary>
    public ByName<double> ResetsByWorkload { get; }

    /// <summary>Expected resets as ztunnel counts them, with connections whose peer is gone, by theory.</summary>
    public double ResetsWithDeadPeers { get; internal init; }

    /// <summary>
    /// The number of resets that one rollout does not exceed with the confidence asked for: chance, and what the data leave open about the
    /// lifetimes.
    /// </summary>
    public double ResetsUpper { get; internal init; }

    /// <summary>The same for each workload, in the cluster's order.</summary>
    public ByName<double> ResetsUpperByWorkload { get; }

    /// <summary>The duration in seconds, under the rollout's pacing, that half of the rollouts stay within.</summary>
    public double DurationMedianSeconds { get; internal init; }

    /// <summary>The duration in seconds, under the rollout's pacing, that is not exceeded with the confidence asked for.</summary>
    public double DurationUpperSeconds { get; internal init; }

    /// <inheritdoc cref="PacingResult.StalledShare"/>
    public double StalledShare { get; internal init; }

    /// <summary>The expected time that nodes run two ztunnel processes, in node-seconds, by theory; 0 without a surge.</summary>
    public double NodeSecondsWithTwoProcesses { get; internal init; }

    /// <summary>The largest number of nodes that run two ztunnel processes at once: the mean over simulated rollouts.</summary>
    public double PeakNodesWithTwoProcesses { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"T = {GracePeriod}: {Numbers.Count(Resets)} resets, {Numbers.Whole(ResetsUpper)} at most, in "
        + $"{DurationFormat.Brief(DurationMedianSeconds)}, {DurationFormat.Brief(DurationUpperSeconds)} at most";
}

/// <summary>What is left when everything is taken out that something else beats.</summary>
internal static class ParetoFront
{
    /// <summary>The outcomes that no other one beats in resets, duration and time with two processes; of equals the first stays.</summary>
    public static IReadOnlyList<GracePeriodOutcome> Of(IReadOnlyList<GracePeriodOutcome> outcomes)
    {
        Goals[] goals =
        [.. outcomes.Select(o => new Goals(Rounded(o.Resets), Rounded(o.DurationUpperSeconds), Rounded(o.NodeSecondsWithTwoProcesses)))];
        return [.. outcomes.Where((_, i) => !goals.Where((other, j) => other == goals[i] ? j < i : other.AtMost(goals[i])).Any())];
    }

    /// <summary>To seven digits, one less than the mean drain has: what differs by less is no choice.</summary>
    private static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) + 1);
        return Math.Round(value / unit, 7) * unit;
    }

    private readonly record struct Goals(double Resets, double Duration, double Twice)
    {
        public bool AtMost(Goals other) => Resets <= other.Resets && Duration <= other.Duration && Twice <= other.Twice;
    }
}
