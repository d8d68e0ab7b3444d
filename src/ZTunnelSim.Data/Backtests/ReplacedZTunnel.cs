namespace ZTunnelSim.Data;

/// <summary>A ztunnel that was replaced: what it logged before the rollout, and during it.</summary>
internal sealed record ReplacedZTunnel(string Name, ZTunnelTally Before, ZTunnelTally During)
{
    /// <summary>Finds the ztunnels that are in both logs and were drained in the second.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static List<ReplacedZTunnel> Match(
        EndCollector past, EndCollector present, ConnectionReadReport report, double budgetSeconds, List<string> notes)
    {
        if (past.ZTunnels.Count == 0) throw new InputException("the logs before the rollout hold no connection.");
        if (present.ZTunnels.Count == 0) throw new InputException("the logs during the rollout hold no connection.");
        if (past.ZTunnels.Count == 1 && present.ZTunnels.Count == 1)
        {
            (ZTunnelTally before, ZTunnelTally during) = (past.ZTunnels.Values.Single(), present.ZTunnels.Values.Single());
            if (before.Windows[0].Pod is null && during.Windows[0].Pod is null)
            {
                notes.Add("Nothing tells the nodes apart (no pods as of kubectl logs --prefix, one file each): they are compared as one. "
                    + "All of them have to be in both logs, and have been replaced.");
                Watched(before);
                if (during.SaysNoDrain && during.KillTicks.Count == 0) throw NotReplaced(during.EndedWithPod, "");
                return [new(BacktestLogs.AllNodes, before, during)];
            }
        }

        ZTunnelTally[] unknown = [.. present.ZTunnels.Values.Where(z => !past.ZTunnels.ContainsKey(z.Name))];
        if (unknown.Length == present.ZTunnels.Count)
        {
            throw new InputException(
                $"no ztunnel is in both logs: before there are {Names(past.ZTunnels.Keys)}, during {Names(present.ZTunnels.Keys)}. "
                + "They are told by the pod of kubectl logs --prefix, else by the file's name; the one that is replaced is in both.");
        }
        long unknownKills = unknown.Sum(z => z.KillTicks.Count);
        if (unknownKills > 0)
            notes.Add($"{unknownKills:#,0} kills by {unknown.Count(z => z.KillTicks.Count > 0)} ztunnels that are not in the logs before "
                + $"({Names(unknown.Where(z => z.KillTicks.Count > 0).Select(z => z.Name))}) are left out.");
        ZTunnelTally[] gone = [.. past.ZTunnels.Values.Where(z => !present.ZTunnels.ContainsKey(z.Name))];
        if (gone.Length > 0)
            notes.Add($"{gone.Length} ztunnels of the logs before have no line in those of the rollout and are left out: "
                + $"{Names(gone.Select(z => z.Name))}.");

        List<ReplacedZTunnel> both =
            [.. past.ZTunnels.Values.Where(z => present.ZTunnels.ContainsKey(z.Name)).OrderBy(z => z.Name, StringComparer.Ordinal).Select(
                z => new ReplacedZTunnel(z.Name, z, present.ZTunnels[z.Name]))];
        long end = report.Windows.Max(w => w.Last)?.UtcTicks ?? 0;
        double shortest = past.ShortestTenth();
        string[] unwatched = [.. both.Where(z => z.Before.Seconds == 0).Select(z => z.Name)];
        if (unwatched.Length > 0)
            notes.Add($"{unwatched.Length} ztunnels with fewer than two connections before the rollout are left out: {Names(unwatched)}.");
        string[] serving = [.. both.Where(z => z.IsStillServing(end, budgetSeconds, shortest)).Select(z => z.Name)];
        if (serving.Length > 0) notes.Add($"{serving.Length} ztunnels accepted connections until the logs end, so were not replaced in "
            + $"them, and are left out: {Names(serving)}.");
        both.RemoveAll(z => z.Before.Seconds == 0 || z.IsStillServing(end, budgetSeconds, shortest));
        return both.Count > 0
            ? both
            : throw NotReplaced(present.ZTunnels.Values.Sum(z => z.EndedWithPod), $" {string.Join(" ", notes)}");
    }

    private static InputException NotReplaced(long endedWithPod, string notes) => new(
        "no ztunnel was replaced in the logs during the rollout: none says that a drain was requested of it "
        + "and cut connections. "
        + (endedWithPod == 0 ? ""
            : $"{endedWithPod:#,0} connections were closed 'due to connection drain', but as their pods were deleted. ")
        + "If there was a rollout, the logs of the old pods are missing." + notes);

    /// <summary>
    /// For how old its process was at SIGTERM, in seconds; null where the logs don't show the start of just one process, or of the pod's
    /// last one.
    /// </summary>
    public double? AgeSeconds(double budgetSeconds)
    {
        long sigterm = SigtermTicks(budgetSeconds);
        long[] starts = [.. Before.Starts.Concat(During.Starts).Where(start => start < sigterm).Distinct()];
        bool isKnown = starts.Length == 1 || (starts.Length > 1 && Before.IsOnePod && During.IsOnePod);
        return isKnown ? Seconds(sigterm - starts.Max()) : null;
    }

    public BacktestNode ToNode(DateTimeOffset clock, double budgetSeconds) => new(
        Name, Before.Seconds,
        Math.Max(Before.LastStartTicks, During.LastStartTicks) is > 0 and var last ? Seconds(last - clock.UtcTicks) : null,
        [.. During.KillTicks.Order().Select(ticks => Seconds(ticks - clock.UtcTicks))])
    {
        AgeSeconds = AgeSeconds(budgetSeconds) ?? double.PositiveInfinity,
        SigtermSeconds = SigtermTicks(budgetSeconds) is > 0 and var sigterm ? Seconds(sigterm - clock.UtcTicks) : null,
    };

    /// <summary>
    /// When it got SIGTERM: as its log says, or a drain budget before its first kill, or when it last accepted a connection; 0 where
    /// nothing tells.
    /// </summary>
    private long SigtermTicks(double budgetSeconds)
    {
        long requested = During.Windows.Max(w => w.Process.DrainTicks);
        return requested > 0 ? requested
            : During.KillTicks.Count > 0 ? During.KillTicks.Min() - (long)(budgetSeconds * TimeSpan.TicksPerSecond)
            : Math.Max(Before.LastStartTicks, During.LastStartTicks);
    }

    /// <summary>
    /// Whether it still accepted connections when the logs end: then one was opened lately that has also ended. A tenth of all arrivals
    /// ends within the shortest tenth of durations, and without any of these for 70 mean times between arrivals (e^-7, once in a thousand)
    /// it is taken as replaced. A pod that accepts connections after its cuts was not draining: pods of its node were deleted, of which the
    /// access lines alone say the same.
    /// </summary>
    private bool IsStillServing(long endTicks, double budgetSeconds, double shortestTenth)
    {
        if (During.KillTicks.Count > 0)
            return During.IsOnePod && During.LastStartTicks > During.KillTicks.Max() + TimeSpan.TicksPerSecond;
        if (Before.Seconds == 0) return false;
        double perSecond = Before.Workloads.Values.Sum(w => w.Inbound + w.Outbound) / Before.Seconds;
        double silent = Seconds(endTicks - Math.Max(Before.LastStartTicks, During.LastStartTicks));
        return silent < Math.Min(budgetSeconds, shortestTenth + 70 / perSecond);
    }

    private static void Watched(ZTunnelTally before)
    {
        if (before.Seconds == 0) throw new InputException("the logs before the rollout hold fewer than two connections.");
    }

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        return string.Join(", ", all.Take(3)) + (all.Length > 3 ? $" and {all.Length - 3} more" : "");
    }
}
