namespace ZTunnelSim.Cli;

/// <summary>What a backtest prints: what was read, the comparisons, and the verdict in words.</summary>
internal static class BacktestReport
{
    /// <summary>More nodes than this are not listed: those that differ most are.</summary>
    private const int MaxNodes = 20;

    public static void Print(BacktestData data, BacktestResult result, Rollout rollout, CanaryDecision? decision)
    {
        Terminal.Print(Input("before", data.Before).Concat(Input("during", data.During)));
        Terminal.Print($"T = {rollout.GracePeriod}, a drain of {DurationFormat.Brief(result.Options.DrainBudgetSeconds)} by the rule "
            + $"'{rollout.DrainBudget}'; {rollout.Strategy}.");
        Terminal.Print(
            "Counted are ends of connections, one for each line: a connection between two pods of the mesh has a client's end "
            + "(outbound) and a server's (inbound), and the drain of either ztunnel kills it. Lines of both directions count, before as "
            + "during.");
        Terminal.Print($"{ResetSymptom.EndOfFile} So was each kill.");
        Terminal.Print(Assumptions(result));
        foreach (string note in data.Notes) Terminal.Print($"Note: {note}");

        Terminal.Print(ByWorkload(data, result), ByNode(data, result));
        Terminal.Print("");
        foreach (string line in Verdict(result)) Terminal.Print(line);
        if (decision is null) return;
        Terminal.Print(CanaryText.Table(decision));
        Terminal.Print(["", CanaryText.Rule(decision.Rule), .. CanaryText.Verdict(decision)]);
    }

    public static ResultDocument Document(BacktestData data, BacktestResult result, Rollout rollout, CanaryDecision? decision) =>
        BacktestJson.Of(result, data, rollout, Verdict(result), decision).WithRemarks(
            [.. Input("before", data.Before), .. Input("during", data.During), Assumptions(result), .. data.Notes]);

    private static string Assumptions(BacktestResult result)
    {
        double[] ages = [.. result.Input.Nodes.Select(n => n.AgeSeconds).Where(double.IsFinite).Order()];
        int old = result.Input.Nodes.Count - ages.Length;
        string known = ages.Length == 0 ? ""
            : $"Of {ages.Length:#,0} of {result.Input.Nodes.Count:#,0} ztunnels the logs show the start: they held no connection older "
            + "than themselves, "
            + (ages[0] == ages[^1] ? DurationFormat.Brief(ages[0]) : $"{DurationFormat.Brief(ages[0])} to {DurationFormat.Brief(ages[^1])}")
            + " at SIGTERM. ";
        return $"{known}Assumed: constant traffic" + (old == 0
            ? "."
            : ", so that as many ends closed before the rollout as were opened, with the lifetimes of fresh connections; "
                + $"{(ages.Length == 0 ? "" : "the other ")}ztunnels had been running for longer than their connections live.");
    }

    private static IEnumerable<string> Input(string period, ConnectionReadReport report)
    {
        string span = report.Windows.Min(w => w.First) is { } first && report.Windows.Max(w => w.Last) is { } last
            ? $", {first:yyyy-MM-dd HH:mm:ss} to {last:yyyy-MM-dd HH:mm:ss} UTC" : "";
        string files = report.Files.Count == 1 ? report.Files[0].File : $"{report.Files.Count} files";
        yield return $"Logs {period}: {files}, {report.Lines:#,0} lines, {report.Connections:#,0} ends ({report.Outbound:#,0} outbound, "
            + $"{report.Inbound:#,0} inbound) at {report.Windows.Count:#,0} ztunnels{span}; {report.KilledByDrain:#,0} killed by a drain.";
        foreach (SkippedLines skipped in report.SkippedByReason) yield return $"  {FitReport.Skipped(skipped)}";
        if (report.FailedAttempts > 0)
            yield return $"  {report.FailedAttempts:#,0} of these are attempts that "
                + "never became connections: they are no ends.";
        if (report.CutWithTunnel > 0)
            yield return $"  {report.CutWithTunnel:#,0} ends came with the tunnel to another ztunnel, as when "
                + "that one is updated: kills of the other one's drain, if any.";
        if (report.EndedWithPod > 0)
            yield return $"  {report.EndedWithPod:#,0} ends came as a pod was deleted, while ztunnel was not "
                + "draining: no kills.";
        if (report.CutAtItsWord > 0) yield return $"  Note: {FitReport.AtItsWord(report)}";
        foreach (string note in report.Notes) yield return $"  {note}";
    }

