namespace ZTunnelSim;

/// <summary>That a surge with minReadySeconds may stand still, in sentences.</summary>
internal static class LostWakeUps
{
    /// <summary>Whether a rolling update can stand still for a lost wake-up of its controller.</summary>
    public static bool CanHappen(UpdateStrategy strategy, Pacing pacing) =>
        pacing == Pacing.Kubernetes && strategy is RollingUpdate { IsSurge: true, MinReadySeconds: > 0 };

    /// <summary>How many rollouts do, why, and what helps.</summary>
    /// <param name="minReadySeconds">minReadySeconds.</param>
    /// <param name="stalledShare">The share of rollouts that stand still, from 0 to 1.</param>
    /// <param name="at">At what, such as <c> at T = 30 s</c>; may be empty.</param>
    public static string Sentence(int minReadySeconds, double stalledShare, string at = "") => Invariant(
        $"{100 * stalledShare:0.#} of 100 rollouts{at} stand still until somebody touches the DaemonSet: with a surge and ")
        + $"minReadySeconds = {minReadySeconds} its controller can miss the moment at which a new pod is available. {WayOut}";

    /// <summary>What keeps that from happening.</summary>
    public const string WayOut = "With minReadySeconds 0, or with maxUnavailable in place of maxSurge, none does; "
        + "an annotation of the DaemonSet lets one that does go on.";
}
