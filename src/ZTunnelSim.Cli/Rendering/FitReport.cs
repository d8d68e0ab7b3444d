using Spectre.Console;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>What a fit prints: what was read and is assumed, tables of workloads, and what to be careful about.</summary>
internal static class FitReport
{
    private static readonly double[] Quantiles = [0.5, 0.9, 0.99];

    public static void PrintInput(ConnectionData data, ConnectionReadOptions options)
    {
        ConnectionReadReport report = data.Report;
        foreach (ConnectionFileReport file in report.Files)
            Prose.WriteLine($"{file.File}: {Name(file.Format)}, {file.Lines:#,0} lines, {file.Connections:#,0} connections.");
        foreach (SkippedLines skipped in report.SkippedByReason.Where(s => s.Reason != SkipReason.Header))
            PrintSkipped(skipped);
        if (report.FailedAttempts is > 0 and var failed)
            Prose.WriteLine($"{failed:#,0} of these are attempts that never became connections: they count neither "
                + "as lifetimes nor in rates.");
        foreach (string note in report.Notes) Prose.WriteLine(note);
        if (data.Direction != ConnectionDirection.Unknown) PrintSides(data, options);
        PrintEndings(data);
        foreach (PodConnections open in data.Open)
            Prose.WriteLine($"{open.Namespace}/{open.Pod}: {open.Outbound:#,0} outbound and {open.Inbound:#,0} inbound connections open now.");
        if (data.Workloads.Count > 0) PrintAssumption(data, options);
    }

    /// <summary>
    /// What became of connections whose line has an error that tells of an update or of a deleted pod.
    /// </summary>
    private static void PrintEndings(ConnectionData data)
    {
        long killed = data.Workloads.Sum(w => w.KilledByDrain), tunnel = data.Workloads.Sum(w => w.CutWithTunnel);
        long pods = data.Workloads.Sum(w => w.EndedWithPod);
        if (killed > 0)
            Prose.WriteLine($"{killed:#,0} connections were cut by the drain of an earlier update: they count as "
                + "censored, not as ended.");
        if (data.Report.CutAtItsWord > 0) Prose.WriteLine($"Note: {AtItsWord(data.Report)}");
        if (tunnel > 0)
        {
            Prose.WriteLine($"{tunnel:#,0} connections lost the tunnel between two ztunnels, as when the other one "
                + "is updated: they count as censored, not as ended.");
        }
        if (data.Workloads.Sum(w => w.EndedUnanswered) is > 0 and var unanswered)
        {
            Prose.WriteLine($"Note: {unanswered:#,0} connections ended as their peer no longer answered (os error "
                + "110): ztunnel holds such a one until keep-alive "
                + "gives up, long after its last use. They count as open until then, although nobody would miss them.");
        }
        if (pods > 0)
            Prose.WriteLine($"{pods:#,0} connections were closed as a pod was deleted, while ztunnel was not "
                + "draining: they count as ended.");
    }

    /// <summary>
    /// That cuts by a drain can't be told from those by a deleted pod in a log of access lines alone.
    /// </summary>
    public static string AtItsWord(ConnectionReadReport report) =>
        $"of {report.CutAtItsWord:#,0} connections only their own line says that a drain cut them, as their log has "
        + "no lines but access lines before it. "
        + "ztunnel says the same of connections whose pod was deleted; its whole log tells the two apart "
        + "('drain requested').";

    private static void PrintSides(ConnectionData data, ConnectionReadOptions options)
    {
        string used = $"The {data.Direction.ToString().ToLowerInvariant()} lines are used";
        if (data.InboundOnly > 0)
        {
            used += $", and {data.InboundOnly:#,0} inbound ones of clients without an outbound line: outside the mesh, "
                + "gateways and waypoints, or on nodes whose log is not given";
        }
        string others = data.OtherSide == 0 ? "there are none of the other side."
            : options.Direction == ConnectionDirection.Unknown
                ? $"{data.OtherSide:#,0} of the other side tell of the same connections once more and are left out."
                : $"{data.OtherSide:#,0} of the other side are left out.";
        Prose.WriteLine($"{used}; {others}");
    }