    private static TextTable ByWorkload(BacktestData data, BacktestResult result)
    {
        IEnumerable<IReadOnlyList<string>> rows = result.ByWorkload.Zip(data.Fits, (row, fit) => (IReadOnlyList<string>)[
            row.Name, $"{fit.Count:#,0}", string.Join("; ", fit.Distinct.Select(f => Numbers.Shorten(f.Law.ToString()!))),
            .. Counts(row), Judge(row, result),
        ]);
        IReadOnlyList<string> all =
        [
            "all", $"{data.Fits.Sum(f => f.Count):#,0}", "", .. Counts(result.Total), result.Total.IsInside ? "inside" : "OUTSIDE",
        ];
        return new(
            "Kills by workload",
            [
                new("workload", IsNumeric: false), new("n before"), new("law of lifetimes", IsNumeric: false), .. CountColumns(result),
                new("verdict", IsNumeric: false),
            ],
            [.. rows, all]);
    }

    private static TextTable ByNode(BacktestData data, BacktestResult result)
    {
        IEnumerable<int> shown = Enumerable.Range(0, result.ByNode.Count).OrderBy(n => result.ByNode[n].PValue).Take(MaxNodes).Order();
        return new(
            result.ByNode.Count > MaxNodes ? $"Kills by node: the {MaxNodes} of {result.ByNode.Count} that differ most" : "Kills by node",
            [
                new("node", IsNumeric: false), .. CountColumns(result), new("verdict", IsNumeric: false), new("first kill (UTC)"),
                new("after last accepted"), new("spread"), new("timing", IsNumeric: false),
            ],
            [.. shown.Select(n => (IReadOnlyList<string>)[
                result.ByNode[n].Name, .. Counts(result.ByNode[n]), Judge(result.ByNode[n], result),
                result.Input.Nodes[n].KillSeconds is [var first, ..] ? $"{data.Clock.AddSeconds(first):HH:mm:ss}" : "-",
                Duration(result.Timings[n].AfterLastAcceptedSeconds), Duration(result.Timings[n].SpreadSeconds),
                Word(result.Timings[n].Timing),
            ])]);
    }

    private static TextColumn[] CountColumns(BacktestResult result) =>
        [new("predicted"), new($"{Percent(result)}{(result.Input.CountsLines ? ", lines" : "")}"), new("lines"), new("p, adjusted")];

    private static string Duration(double seconds) => double.IsNaN(seconds) ? "-" : DurationFormat.Brief(seconds);

    private static IEnumerable<string> Verdict(BacktestResult result)
    {
        BacktestComparison all = result.Total;
        string interval = Interval(all);
        if (result.LacksKills)
        {
            yield return $"Verdict: OUTSIDE. Not one of {result.ByNode.Count:#,0} replaced ztunnels logged a "
                + $"connection that its drain cut, where {interval} were predicted with "
                + $"{Percent(result)} probability. {MissingLogs} It says nothing of lifetimes or of traffic.";
            yield break;
        }
        int differing = result.DifferingWorkloads.Count;
        string but = differing == 0 ? "" : $", but {differing} of {result.ByWorkload.Count} workloads differ";
        yield return all.IsInside
            ? $"Verdict: inside{but}. {all.Observed:#,0} ends were killed; {Numbers.Count(all.Expected)} were predicted, {interval} with "
                + $"{Percent(result)} probability."
            : $"Verdict: OUTSIDE. {all.Observed:#,0} ends were killed, {(all.Observed > all.Upper ? "more" : "fewer")} than the "
                + $"{interval} that were predicted with {Percent(result)} probability ({PEquals(all.PValue)}).";
        foreach (BacktestComparison row in result.DifferingWorkloads)
        {
            yield return $"Workload {row.Name} differs: {row.Observed:#,0} killed, {Numbers.Count(row.Expected)} predicted "
                + $"({PEquals(row.AdjustedPValue)}, adjusted for "
                + $"{result.ByWorkload.Count} workloads). Its lifetimes or its traffic were not as before, or no law fitted its tail; by "
                + $"chance alone some workload is named in {100 * (1 - result.Options.Confidence):0.#} % of all rollouts.";
        }
        if (differing == 0) yield return $"No workload differs from its prediction, of {result.ByWorkload.Count}.";
        foreach (string line in LostLines(result)) yield return line;
        string[] nodes = [.. result.DifferingNodes.Select(
            row => $"{row.Name} ({row.Observed:#,0} killed, {Numbers.Count(row.Expected)} predicted, p = {P(row.AdjustedPValue)})")];
        yield return nodes.Length == 0
            ? $"No node differs from its prediction, of {result.ByNode.Count}."
            : $"{nodes.Length} of {result.ByNode.Count} nodes differ: "
                + $"{string.Join(", ", nodes.Take(5))}{(nodes.Length > 5 ? " and more" : "")}.";
        if (result.DifferingNodes.Count(row => row.Observed == 0) is > 0 and var silent)
            yield return $"{silent:#,0} of these logged not one connection that a drain cut. {MissingLogs}";
        else if (all.Observed == 0)
            yield return $"Not one connection was logged as cut by a drain. If there were some: {MissingLogs}";
        foreach (string line in Timing(result)) yield return line;
    }

