namespace ZTunnelSim.Data;

/// <summary>
/// The environment variables that decide how long ztunnel drains: CONNECTION_TERMINATION_DEADLINE if it is set, else a time made of
/// TERMINATION_GRACE_PERIOD_SECONDS, else 5 s. Source: istio/ztunnel src/config.rs.
/// </summary>
internal static class DrainVariables
{
    public const string Deadline = "CONNECTION_TERMINATION_DEADLINE";
    public const string Grace = "TERMINATION_GRACE_PERIOD_SECONDS";

    /// <summary>What ztunnel drains for where neither is set, in seconds.</summary>
    public const double UnsetSeconds = 5;

    /// <summary>
    /// The rule that the variables make, or null where ztunnel's own holds; the chart may set TERMINATION_GRACE_PERIOD_SECONDS where the
    /// manifest does not. Warnings tell what is odd.
    /// </summary>
    public static DrainBudget? Rule(
        Func<string, YamlValue?> variable, GracePeriod gracePeriod, bool chartSetsGrace, List<string> warnings)
    {
        if (variable(Deadline)?.Present is { } deadline)
        {
            if (!DurationFormat.TryParse(deadline.Scalar(), out double seconds) || seconds <= 0)
                throw deadline.Expected($"a duration above 0 (seconds as a number, or {DurationFormat.Accepted})");
            warnings.Add($"{Deadline} is {deadline.Given().Trim('\'')}: ztunnel drains for that long, whatever T is (but is killed at T).");
            return DrainBudget.DeadlineOf(seconds);
        }
        if (variable(Grace) is { } value && ZTunnelSettingsReader.ReadGracePeriod(value) is { } grace)
        {
            if (grace == gracePeriod) return null;
            warnings.Add(
                $"{Grace} is {grace.Seconds}, but T is {gracePeriod.Seconds}: ztunnel drains by the former and is killed by the latter.");
            return DrainBudget.DeadlineOf(DrainBudget.ZTunnel.SecondsFor(grace));
        }
        if (chartSetsGrace) return null;
        warnings.Add(Invariant($"{Grace} is not set (charts before 1.23 do not): ztunnel drains for {UnsetSeconds} s, whatever T is."));
        return DrainBudget.DeadlineOf(UnsetSeconds);
    }
}