    public static void PrintFits(IReadOnlyList<Fitted> fits, int[] periods)
    {
        Tables tables = new();
        PrintLifetimes(tables, fits);
        PrintQuality(tables, fits);
        PrintOutliving(tables, fits, periods);
        Console.WriteLine();
        foreach (Fitted fit in fits) PrintReasons(fit, periods);
    }

    /// <summary>How many lines were skipped for a reason, and where the first of them are.</summary>
    public static string Skipped(SkippedLines skipped)
    {
        string first = skipped.Examples.Count == 0 ? ""
            : $" (first: {string.Join(", ", skipped.Examples.Select(e => $"{e.File}:{e.Line}"))})";
        return $"{skipped.Count:#,0} lines skipped: {skipped.Reason.Describe()}{first}.";
    }

    private static void PrintSkipped(SkippedLines skipped)
    {
        Prose.WriteLine(Skipped(skipped));
        if (skipped.Reason.IsExpected()) return;
        foreach (SkippedLine example in skipped.Examples) Console.WriteLine($"  {example.File}:{example.Line}: {example.Detail}: {example.Text}");
    }

    /// <summary>What the data can't tell of the time before and after they were taken, and what is therefore assumed.</summary>
    private static void PrintAssumption(ConnectionData data, ConnectionReadOptions options)
    {
        ConnectionReadReport report = data.Report;
        double window = report.Windows.Select(w => w.Seconds).DefaultIfEmpty(0).Max();
        if (window == 0) return;
        double longest = data.Workloads.Max(w => w.LongestSeconds);
        int logs = report.Windows.Count(w => w.Connections > 0);
        string watched = $"Watched for {Durations.Text(window)}" + (logs > 1 ? $" at most ({logs:#,0} logs)." : ".");
        if (report.OpenAtEnd > 0)
        {
            Prose.WriteLine($"{watched} The log tells of openings too: {report.OpenAtEnd:#,0} connections without "
                + "an end were open when it ended, "
                + $"and {report.EnteredLate:#,0} that began before the first opening enter at the age they had then.");
            return;
        }
        if (options.EnterAtWindowStart)
        {
            Prose.WriteLine($"{watched} {report.EnteredLate:#,0} connections began before that and enter at the age they had then. "
                + "This is right only if those open at the end are in the data too.");
            return;
        }
        Prose.WriteLine($"{watched} A log shows connections that ended: those still open at its end are missing, and they are the long ones. "
            + "Assumed, as a log alone can't tell: connections arrived at a constant rate since long before, so that as many long ones end in it as begin in it.");
        if (longest > 0.5 * window)
        {
            Prose.WriteLine($"Note: the longest connection ({Durations.Text(longest)}) is more than half of that. "
                + "Were ztunnel or the workloads started not long before, longer ones could not have ended yet: take a longer log, or check with --prometheus.");
        }
    }

