namespace ZTunnelSim.Data;

/// <summary>A workload's law with what its logs tell of how often connections are opened by the hour.</summary>
/// <param name="Fit">The law.</param>
/// <param name="Profile">The hours; null where the logs cover too few of them, or tell no times.</param>
/// <param name="Starts">The starts that they were counted from; null as <paramref name="Profile"/>.</param>
/// <param name="Note">Where the law was fitted by starts: by how much that changed it. Null where it was not.</param>
/// <remarks>
/// Lifetimes that end in a log are those of fresh connections if the rate is constant. So the fit takes them as they are, unless the starts
/// show that the rate is not: then each is taken given its start (double truncation), which leans on no rate.
/// </remarks>
internal sealed record ProfiledFit(WorkloadFit Fit, ProfileEstimate? Profile, WatchedStarts? Starts, string? Note)
{
    /// <summary>Fits workloads as one.</summary>
    /// <param name="members">The workloads, at least one, of the same data.</param>
    /// <param name="zone">By whose clock hours are told.</param>
    /// <param name="family">The law's family; null: the best one.</param>
    /// <param name="seed">The seed of the plausible laws.</param>
    /// <exception cref="LifetimeFitException">No law can be fitted, or it has no finite mean.</exception>
    public static ProfiledFit Of(IReadOnlyList<WorkloadLifetimes> members, TimeZoneInfo zone, LawFamily? family = null, ulong seed = 1)
    {
        WorkloadFit fit = WorkloadFit.Of(
            members is [var only] ? only.Observations : members.SelectMany(m => m.Observations), family, seed: seed);
        (ProfileEstimate? profile, WatchedStarts? starts) = Estimate(members, zone, fit);
        return new(fit, profile, starts, null);
    }

    private static (ProfileEstimate? Profile, WatchedStarts? Starts) Estimate(
        IReadOnlyList<WorkloadLifetimes> members, TimeZoneInfo zone, WorkloadFit fit)
    {
        WatchedLogs logs = members[0].Logs;
        // What is watched for less than it takes to tell a day's pattern need not be counted.
        if (logs.Windows.Count == 0) return (null, null);
        WatchedStarts starts = WatchedStarts.Of(members.Select(m => m.Set), logs, fit.Law);
        return ProfileEstimate.Of(starts.Counts, zone) is { } profile ? (profile, starts) : (null, null);
    }
}
