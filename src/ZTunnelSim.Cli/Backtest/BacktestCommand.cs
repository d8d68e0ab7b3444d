using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim backtest</c>: was the prediction right, once the rollout is over?</summary>
internal static class BacktestCommand
{
    public static Command Create()
    {
        Option<string[]> before = OptionValues.Paths(
            "--before", "Access logs from before the rollout: files, folders or archives, in any envelope; plain, gzip or zstd.");
        Option<string[]> during = OptionValues.Paths(
            "--during", "Access logs from the rollout, of the ztunnels that were replaced too.");
        before.Required = during.Required = true;
        Option<int?> period = CommonOptions.GracePeriod(
            "T of the rollout in whole seconds. Default: the scenario's if it has one candidate, or the chart's 30.");
        Option<string?> scenario = OptionValues.Path(
            "--scenario", "A scenario: its strategy, timing and drain budget rule are used. Default: ztunnel's chart.");
        Option<ConnectionGrouping> grouping = CommonOptions.By();
        Option<int?> least = CommonOptions.AtLeast("Workloads with fewer connections before the rollout are put together as one.");
        Option<bool> strict = CommonOptions.Strict();
        Option<bool> canary = new("--canary")
        {
            Description = "Tells after each node, in the order in which they were replaced, whether to stop or to go on; the pods were "
                + "deleted by hand (OnDelete). Exit code 3: stop, or the lines to decide by are missing; 0 otherwise.",
        };
        CanaryOptions rule = new($"With {canary.Name}: ");
        Option<OutputFormat> format = OutputOption.Create();
        Option<string?> output = CommonOptions.Out("Write backtest.csv, backtest.json and charts into this directory.");

        Command command = new("backtest", "Compares the connections that a rollout killed with what the logs from "
            + "before it would have predicted. "
            + "Exit code 0: the count is inside its prediction; 3: it is OUTSIDE; 2: the logs can't be compared.")
        {
            before, during, period, scenario, canary, rule.All, grouping, least, strict, output, format,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            bool isCanary = parsed.GetValue(canary);
            if (!isCanary) rule.Refuse(parsed.CommandResult, canary.Name);
            Rollout rollout = RolloutOf(parsed.GetValue(scenario), parsed.GetValue(period));
            if (isCanary) rollout = rollout with { Strategy = UpdateStrategy.OnDelete(1) };
            // A pod that is deleted gets SIGTERM before there is a new one: nothing overlaps, as without a surge.
            UpdateStrategy plan = isCanary ? UpdateStrategy.MaxUnavailable(1) : rollout.Strategy;
            if (plan is not RollingUpdate)
                throw new InputException(
                    "only a RollingUpdate can be compared with its prediction.", parsed.GetValue(scenario), key: "updateStrategy");
            (string[] past, string[] present) = (parsed.GetRequiredValue(before), parsed.GetRequiredValue(during));
            RequireDifferent(past, present);
            if (parsed.GetValue(output) is { } into) OutputSet.Prepare(into);
            BacktestData data = ProgressBar.Reading([.. past, .. present], bytesRead => BacktestLogs.Read(
                past, present,
                new BacktestLogOptions
                {
                    DrainBudgetSeconds = rollout.DrainBudgetSeconds,
                    Grouping = parsed.GetValue(grouping),
                    AtLeast = parsed.GetValue(least)!.Value,
                    Strict = parsed.GetValue(strict),
                    BytesRead = bytesRead,
                },
                cancellationToken));
            (BacktestResult result, IReadOnlyList<BacktestCuts> cuts) = Backtest.Draw(
                data.Input,
                new BacktestOptions { DrainBudgetSeconds = rollout.DrainBudgetSeconds, Strategy = plan, Timing = rollout.Timing });
            CanaryDecision? decision = isCanary ? CanaryDecision.Of(result, cuts, rule.Read(parsed)) : null;
            ResultDocument document = BacktestReport.Document(data, result, rollout, decision);
            Answer.Give(
                parsed.GetValue(format), () => BacktestReport.Print(data, result, rollout, decision), document,
                parsed.GetValue(output) is { } directory ? () => Write(result, document, directory) : null);
            bool holds = decision is null ? result.Total.IsInside : decision.Verdict is CanaryVerdict.GoOn or CanaryVerdict.LookOn;
            return Task.FromResult(holds ? ExitCode.Success : ExitCode.Outside);
        });
        return command;
    }

    private static IReadOnlyList<string> Write(BacktestResult result, ResultDocument document, string directory) =>
        OutputSet.Write(directory, "backtest", set =>
        {
            set.AddResults(result, document);
            set.AddCharts(("calibration.png", result.CalibrationChart()), ("pit.png", result.TransformChart()));
        });

    /// <summary>A log that is on both sides would be compared with itself.</summary>
    private static void RequireDifferent(IEnumerable<string> before, IEnumerable<string> during)
    {
        HashSet<string> past = [.. before.Select(Path.GetFullPath)];
        if (during.FirstOrDefault(file => past.Contains(Path.GetFullPath(file))) is { } both)
            throw new InputException("is given as a log from before the rollout and as one from the rollout.", both, key: "--during");
    }

    /// <summary>How the rollout was done; its cluster plays no part, since rates and lifetimes come from the logs.</summary>
    private static Rollout RolloutOf(string? file, int? period)
    {
        Workload none = Workload.Of("none", Traffic.PerNode(0), new Constant(1));
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, none)).WithGracePeriod(period ?? GracePeriod.Default.Seconds);
        if (file is null) return rollout;
        Scenario scenario = ScenarioReader.Draft(file).Outline;
        if (period is null && scenario.Candidates.Count > 1)
        {
            throw new InputException(
                $"has {scenario.Candidates.Count} candidates; say with --grace-period which one the rollout had.", file,
                key: "terminationGracePeriodSeconds");
        }
        return rollout with
        {
            GracePeriod = period ?? scenario.Candidates[0].Seconds,
            Strategy = scenario.Rollout.Strategy,
            Timing = scenario.Rollout.Timing,
            DrainBudget = scenario.Rollout.DrainBudget,
        };
    }
}
