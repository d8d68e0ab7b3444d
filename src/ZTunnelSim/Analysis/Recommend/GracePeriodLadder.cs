namespace ZTunnelSim;

/// <summary>Round grace periods, each about half as long again as the one before: the steps that people take.</summary>
internal static class GracePeriodLadder
{
    /// <summary>The steps, from 5 s to 30 days.</summary>
    public static IReadOnlyList<GracePeriod> Steps { get; } =
    [
        .. new[] { 5, 10, 15, 20, 30, 45 }.Select(s => new GracePeriod(s)),
        .. new[] { 60, 90, 120, 180, 300, 420, 600, 900, 1200, 1800, 2700 }.Select(s => new GracePeriod(s)),
        .. new[] { 1, 1.5, 2, 3, 4, 6, 8, 12, 16 }.Select(h => new GracePeriod((int)(3600 * h))),
        .. new[] { 1, 1.5, 2, 3, 5, 7, 10, 14, 20, 30 }.Select(d => new GracePeriod((int)(86400 * d))),
    ];
}
