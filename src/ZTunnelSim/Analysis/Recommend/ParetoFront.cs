namespace ZTunnelSim.Analysis;

/// <summary>What is left when everything is taken out that something else beats.</summary>
internal static class ParetoFront
{
    /// <summary>The outcomes that no other one beats in resets, duration and time with two processes; of equals the first stays.</summary>
    public static IReadOnlyList<GracePeriodOutcome> Of(IReadOnlyList<GracePeriodOutcome> outcomes)
    {
        Goals[] goals = [.. outcomes.Select(o => new Goals(o.Resets, o.DurationUpperSeconds, o.NodeSecondsWithTwoProcesses))];
        return [.. outcomes.Where((_, i) => !goals.Where((other, j) => other == goals[i] ? j < i : other.AtMost(goals[i])).Any())];
    }

    private readonly record struct Goals(double Resets, double Duration, double Twice)
    {
        public bool AtMost(Goals other) => Resets <= other.Resets && Duration <= other.Duration && Twice <= other.Twice;
    }
}
