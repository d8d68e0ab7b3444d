using System.Reflection;

namespace ZTunnelSim.Cli;

/// <summary>All that a report says; the page and the Markdown are two ways to write it down.</summary>
/// <remarks>Nothing in it depends on the clock or the machine: the same input makes the same report, bit for bit.</remarks>
internal sealed record ReportModel
{
    /// <summary>Works out all that a report says.</summary>
    /// <remarks>
    /// Where there are limits, a T is recommended and becomes a candidate. <paramref name="chosen"/> is the candidate that somebody has
    /// decided for, <paramref name="date"/> one to print.
    /// </remarks>
    public static ReportModel Of(
        Scenario scenario, SweepOptions options, RolloutLimits? limits, GracePeriod? chosen, string? date,
        IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        Recommendation? recommendation = limits is null ? null : scenario.Rollout.Recommend(
            limits,
            new RecommendOptions
            {
                Seed = options.Seed,
                Replications = Math.Max(20, options.Replications),
                Precision = (scenario.Simulation.Precision ?? Precision.Usual).Share,
                Threads = options.Threads,
                AlsoShow = scenario.Candidates,
                PresentGracePeriod = scenario.PresentGracePeriod,
                LongestObservedSeconds = scenario.LifetimeData.ToDictionary(d => d.Workload, d => d.LongestSeconds),
            },
            progress: null,
            cancellationToken);
        IEnumerable<GracePeriod> candidates = scenario.Candidates.Concat(recommendation?.GracePeriod is { } t ? [t] : []);
        SweepResult result = scenario.Rollout.Sweep(candidates, options, progress, cancellationToken);
        // Half of a sweep is worth a look on a terminal, but is nothing to decide by.
        cancellationToken.ThrowIfCancellationRequested();
        Rollout? about = (chosen ?? recommendation?.GracePeriod) is { } its ? scenario.Rollout.WithGracePeriod(its) : null;
        IReadOnlyList<RolloutPair> inTwoSteps =
            chosen is null ? recommendation?.InTwoSteps ?? [] : about!.InTwoSteps(scenario.PresentGracePeriod);
        result = result with
        {
            Check = TheoryCheck.Of(scenario.Rollout.GoingThrough, candidates, options.Seed, options.Threads, cancellationToken),
        };
        return new ReportModel
        {
            Scenario = scenario,
            Sweep = result,
            Curves = SweepCurves.Of(result, cancellationToken),
            InTwoSteps = inTwoSteps,
            RollBacks = about?.RollBacks() ?? [],
            When = ReportWhen.Of(result, limits, about?.GracePeriod, cancellationToken),
            Canary = (about?.GracePeriod ?? scenario.PresentGracePeriod ?? OnlyCandidate(scenario)) is { } period
                ? CanaryPlan.Of(scenario.Rollout.WithGracePeriod(period), new())
                : null,
            Advice = chosen is not null ? ReportAdvice.Given(result, chosen, inTwoSteps)
                : recommendation is not null ? ReportAdvice.Recommended(recommendation)
                : null,
            MaximumAges = recommendation?.MaximumAges ?? [],
            Date = date,
        };
    }

    public required Scenario Scenario { get; init; }

    /// <summary>The scenario file as it was read, or made.</summary>
    public string ScenarioText => Scenario.Text;

    public required SweepResult Sweep { get; init; }

    public required SweepCurves Curves { get; init; }

    /// <summary>The workloads as the page colours them: more would be a tangle.</summary>
    public IReadOnlyList<WorkloadGroup> Groups => WorkloadGroup.Largest(Sweep, most: 6);

    /// <summary>The recommendation; null: the report compares and does not choose.</summary>
    public ReportAdvice? Advice { get; init; }

    /// <summary>What setting the chosen T cuts, and an update after it; empty where none is chosen, or where T is not known now.</summary>
    public required IReadOnlyList<RolloutPair> InTwoSteps { get; init; }

    /// <summary>What the way back cuts at the chosen T; empty where none is chosen.</summary>
    public required IReadOnlyList<RolloutPair> RollBacks { get; init; }

    /// <summary>At which hour to begin; null where no rate changes with the clock.</summary>
    public ReportWhen? When { get; init; }

    /// <summary>
    /// Which nodes to update first, at the chosen T, or else at that of the running pods, or else at the only one; null where there is
    /// none.
    /// </summary>
    public CanaryPlan? Canary { get; init; }

