namespace ZTunnelSim.Data;

/// <summary>
/// How often ztunnels restarted without a rollout, as their pods tell: a rollout makes new pods and restarts no container.
/// </summary>
internal static class ZTunnelRestarts
{
    /// <summary>What the pods' restartCount says, over the time that they have been there; null where the files don't show that.</summary>
    public static RestartCount? Of(ZTunnelPods pods)
    {
        if (pods.Newest is not { } newest) return null;
        ProcessTimes[] times = [.. pods.Pods.Select(p => p.Times).OfType<ProcessTimes>().Where(t => t.Created < newest)];
        double days = times.Sum(t => (newest - t.Created!.Value).TotalDays);
        return days > 0
            ? new(times.Sum(t => (double)t.Restarts), days, times.Count(t => t.LastWasOutOfMemory), "kubectl's restartCount")
            : null;
    }
}
