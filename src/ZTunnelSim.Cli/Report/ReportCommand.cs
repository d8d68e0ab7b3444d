using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim report</c>: a sweep as a page to look at and to print, and as Markdown for a change request.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<string?> output = OptionValues.Path("--out", "The page to write.").Or("report.html");
        Option<string?> markdown = OptionValues.Path("--markdown", "Write a change request (Markdown) too, into this file.");
        Option<int?> chosen = CommonOptions.GracePeriod("The candidate T that the report is about, in seconds.");
        LimitOptions limits = new();
        Option<string?> date =
            OptionValues.Date("--date", "A date to print. Default: none, so that the same input gives the same file.");
        SimulationOptionSet simulation = new();
        Option<OutputFormat> format = OutputOption.Create();
        Command command = new("report", "Writes a sweep down as one self-contained HTML page, and as Markdown for a change request.")
        {
            scenario.All, output, markdown, chosen, date, format, limits.All, simulation.All,
        };
        command.Validators.Add(result =>
        {
            if (result.IsGiven(chosen) && limits.IsGiven(result))
                result.AddError("--grace-period chooses by hand, --max-resets, --workload and --max-duration by limits: give either.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            RolloutLimits? wanted = limits.Read(parsed, given.Rollout.Cluster);
            if (wanted is null && limits.IsGiven(parsed.CommandResult)) throw LimitOptions.WithoutResets();
            GracePeriod? candidate = Candidate(given, parsed.GetValue(chosen));
            Prepare(parsed.GetRequiredValue(output)!, parsed.GetValue(markdown));
            SweepOptions options = simulation.Read(parsed, given);
            Scenario paced = given with
            {
                Rollout = given.Rollout with { Pacing = limits.PacingOf(parsed) },
                Simulation = given.Simulation with { Precision = simulation.PrecisionOf(parsed, given) },
            };
            ReportModel report = ProgressBar.Show(progress =>
                ReportModel.Of(paced, options, wanted, candidate, parsed.GetValue(date), progress, cancellationToken));
            string page = parsed.GetRequiredValue(output)!;
            string? changeRequest = parsed.GetValue(markdown);
            Answer.Give(
                parsed.GetValue(format), () => Print(report), Document(report, page, changeRequest),
                () => Write(report, page, changeRequest));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static GracePeriod? Candidate(Scenario scenario, int? seconds)
    {
        if (seconds is null) return null;
        return scenario.Candidates.FirstOrDefault(c => c.Seconds == seconds) ?? throw new InputException(
            $"--grace-period {seconds} is none of the candidates, which are "
                + $"{string.Join(", ", scenario.Candidates.Select(c => c.Seconds))}.",
            scenario.File, key: "ztunnel.terminationGracePeriodSeconds");
    }

    /// <summary>Tells before the work, not after it, what can't be written.</summary>
    private static void Prepare(string output, string? markdown)
    {
        foreach (string file in new[] { output, markdown }.OfType<string>()) OutputFile.Prepare(file);
        if (markdown is not null && Path.GetFullPath(output) == Path.GetFullPath(markdown))
            throw new InputException("--out and --markdown name the same file.", output);
    }

    private static void Print(ReportModel report)
    {
        Terminal.Print(report.Answer);
        if (report.Advice is { } advice) Terminal.Print($"{advice.Why} {advice.NextStep}");
        Terminal.Print(ScenarioNotes.Of(report.Scenario));
    }

    private static ResultDocument Document(ReportModel report, string output, string? markdown) => new("report", new
    {
        Scenario = report.Scenario.File,
        report.Sweep.Seed,
        report.Answer,
        Why = report.Advice?.Why,
        NextStep = report.Advice?.NextStep,
        TerminationGracePeriodSeconds = report.Advice?.Chosen?.Seconds,
        TerminationGracePeriodReason = report.Advice is null
            ? "noneWasAskedFor"
            : RecommendationJson.WhyNoGracePeriod(report.Advice.Chosen),
        Page = output,
        Markdown = markdown,
    })
    {
        Notes = [.. ScenarioNotes.Of(report.Scenario)],
        Warnings = [.. SweepReport.Warnings(report.Scenario, report.Sweep)],
    };

    private static IReadOnlyList<string> Write(ReportModel report, string output, string? markdown) => OutputSet.Write(set =>
    {
        set.Add(output, HtmlReport.Render(report));
        if (markdown is not null) set.Add(markdown, MarkdownReport.Render(report));
    });
}
