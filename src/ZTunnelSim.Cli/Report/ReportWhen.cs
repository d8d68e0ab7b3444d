namespace ZTunnelSim.Cli;

/// <summary>At which hour to begin, as a report has it.</summary>
/// <param name="All">The hours of a week with every candidate.</param>
/// <param name="About">The same with the T that the report is about, or with every candidate where it is about none.</param>
internal sealed record ReportWhen(StartWeek All, StartWeek About)
{
    /// <summary>What to do: a sentence or two.</summary>
    public string Begin => string.Join(' ', About.Text.Begin());

    /// <summary>When to begin, and how sure it is what that saves.</summary>
    public IEnumerable<string> Sentences =>
    [
        About.Text.Answer, .. About.Text.Reasons(),
        .. About.HasStart && About.Study.Choice.Best is not null ? [Begin] : Array.Empty<string>(),
    ];

    /// <summary>The best windows; null where no start holds the limits.</summary>
    public TextTable? Windows => About.Study.Choice.Windows.Count > 0 ? About.Text.Windows() : null;

    /// <summary>The hours of a sweep's rollout; null where no rate changes with the clock.</summary>
    public static ReportWhen? Of(SweepResult sweep, RolloutLimits? limits, GracePeriod? about, CancellationToken cancellationToken)
    {
        StartLimits wanted = new()
        {
            Resets = limits?.MaxResetShare is { } share ? ResetLimit.OfOpen(share)
                : limits?.MaxResets is { } count ? ResetLimit.Count(count) : null,
            OpenConnections = sweep.OpenConnections,
            MaxDurationSeconds = limits?.MaxDurationSeconds,
        };
        return StartWeek.Of(sweep.Rollout, [.. sweep.Candidates.Select(c => c.GracePeriod)], wanted, cancellationToken) is { } week
            ? new(week, about is { } t ? week.WithOnly(t) : week)
            : null;
    }
}