    /// <summary>The maximum ages of connections that would make a T enough; empty without limits, or where no T exceeds them.</summary>
    public IReadOnlyList<MaximumAgeOutcome> MaximumAges { get; init; } = [];

    /// <summary>What is there only in some reports.</summary>
    public IReadOnlyList<ReportSection> Sections => [.. ReportSection.Of(this)];

    public TextTable? Ages => MaximumAges.Count > 0 ? MaximumAgeText.Table(MaximumAges) : null;

    public TextTable? SettingT => InTwoSteps.Count > 0 ? RolloutPairTables.InTwoSteps(InTwoSteps) : null;

    public TextTable? WayBack => RollBacks.Count > 0 ? RolloutPairTables.RollBacks(RollBacks) : null;

    /// <summary>The date to print, as it was given; null: none.</summary>
    public string? Date { get; init; }

    public string Title => $"ztunnel rollout on {NodeCount}: resets and duration by grace period";

    /// <summary>The scenario file's name, without the folders that it lies in on this machine.</summary>
    public string ScenarioName => Path.GetFileName(Scenario.File);

    public string Answer => Advice?.Headline ?? ReportAdvice.WithoutChoice(Sweep);

    /// <summary>The candidate that the report is about; null: all alike.</summary>
    public CandidateResult? Chosen => Advice?.Chosen is { } chosen ? Sweep.Candidates.FirstOrDefault(c => c.GracePeriod == chosen) : null;

    /// <summary>Whether new connections are refused: without a surge they are.</summary>
    public bool Refuses => Sweep.Candidates.Any(c => c.Predicted.Refused > 0);

    public TextTable Candidates => Highlighted(ReportTables.Candidates(Sweep));

    public TextTable ByWorkload => Highlighted(ReportTables.ByWorkload(Sweep));

    public TextTable Agreement => Highlighted(ReportTables.Agreement(Sweep));

    /// <summary>What is evidence for theory, in sentences: the check, and what the sweep's own engine is.</summary>
    public IReadOnlyList<string> Evidence =>
    [
        .. Sweep.Check is { } check
            ? new[] { $"{CheckText.Scope(check)}. {CheckText.Verdict(check)}{CheckText.Compared(check, Sweep.Rollout.Cluster)}" }
            : [],
        $"The other simulated numbers, durations above all, are the {Sweep.Engine} engine's. {CheckText.Of(Sweep.Engine)}",
    ];

    public TextTable? Check => Sweep.Check is { } check ? ReportTables.Check(check) : null;

    public TextTable Workloads => ReportTables.Workloads(Scenario, Sweep);

    public IReadOnlyList<string> Warnings => [.. ReportWarnings.Of(this)];

    public IReadOnlyList<ReportAssumption> Assumptions => [.. ReportAssumptions.Of(this)];

    /// <summary>What is needed to get the same numbers again.</summary>
    public IReadOnlyList<(string Name, string Value)> Provenance =>
    [
        ("scenario", ScenarioName),
        ("seed", $"{Sweep.Seed}"),
        ("engine", Sweep.Check is { } check ? $"{Sweep.Engine}; {check.Engine} for the check (seed {check.Seed})" : $"{Sweep.Engine}"),
        ("replications",
            $"{Sweep.Replications:#,0}{(Sweep.End == SweepEnd.PrecisionReached ? " (the wanted precision was reached)" : "")}"),
        ("intervals", $"{100 * Sweep.Confidence:0} %"),
        ("ztunnelsim", Version),
        .. Date is null ? Array.Empty<(string, string)>() : [("date", Date)],
    ];

    private static string Version =>
        typeof(SweepResult).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static GracePeriod? OnlyCandidate(Scenario scenario) => scenario.Candidates is [var only] ? only : null;

    private string NodeCount => Sweep.Rollout.Cluster.Nodes.Count is 1 ? "1 node" : $"{Sweep.Rollout.Cluster.Nodes.Count:#,0} nodes";

    /// <summary>A table with a row for each candidate, the chosen one marked; one that has them as columns is left as it is.</summary>
    private TextTable Highlighted(TextTable table) => table.Columns[0].Header == "T" && Chosen is not null
        ? table with { ChosenRow = Sweep.Candidates.Index().First(c => c.Item == Chosen).Index }
        : table;
}
