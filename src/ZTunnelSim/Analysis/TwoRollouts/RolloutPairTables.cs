namespace ZTunnelSim;

/// <summary>Pairs of rollouts as tables and sentences.</summary>
internal static class RolloutPairTables
{
    /// <summary>T in a rollout of its own, then the update: a row for each wait, and one for both in one change.</summary>
    /// <param name="pairs">At least one pair, by rising wait.</param>
    public static TextTable InTwoSteps(IReadOnlyList<RolloutPair> pairs)
    {
        string cut = Numbers.Count(pairs[0].FirstResets);
        IReadOnlyList<string> together = ["with T, in one change", cut, "-", cut];
        IEnumerable<IReadOnlyList<string>> apart = pairs.Select(IReadOnlyList<string> (pair) =>
            [Wait(pair), Numbers.Count(pair.FirstResets), Numbers.Count(pair.SecondResets), Numbers.Count(pair.Resets)]);
        return new(
            $"T from {pairs[0].First.GracePeriod} to {pairs[0].Second.GracePeriod}, and an update: expected resets",
            [new("the update comes", IsNumeric: false), new("setting T"), new("the update"), new("in all")], [together, .. apart]);
    }

    /// <summary>What setting T costs, with the update and apart from it.</summary>
    /// <param name="pairs">At least one pair, by rising wait.</param>
    public static string Sentence(IReadOnlyList<RolloutPair> pairs) =>
        $"The rollout that brings the new T still drains by the T = {pairs[0].First.GracePeriod} that the running pods were created with: "
            + $"it cuts {Numbers.Count(pairs[0].FirstResets)} connections, and the new T counts from the next rollout on. An update in one "
            + $"change with it costs nothing more; one of its own costs {Numbers.Count(pairs[0].SecondResets)} more right after it and "
            + $"{Numbers.Count(pairs[^1].SecondResets)} much later. {Assumed(pairs[0])}";

    /// <summary>Why the second rollout cuts less, and what that rests on.</summary>
    public static string Assumed(RolloutPair pair) => "By theory: new processes hold only what they accepted"
        + (pair.First.Cluster.Workloads.All(w => !w.Clients.ComesBack)
            ? ", and of cut clients those that come back only where the scenario's 'clients' say so."
            : ", and clients that came back.");

    /// <summary>An update that is taken back: a row for each time.</summary>
    public static TextTable RollBacks(IReadOnlyList<RolloutPair> pairs) => TextTable.Of(
        $"The way back, with T = {pairs[0].Second.GracePeriod}: expected resets, by when it begins", pairs,
        [
            new("after", pair => DurationFormat.Wait(pair.BetweenSeconds), IsNumeric: false),
            new("nodes", pair => Numbers.Whole(pair.NodesReplacedTwice)),
            new("the update", pair => Numbers.Count(pair.FirstResets)),
            new("the way back", pair => Numbers.Count(pair.SecondResets)),
            new("in all", pair => Numbers.Count(pair.Resets)),
            new("all over after", pair => DurationFormat.Wait(Math.Max(pair.FirstEndsSeconds, pair.SecondEndsSeconds))),
            new("nodes with three ztunnels", pair => Numbers.Count(pair.PeakNodesWithThreeProcesses)),
        ]);

    /// <summary>How the way back goes: when what is cut, and how many processes a node runs for that.</summary>
    /// <param name="pairs">At least one pair.</param>
    public static IEnumerable<string> WayBack(IReadOnlyList<RolloutPair> pairs)
    {
        Rollout update = pairs[0].First;
        yield return "What the update's old processes hold is cut all the same, "
            + $"{DurationFormat.Wait(update.DrainBudgetSeconds)} after their SIGTERM, as they drain on; the way back ends the processes "
            + "that the update has begun, which hold only what they accepted, and cuts these as long after theirs.";
        if (pairs.All(pair => pair.MostProcesses < 3)) yield break;
        long bytes = MemoryText.BytesAtMean(update);
        yield return "While old processes still drain a node runs three ztunnels: that one, the update's, which drains, and a new one of "
            + $"the version before. They take {Numbers.Memory(3 * bytes)} where one takes {Numbers.Memory(bytes)}"
            + (update.Memory.IsAssumed
                ? $", by {MemoryText.Of(update.Memory)}, an assumption (put what yours takes under ztunnel as 'memory')."
                : ".");
    }

    private static string Wait(RolloutPair pair) => pair.WaitSeconds switch
    {
        < 1 => "as soon as that is through",
        double.PositiveInfinity => "much later",
        double seconds => $"{DurationFormat.Wait(seconds)} later",
    };
}