    private static void PrintLifetimes(Tables tables, IReadOnlyList<Fitted> fits)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Left("workload"), Tables.Right("n"), Tables.Right("censored"), Tables.Right("mean [95% interval]"), Tables.Right("p50"), Tables.Right("p90"), Tables.Right("p99"), Tables.Right("max"));
        foreach (Fitted fit in fits)
        {
            KaplanMeier observed = KaplanMeier.Of(fit.Best.Sample);
            LifetimeEstimate mean = fit.Selection.MeanSeconds();
            Tables.Add(table, [
                fit.Workload.Workload, $"{fit.Workload.Count:#,0}", $"{fit.Workload.Censored:#,0}",
                $"{Durations.Text(mean.Value)} [{Durations.Text(mean.Low)}, {Durations.Text(mean.High)}]",
                .. Quantiles.Select(p => Durations.Text(observed.Quantile(p).Value)), Durations.Text(fit.Workload.LongestSeconds),
            ]);
        }
        tables.Print("Lifetimes by workload (mean by the law, quantiles by Kaplan-Meier)", table);
    }

    private static void PrintQuality(Tables tables, IReadOnlyList<Fitted> fits)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Left("workload"), Tables.Left("law"), Tables.Right("KS"), Tables.Right("AD"), Tables.Right("ln L"), Tables.Right("AIC"), Tables.Right("BIC"));
        foreach (Fitted fit in fits)
        {
            GoodnessOfFit quality = GoodnessOfFit.Of(fit.Best.Law, fit.Best.Sample);
            Tables.Add(table, [
                fit.Workload.Workload, Numbers.Shorten(fit.Best.Law.ToString()), $"{quality.KolmogorovSmirnov:0.0000}", $"{quality.AndersonDarling:0.00}",
                Criterion(fit.Best.LogLikelihood), Criterion(fit.Best.Aic), Criterion(fit.Best.Bic),
            ]);
        }
        tables.Print("Chosen laws (KS, AD: Kolmogorov-Smirnov and Anderson-Darling distance to the data)", table);
    }

    private static string Criterion(double? value) => value is { } number ? $"{number:0.0}" : "-";

    private static void PrintOutliving(Tables tables, IReadOnlyList<Fitted> fits, int[] periods)
    {
        Table table = tables.New();
        table.AddColumn(Tables.Left("workload"));
        foreach (int t in periods) table.AddColumn(Tables.Right($"T = {t} s (drain {Budget(t):0} s)"));
        foreach (Fitted fit in fits) Tables.Add(table, [fit.Workload.Workload, .. periods.Select(t => Outliving(fit.Selection, Budget(t)))]);
        tables.Print("Share of open connections that outlive the drain, and are reset [95% interval of the fit]", table);
    }

    private static string Outliving(FitSelection fit, double budget)
    {
        LifetimeEstimate share = fit.ResidualSurvival(budget);
        return $"{Numbers.Share(share.Value)} [{Numbers.Share(share.Low)}, {Numbers.Share(share.High)}]";
    }

    private static void PrintReasons(Fitted fit, int[] periods)
    {
        Prose.WriteLine($"{fit.Workload.Workload}: {fit.Selection.Reasons[^1]}");
        foreach (string reason in fit.Selection.Reasons.SkipLast(1)) Prose.WriteLine($"  {reason}");
        if (fit.Best is ParetoTailFit tail)
        {
            TailThreshold chosen = tail.Thresholds.First(t => t.Seconds == tail.ThresholdSeconds);
            Prose.WriteLine($"  The tail begins at {Durations.Text(chosen.Seconds)}, with {chosen.EndedAbove:#,0} lifetimes that ended above it; "
                + $"of {tail.Thresholds.Count} thresholds tried it is the one nearest to the middle of what the data support.");
        }
        foreach (FittedParameter p in fit.Best.Parameters)
            Prose.WriteLine($"  {p.Name} = {p.Estimate.Value:G5} +- {p.Estimate.StandardError:G2} [{p.Estimate.Low:G5}, {p.Estimate.High:G5}]");
        foreach (string warning in fit.Selection.Warnings) Prose.WriteLine($"  Note: {warning}");
        ExtrapolationCheck[] checks = [.. periods.Order().Select(t => ExtrapolationCheck.Of(fit.Best, Budget(t))).Where(c => c.Warning is not null)];
        // Beyond the longest connection a longer T is more of the same.
        foreach (ExtrapolationCheck check in checks.Where((c, i) => !c.IsBeyondData || i == 0 || !checks[i - 1].IsBeyondData))
            Prose.WriteLine($"  Note: {check.Warning}");
    }

    private static double Budget(int gracePeriod) => DrainBudget.ZTunnel.SecondsFor(new GracePeriod(gracePeriod));

    private static string Name(ConnectionFormat format) => format switch
    {
        ConnectionFormat.AccessLog => "ztunnel access log",
        ConnectionFormat.Csv => "CSV",
        ConnectionFormat.ZeekTsv or ConnectionFormat.ZeekJson => "Zeek conn.log",
        _ => "open connections",
    };
}
