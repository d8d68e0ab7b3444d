namespace ZTunnelSim.Data;

/// <summary>For how long ztunnel holds a connection after its dead peer's last word, and how that is known.</summary>
/// <param name="Seconds">The time in seconds, above 0; infinite where ztunnel sends no probes.</param>
/// <param name="Source">How it is known, in words.</param>
/// <remarks>
/// The system ends such a connection with os error 110 (ETIMEDOUT) once KEEPALIVE_TIME and as many KEEPALIVE_INTERVALs as
/// KEEPALIVE_RETRIES says have gone by without an answer. Ends of that error at once after that time are the spike by which it is known
/// where nothing else tells.
/// </remarks>
internal sealed record KeepAlive(double Seconds, string Source)
{
    /// <summary>Fewer ends show no spike.</summary>
    private const int FewestInSpike = 5;

    /// <summary>Nearly all ends lie within this share of the first one's age beyond it, or within a minute.</summary>
    private const double Width = 0.1, WidthSeconds = 60, NearlyAll = 0.9;

    /// <summary>What ztunnel does by its defaults.</summary>
    public static KeepAlive Default { get; } = new(WorkloadFit.DefaultKeepAliveSeconds, "180 s + 9 x 180 s, ztunnel's defaults");

    /// <summary>What the logs tell, or else what was said, or else what the ends themselves show; ztunnel's defaults otherwise.</summary>
    /// <param name="logs">The logs, and what was said of them.</param>
    /// <param name="unanswered">The lifetimes in seconds of connections that ended as their peers no longer answered.</param>
    public static KeepAlive Of(WatchedLogs logs, IEnumerable<double> unanswered)
    {
        double[] logged = [.. logs.Windows.Select(w => w.Process.KeepAliveSeconds).OfType<double>()];
        // Where ztunnels differ, the shortest: nothing counts as unmissed that may be missed.
        if (logged.Length > 0) return new(logged.Min(), "as the configuration in the logs says");
        if (logs.KeepAliveSeconds is { } given) return new(given, "as KEEPALIVE_* are set");
        double[] ends = [.. unanswered.Order()];
        if (ends.Count(s => s < Default.Seconds) <= ends.Length / 2 || ends.Length < FewestInSpike) return Default;
        double first = ends[0], within = first + Math.Max(WidthSeconds, Width * first);
        return ends.Count(s => s <= within) >= NearlyAll * ends.Length
            ? new(first, "as the first of them says: nearly all end at once after that time")
            : Default;
    }
}
