namespace ZTunnelSim.Tests;

/// <summary>
/// From the law, the rate, T, the age of the processes and w alone: what the real ztunnel cut, held at SIGTERM and shared in the overlap.
/// </summary>
public class RecordedHandoverTests
{
    private static readonly RecordedHandover[] Between = [.. RecordedHandover.Between()], OnNode = [.. RecordedHandover.OnNode()];

    [Fact]
    public void Cuts_lie_in_the_95_percent_interval()
    {
        bool[] inside = [.. Inside("cut, two processes on a bridge", Between, HoldsCuts), .. Inside("cut, on a node", OnNode, HoldsCuts)];
        Assert.True(inside.Count(i => i) >= 0.93 * inside.Length, $"{inside.Count(i => i)} of {inside.Length}");
        double[] sums = [.. new[] { Between, OnNode }.Select(all => all.Sum(h => h.Rollout.Predict().Resets) / all.Sum(h => h.Cut))];
        Assert.All(sums, ratio => Assert.InRange(ratio, 0.95, 1.05));
    }

    [Fact]
    public void All_that_the_ledgers_tell_lies_in_the_95_percent_interval()
    {
        bool[] all =
        [
            .. Inside("cut", [.. Between, .. OnNode], HoldsCuts),
            .. Inside("open at SIGTERM", Between, h => Holds(h.OpenAtSigterm!.Value, new ResetTheory(h.Rollout).Mean(0, 0))),
            .. Inside("share in the overlap", [.. Between.Where(h => h.InOverlap is { All: > 0 })], h =>
            {
                (int opened, int toNew) = h.InOverlap!.Value;
                return Math.Abs(toNew - 0.5 * opened) <= 1.96 * Math.Sqrt(0.25 * opened) + 0.5;
            }),
        ];
        Assert.True(all.Count(i => i) >= 0.93 * all.Length, $"{all.Count(i => i)} of {all.Length}");
    }

    [Fact]
    public void Processes_end_soon_after_the_drain_budget()
    {
        // Each of these had something left to cut; the kubelet tells of the end later than the bridge does.
        Inside("process's end, two processes on a bridge", Between, h => h.ExitedAfter >= h.Budget && h.ExitedAfter < h.Budget + 0.7);
        Assert.All(Between, h => Assert.Equal(h.Budget, h.Rollout.DrainBudgetSeconds));
        double[] exits = [.. OnNode.Select(h => h.ExitedAfter - h.Budget).Order()];
        Assert.All(exits, exit => Assert.True(exit > 0));
        // The default is uniform from 0.1 to 0.7 s; the machine was busy in half of them.
        Assert.InRange(exits[exits.Length / 4], 0.1, 0.7);
    }

    [Fact]
    public void Without_the_ages_there_would_be_twice_as_many_cuts()
    {
        RecordedHandover[] later = [.. Between.Concat(OnNode).Where(h => !double.IsInfinity(h.Age))];
        double old = later.Sum(h => (h.Rollout with { ProcessAge = null }).Predict().Resets), cut = later.Sum(h => h.Cut);
        Assert.InRange(old / cut, 1.5, 3);
    }

    private static bool HoldsCuts(RecordedHandover handover) => Holds(handover.Cut, handover.Rollout.Predict().Resets);

    /// <summary>Which of them hold; so few that right intervals have as few in one of 1,000 cases are too few.</summary>
    private static bool[] Inside(string what, RecordedHandover[] handovers, Func<RecordedHandover, bool> holds)
    {
        bool[] inside = [.. handovers.Select(holds)];
        int count = inside.Count(i => i);
        string outside = string.Join(
            ", ", handovers.Where((_, i) => !inside[i]).Select(h => $"{h.Series} {h.Number} ({h.Cut} cut, {h.Rollout.Predict().Resets:F1} expected)"));
        string said = $"{what}: {count} of {inside.Length} inside; outside: {outside}";
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        Assert.True(count >= 0.95 * inside.Length - 3.1 * Math.Sqrt(inside.Length * 0.95 * 0.05) && count > 0, said);
        return inside;
    }

    /// <summary>Whether a Poisson number lies where 95 of 100 do.</summary>
    private static bool Holds(int count, double mean) => count >= PoissonQuantile(mean, 0.025) && count <= PoissonQuantile(mean, 0.975);

    private static double PoissonQuantile(double mean, double probability)
    {
        int k = 0;
        for (double sum = Math.Exp(-mean), term = sum; sum < probability; sum += term) term *= mean / ++k;
        return k;
    }
}
