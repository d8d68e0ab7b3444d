namespace ZTunnelSim.Data;

/// <summary>
/// The environment variables that decide for how long ztunnel holds a connection whose peer is gone. Source: istio/ztunnel src/config.rs.
/// </summary>
internal static class KeepAliveVariables
{
    private const string IsEnabled = "KEEPALIVE_ENABLED", Time = "KEEPALIVE_TIME", Interval = "KEEPALIVE_INTERVAL",
        Retries = "KEEPALIVE_RETRIES";

    /// <summary>
    /// The time in seconds from a dead peer's last word until its connection ends; infinite where probes are switched off, null where none
    /// of the variables is set.
    /// </summary>
    public static double? Seconds(Func<string, YamlValue?> variable)
    {
        YamlValue? enabled = variable(IsEnabled)?.Present, time = variable(Time)?.Present, interval = variable(Interval)?.Present,
            retries = variable(Retries)?.Present;
        if (enabled?.Scalar() == "false") return double.PositiveInfinity;
        if (time is null && interval is null && retries is null) return null;
        return Of(time, WorkloadFit.DefaultKeepAliveTime) + Of(interval, WorkloadFit.DefaultKeepAliveInterval)
            * (retries?.Integer(1, mayBeQuoted: true) ?? WorkloadFit.DefaultKeepAliveRetries);
    }

    private static double Of(YamlValue? duration, double otherwise) => duration is null ? otherwise
        : DurationFormat.TryParse(duration.Scalar(), out double seconds) && seconds > 0 ? seconds
        : throw duration.Expected($"a duration above 0 ({DurationFormat.Accepted})");
}
