using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

/// <summary>The grace periods that a curve over T is worked out for.</summary>
internal static class GracePeriodGrid
{
    /// <summary>Up to here every second counts.</summary>
    private const int Dense = 60;

    private const int LogSpaced = 140;

    /// <summary>1 s to 60 s one by one, then spaced evenly in logarithms up to the longest candidate, and every candidate.</summary>
    public static IReadOnlyList<GracePeriod> For(IReadOnlyList<GracePeriod> candidates)
    {
        int last = Math.Max(Dense, candidates.Max(c => c.Seconds));
        IEnumerable<int> spaced = Enumerable.Range(0, LogSpaced + 1).Select(i => (int)Math.Round(Dense * Math.Pow((double)last / Dense, (double)i / LogSpaced)));
        return [.. Enumerable.Range(1, Dense).Concat(spaced).Concat(candidates.Select(c => c.Seconds)).Distinct().Order().Select(t => new GracePeriod(t))];
    }
}
