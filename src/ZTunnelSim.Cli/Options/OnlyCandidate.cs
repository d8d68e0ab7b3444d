namespace ZTunnelSim.Cli;

/// <summary>The T of a scenario that compares no others.</summary>
internal static class OnlyCandidate
{
    /// <exception cref="InputException">It compares several: the message asks for one of them.</exception>
    public static GracePeriod Of(Scenario scenario) => scenario.Candidates is [var only]
        ? only
        : throw new InputException(
            $"compares {scenario.Candidates.Count} grace periods ({string.Join(", ", scenario.Candidates.Select(c => c.Seconds))}); "
                + "choose one with --grace-period.",
            scenario.File, key: "ztunnel.terminationGracePeriodSeconds");
}
