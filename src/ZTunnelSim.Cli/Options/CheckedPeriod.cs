namespace ZTunnelSim.Cli;

/// <summary>The T that is looked at where there is only one, and where it comes from.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="Origin">Where from, as the JSON document spells it.</param>
/// <param name="Text">Where from, as text spells it.</param>
internal sealed record CheckedPeriod(GracePeriod GracePeriod, string Origin, string Text)
{
    /// <summary>As given, or else that of the running pods, by which the next update drains, or else the only one there is.</summary>
    /// <exception cref="InputException">There is none of these.</exception>
    public static CheckedPeriod Of(int? seconds, Scenario scenario) => seconds is { } given ? new(new(given), "given", "as given")
        : scenario.PresentGracePeriod is { } present ? new(present, "present", "the running pods' own")
        : new(OnlyCandidate.Of(scenario), "onlyCandidate", "the scenario's only one");
}
