namespace ZTunnelSim;

/// <summary>What memory a rollout takes, in sentences and a table.</summary>
internal static class MemoryText
{
    /// <summary>60 MiB and 5.2 KiB for each connection.</summary>
    public static string Of(ZTunnelMemory memory) => Numbers.Memory(memory.BaseBytes)
        + (memory.BytesPerConnection > 0 ? $" and {Numbers.Memory(memory.BytesPerConnection)} for each connection" : "")
        + (memory.Source is { } source ? $" ({source})" : "");

    /// <summary>What a process takes with as many connections as a node has open in the mean, in bytes.</summary>
    public static long BytesAtMean(Rollout rollout) => (long)Math.Min(1L << 60, rollout.Memory.Of(new OpenOnNodes(rollout).Mean));

    /// <summary>What the two processes of the fullest node take by the end of a drain, and what there is for them.</summary>
    public static string Sentence(MemoryLimit limit, double budgetSeconds)
    {
        ProcessMemory memory = limit.Memory;
        double both = memory.BothBytes(budgetSeconds);
        string connections = $"up to {Numbers.Whole(memory.Connections)} connections";
        string takes = memory.NewBytes(budgetSeconds) > 0
            ? $"On {memory.Node}, the tightest node ({connections}), the old and the new ztunnel take up to {Numbers.Memory(both)} "
                + $"together by the drain's end, by {Of(memory.Memory)}"
            : $"On {memory.Node}, the tightest node ({connections}), a ztunnel takes up to {Numbers.Memory(both)}, by {Of(memory.Memory)}";
        return $"{takes}{(memory.Memory.IsAssumed ? ", an assumption (give yours under ztunnel as 'memory')" : "")}{Place(memory)}.";
    }

    /// <summary>What the processes of the tightest node take, by candidate.</summary>
    public static TextTable Table(MemoryLimit limit, SweepResult sweep) => TextTable.Of(
        $"Memory on {limit.Memory.Node} until the drain is over, at most", sweep.Candidates,
        [
            SweepTables.T,
            new("old ztunnel", c => Numbers.Memory(limit.Memory.OldBytes)),
            new("new one", c => Numbers.Memory(limit.Memory.NewBytes(c.DrainBudgetSeconds))),
            new("both", c => Numbers.Memory(limit.Memory.BothBytes(c.DrainBudgetSeconds))),
            .. limit.IsKnown
                ? [new("", c => limit.Holds(c.GracePeriod) ? "fits" : "does NOT fit", IsNumeric: false)]
                : Array.Empty<Column<CandidateResult>>(),
        ]);

    /// <summary>What there is, and what that means; empty where nothing says.</summary>
    public static string Place(ProcessMemory memory) => string.Concat(
        memory.RoomBytes is { } room ? $"; the node has {Numbers.Memory(room)} for them" : "",
        memory.Memory.LimitBytes is { } limit ? $"; the limit of each is {Numbers.Memory(limit)}" : "");

    /// <summary>Which T has no place for two ztunnels; null where all that are shown have one.</summary>
    public static string? Refused(MemoryLimit limit, IEnumerable<GracePeriod> shown)
    {
        GracePeriod[] refused = [.. shown.Where(t => !limit.Holds(t))];
        if (refused.Length == 0) return null;
        ProcessMemory memory = limit.Memory;
        if (!memory.OneFits)
        {
            return $"a ztunnel with the connections of {memory.Node} (up to {Numbers.Whole(memory.Connections)}) takes "
                + $"{Numbers.Memory(memory.OldBytes)} by {Of(memory.Memory)}{Place(memory)}: it is killed for lack of memory even without "
                + "a rollout.";
        }
        return $"T = {string.Join(", ", refused)}: two ztunnels do not fit on {memory.Node} until the drain is over"
            + $"{Place(memory)}, and one of them, or another pod, is killed for lack of memory. "
            + (limit.LargestGracePeriod is { } largest ? $"Up to T = {largest} they fit." : "They fit at no T: use maxUnavailable.");
    }
}
