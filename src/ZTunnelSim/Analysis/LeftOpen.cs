namespace ZTunnelSim;

/// <summary>What the data leave open about a rollout's workloads, and what is taken as known, in words.</summary>
internal static class LeftOpen
{
    /// <summary>What the data leave open, such as <c>rates and lifetimes</c>; null where all is taken as known.</summary>
    public static string? ByData(Rollout rollout)
    {
        bool rates = rollout.Cluster.Workloads.Any(w => w.PlausibleTraffic.Count > 0);
        bool lifetimes = rollout.Cluster.Workloads.Any(w => w.PlausibleLifetimes.Count > 0);
        return (rates, lifetimes) switch
        {
            (true, true) => "rates and lifetimes",
            (true, false) => "rates",
            (false, true) => "lifetimes",
            _ => null,
        };
    }

    /// <summary>What no data stand behind, so that no range covers it; null where there is nothing.</summary>
    public static string? TakenAsKnown(Rollout rollout)
    {
        Workload[] lifetimes = [.. rollout.Cluster.Workloads.Where(w => w.PlausibleLifetimes.Count == 0)];
        Workload[] traffic = [.. rollout.Cluster.Workloads.Where(w => w.PlausibleTraffic.Count == 0)];
        string[] parts = [.. new[] { Part("lifetimes", lifetimes), Part("rates or open connections", traffic) }.OfType<string>()];
        return parts.Length == 0
            ? null
            : $"taken as known, since the scenario names no data for them, are {string.Join(" and ", parts)}: "
                + "an error in these is in no range and no confidence.";

        string? Part(string what, Workload[] workloads) => workloads.Length switch
        {
            0 => null,
            var count when count == rollout.Cluster.Workloads.Count && count > 1 => $"the {what} of all workloads",
            <= 5 => $"the {what} of {string.Join(", ", workloads.Select(w => w.Name))}",
            var count => $"the {what} of {string.Join(", ", workloads.Take(4).Select(w => w.Name))} and {count - 4} more",
        };
    }
}