    /// <summary>What lines that were never written may have to do with it.</summary>
    private static IEnumerable<string> LostLines(BacktestResult result)
    {
        if (!result.Input.CountsLines) yield break;
        BacktestComparison all = result.Total;
        bool isExplained = all.IsInside && result.DifferingWorkloads.Count == 0;
        if (isExplained && !all.LacksLines && !result.ByWorkload.Any(w => w.LacksLines)) yield break;
        yield return "A process exits before it has written the last lines of what it cuts: of clients' ends at most two in most recorded "
            + "drains and up to a third in others, of servers' ends any number. The ranges of lines allow for that. The lines that are "
            + "lost are the last ones in time; it lowers counts and raises none.";
        if (all.LacksLines)
            yield return $"So few lines, {all.Observed:#,0}, are explained by lines that were lost: {all.LowerOfKills:#,0} kills at the "
                + "least were predicted. That lifetimes got shorter would look the same; the clients' count of their own tells.";
        string[] lacking = [.. result.ByWorkload.Where(w => w.LacksLines).Select(
            w => $"{w.Name} ({w.Observed:#,0} lines, {w.LowerOfKills:#,0} kills at the least)")];
        if (lacking.Length > 0) yield return $"Lost lines would explain {string.Join(", ", lacking)}.";
        string[] more = [.. result.DifferingWorkloads.Where(w => w.Observed > w.Upper).Select(w => w.Name)];
        if (all.Observed > all.Upper || more.Length > 0)
            yield return "They don't explain that more were killed than predicted"
                + (more.Length > 0 ? $", as of {string.Join(", ", more)}." : ".");
    }

    private const string MissingLogs = "The logs of the old pods are missing or end before their drains do (kubectl "
        + "logs loses them with the pod: "
        + "follow them, or take them from the node or a log store), or ztunnel is older than 1.23, the first version "
        + "that writes such lines.";

    private static IEnumerable<string> Timing(BacktestResult result)
    {
        double budget = result.Options.DrainBudgetSeconds;
        BacktestTiming[] known = [.. result.Timings.Where(t => t.Timing != KillTiming.Unknown)];
        if (known.Length == 0) yield break;
        int right = known.Count(t => t.Timing == KillTiming.AtDeadline);
        if (right > 0)
            yield return $"On {right} of {known.Length} nodes with kills they came at once, when the drain of "
                + $"{DurationFormat.Brief(budget)} should have ended.";
        foreach (IGrouping<KillTiming, BacktestTiming> group in known.Where(t => t.Timing != KillTiming.AtDeadline).GroupBy(t => t.Timing))
        {
            // The budget, and a pause that is 0 at the least.
            double lasted = group.Min(t => t.AfterLastAcceptedSeconds);
            yield return group.Key switch
            {
                KillTiming.TooEarly => $"On {group.Count()} of {known.Length} nodes the kills came too early, from "
                    + $"{DurationFormat.Brief(lasted)} after the last connection was accepted on: the drain was shorter than "
                    + $"{DurationFormat.Brief(budget)}. Is T right?",
                KillTiming.TooLate => $"On {group.Count()} of {known.Length} nodes the kills came too late, from "
                    + $"{DurationFormat.Brief(lasted)} after the last connection was accepted on: the drain was longer than "
                    + $"{DurationFormat.Brief(budget)}. Is T right?",
                _ => result.Input.Nodes.Count == 1 && result.Input.Nodes[0].Name == BacktestLogs.AllNodes
                    ? "When kills came can't be judged where nodes are compared as one."
                    : $"On {group.Count()} nodes the kills are spread over up to {DurationFormat.Brief(group.Max(t => t.SpreadSeconds))}: "
                        + "not the end of a single drain.",
            };
        }
    }

    private static string[] Counts(BacktestComparison row) =>
        [Numbers.Count(row.Expected), Interval(row), $"{row.Observed:#,0}", P(row.AdjustedPValue)];

    private static string Interval(BacktestComparison row) => $"{row.Lower:#,0} to {row.Upper:#,0}";

    private static string Judge(BacktestComparison row, BacktestResult result) =>
        row.AdjustedPValue < 1 - result.Options.Confidence ? "DIFFERS" : row.IsInside ? "inside" : "outside, by chance";

    private static string Percent(BacktestResult result) => $"{100 * result.Options.Confidence:0.#} %";

    private static string PEquals(double p) => P(p) is ['<', ..] and var below ? $"p {below}" : $"p = {P(p)}";

    private static string P(double p) => p < 0.0001 ? "< 0.0001" : p < 0.0995 ? $"{p:0.0000}" : $"{p:0.00}";

    private static string Word(KillTiming timing) => timing switch
    {
        KillTiming.AtDeadline => "at the deadline",
        KillTiming.TooEarly => "TOO EARLY",
        KillTiming.TooLate => "TOO LATE",
        KillTiming.Spread => "SPREAD",
        _ => "-",
    };
}
