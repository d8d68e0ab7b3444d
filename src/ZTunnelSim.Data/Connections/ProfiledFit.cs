namespace ZTunnelSim.Data;

/// <summary>A workload's law with what its logs tell of how often connections are opened by the hour.</summary>
/// <param name="Fit">The law.</param>
/// <param name="Profile">The hours; null where the logs cover too few of them, or tell no times.</param>
/// <param name="Starts">The starts that they are counted from; null where the data are no logs.</param>
/// <param name="Note">Where the law was fitted by starts: by how much that changed it. Null where it was not.</param>
/// <remarks>
/// Lifetimes that end in a log are those of fresh connections if the rate is constant. So the fit takes them as they are, unless the starts
/// show that the rate is not: then each is taken given its start (double truncation), which leans on no rate.
/// </remarks>
internal sealed record ProfiledFit(WorkloadFit Fit, ProfileEstimate? Profile, WatchedStarts? Starts, string? Note)
{
    /// <summary>The lifetimes as they were fitted.</summary>
    public required IEnumerable<LifetimeObservation> Observations { get; init; }

    /// <summary>Until when ztunnel holds connections of dead peers; null where none ended so.</summary>
    public KeepAlive? KeepAlive { get; init; }

    /// <summary>Fits workloads as one.</summary>
    /// <param name="members">The workloads, at least one, of the same data.</param>
    /// <param name="zone">By whose clock hours are told.</param>
    /// <param name="family">The law's family; null: the best one.</param>
    /// <param name="seed">The seed of the plausible laws.</param>
    /// <exception cref="LifetimeFitException">No law can be fitted, or it has no finite mean.</exception>
    public static ProfiledFit Of(IReadOnlyList<WorkloadLifetimes> members, TimeZoneInfo zone, LawFamily? family = null, ulong seed = 1)
    {
        IEnumerable<LifetimeObservation> all = members is [var only] ? only.Observations : members.SelectMany(m => m.Observations);
        long endedOtherwise = members.Sum(m => m.EndedOtherwise);
        KeepAlive? keepAlive = members.All(m => m.EndedUnanswered == 0) ? null
            : ZTunnelSim.Data.KeepAlive.Of(members[0].Logs, all.Where(o => o.IsUnanswered).Select(o => o.Seconds));
        WorkloadFit fit = WorkloadFit.Of(all, family, WorkloadFit.DefaultDraws, seed, endedOtherwise, keepAlive?.Seconds);
        (ProfileEstimate? profile, WatchedStarts? starts) = Estimate(members, zone, fit);
        if (profile is null or { IsConstant: true })
            return new(fit, profile, starts, null) { Observations = all, KeepAlive = keepAlive };
        WatchedLogs logs = members[0].Logs;
        try
        {
            IEnumerable<LifetimeObservation> byStart = members.SelectMany(m => m.Set.GivenStarts(logs));
            WorkloadFit given = WorkloadFit.Of(byStart, family, WorkloadFit.DefaultDraws, seed, endedOtherwise, keepAlive?.Seconds);
            (ProfileEstimate? again, WatchedStarts? counted) = Estimate(members, zone, given);
            // Whether the rate is constant is tested by the law that is right if it is.
            return new(given, again is null ? profile : again.TestedAs(profile), counted, Change(fit, given))
            {
                Observations = byStart,
                KeepAlive = keepAlive,
            };
        }
        catch (LifetimeFitException e)
        {
            return new(fit, profile, starts, "The rate changes with the clock, but no law can be fitted to lifetimes given their starts: "
                + $"{e.Message} They are taken as if it were constant.")
            { Observations = all, KeepAlive = keepAlive };
        }
    }

    private static string Change(WorkloadFit before, WorkloadFit given) =>
        "As the rate changes with the clock, each lifetime was taken given its start: that it ended while its log was watched. "
        + $"Taken as if the rate were constant, the mean would be {DurationFormat.Brief(before.Law.MeanSeconds)} in place of "
        + $"{DurationFormat.Brief(given.Law.MeanSeconds)}.";

    private static (ProfileEstimate? Profile, WatchedStarts? Starts) Estimate(
        IReadOnlyList<WorkloadLifetimes> members, TimeZoneInfo zone, WorkloadFit fit)
    {
        WatchedLogs logs = members[0].Logs;
        if (logs.Windows.Count == 0) return (null, null);
        WatchedStarts starts = WatchedStarts.Of(members.Select(m => m.Set), logs, fit.Law);
        return (ProfileEstimate.Of(starts.Counts, zone), starts);
    }
}
