namespace ZTunnelSim.Cli;

/// <summary>What <c>ztunnelsim apply</c> made, as JSON.</summary>
internal static class ApplyJson
{
    public static ResultDocument Of(
        ApplyRequest request, ManifestKind kind, string summary, ManifestPatch? patch, string manifest, string? runbook) =>
        new("apply", new
        {
            Scenario = request.Draft.Outline.File,
            TerminationGracePeriodSeconds = request.GracePeriod.Seconds,
            Strategy = request.Wanted.ToString(),
            Summary = summary,
            Kind = kind,
            Patched = patch is null ? null : new
            {
                patch.Before.File,
                patch.ChangedLines,
                Before = Of(patch.Before),
                After = Of(patch.After),
            },
            Manifest = manifest,
            Runbook = runbook,
        });

    /// <summary>What a manifest says; null where it leaves it to the chart.</summary>
    private static object Of(ZTunnelSettings settings) => new
    {
        TerminationGracePeriodSeconds = settings.GracePeriod?.Seconds,
        TerminationGracePeriodReason = settings.GracePeriod is null ? "leftToTheChart" : null,
        Strategy = settings.Strategy?.ToString(),
    };
}
