namespace ZTunnelSim.Data;

/// <summary>The profile that is written for a workload, of those that its logs and its counters show.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="IsFromCounters">Whether the counters tell it.</param>
/// <param name="MeanInLog">The mean rate while the logs were watched, in multiples of the profile's; 1 without logs.</param>
/// <param name="MeanInCounters">The mean rate in the counters' period likewise.</param>
internal sealed record WorkloadProfile(RateProfile Profile, bool IsFromCounters, double MeanInLog, double MeanInCounters)
{
    /// <summary>The estimate of logs or counters, whichever tells more hours apart, over more days; null: neither tells any.</summary>
    public static ProfileEstimate? EstimateOf(FittedWorkload workload, IReadOnlyList<WorkloadCounters> counters, out bool isFromCounters)
    {
        ProfileEstimate? log = workload.Profiled?.Profile, counted = CounterProfiles.Estimate(counters, TimeZoneInfo.Utc);
        isFromCounters = counted is not null
            && (log is null || (counted.Resolution, counted.Days).CompareTo((log.Resolution, log.Days)) > 0);
        return isFromCounters ? counted : log;
    }

    /// <summary>What is written; null where the rate is taken as constant.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="counters">Its counters.</param>
    public static WorkloadProfile? Of(FittedWorkload workload, IReadOnlyList<WorkloadCounters> counters)
    {
        if (EstimateOf(workload, counters, out bool isFromCounters)?.Profile is not { } profile) return null;
        StartCounts? counted = counters is [var first, ..] ? first.Starts : null;
        return new(
            profile, isFromCounters, workload.Profiled?.Starts?.MeanFactor(profile) ?? 1, counted?.MeanFactor(profile) ?? 1);
    }
}
