namespace ZTunnelSim.Cli;

/// <summary>What a fit prints: what was read and is assumed, tables of workloads, and what to be careful about.</summary>
internal static class FitReport
{
    public static readonly double[] Quantiles = [0.5, 0.9, 0.99];

    private static readonly Column<Fitted> Workload = new("workload", f => f.Workload.Workload, IsNumeric: false);

    /// <summary>What was read, what was skipped, and what is assumed.</summary>
    public static IEnumerable<string> Input(ConnectionData data, ConnectionReadOptions options)
    {
        ConnectionReadReport report = data.Report;
        foreach (ConnectionFileReport file in report.Files)
            yield return $"{file.File}: {Name(file.Format)}, {file.Lines:#,0} lines, {file.Connections:#,0} connections.";
        foreach (SkippedLines skipped in report.SkippedByReason.Where(s => s.Reason != SkipReason.Header))
        {
            yield return Skipped(skipped);
            if (skipped.Reason.IsExpected()) continue;
            foreach (SkippedLine example in skipped.Examples)
                yield return $"  {example.File}:{example.Line}: {example.Detail}: {example.Text}";
        }
        if (report.FailedAttempts is > 0 and var failed)
            yield return $"{failed:#,0} of these are attempts that never became connections: they count neither as lifetimes nor in rates.";
        foreach (string note in report.Notes) yield return note;
        if (data.Direction != ConnectionDirection.Unknown) yield return Sides(data, options);
        foreach (string ending in Endings(data)) yield return ending;
        foreach (PodConnections open in data.Open)
        {
            yield return $"{open.Namespace}/{open.Pod}: {open.Outbound:#,0} outbound and {open.Inbound:#,0} inbound connections open now.";
        }
        if (data.Workloads.Count == 0) yield break;
        foreach (string sentence in Assumption(data, options)) yield return sentence;
    }

    /// <summary>What became of connections whose line has an error that tells of an update or of a deleted pod.</summary>
    private static IEnumerable<string> Endings(ConnectionData data)
    {
        long killed = data.Workloads.Sum(w => w.KilledByDrain), tunnel = data.Workloads.Sum(w => w.CutWithTunnel);
        long pods = data.Workloads.Sum(w => w.EndedWithPod);
        if (killed > 0)
            yield return $"{killed:#,0} connections were cut by the drain of an earlier update: they count as censored, not as ended.";
        if (data.Report.CutAtItsWord > 0) yield return $"Note: {AtItsWord(data.Report)}";
        if (tunnel > 0)
        {
            yield return $"{tunnel:#,0} connections lost the tunnel between two ztunnels, as when the other one "
                + "is updated: they count as censored, not as ended."
                + (data.Workloads.Sum(w => w.CutByServer) is > 0 and var byServer
                    ? $" Of {byServer:#,0} of them only the log of the server's ztunnel tells: the client's line has no error." : "");
        }
        if (data.HiddenCuts is { } hidden) yield return $"Note: {hidden}";
        if (data.Workloads.Sum(w => w.EndedUnanswered) is > 0 and var unanswered)
        {
            yield return $"Note: {unanswered:#,0} connections ended as their peer no longer answered (os error 110): ztunnel holds such a "
                + "one until keep-alive gives up, long after its last word, when nobody would miss it. They count apart.";
        }
        if (pods > 0)
            yield return $"{pods:#,0} connections were closed as a pod was deleted, while ztunnel was not "
                + "draining: they count as ended.";
    }

    /// <summary>That cuts by a drain can't be told from those by a deleted pod in a log of access lines alone.</summary>
    public static string AtItsWord(ConnectionReadReport report) =>
        $"of {report.CutAtItsWord:#,0} connections only their own line says that a drain cut them, as their log has no lines but access "
        + "lines before it. ztunnel says the same of connections whose pod was deleted; its whole log tells the two apart ('drain "
        + "requested').";

    private static string Sides(ConnectionData data, ConnectionReadOptions options)
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
        return $"{used}; {others}";
    }

    /// <summary>Whether rates change with the clock, and what that changed about the laws.</summary>
    public static IEnumerable<string> Hours(IReadOnlyList<Fitted> fits)
    {
        Fitted[] told = [.. fits.Where(f => f.Profile is not null)];
        if (fits.Count > told.Length)
            yield return $"{NameList.Of([.. fits.Except(told).Select(f => f.Workload.Workload)])}: {ProfileText.Of(null)}";
        foreach (Fitted fit in told)
        {
            yield return $"{fit.Workload.Workload}: {ProfileText.Of(fit.Profile)}";
            if (fit.Profiled.Note is { } note) yield return $"  {note}";
        }
    }

    public static void PrintFits(IReadOnlyList<Fitted> fits, int[] periods)
    {
        Terminal.Print(Lifetimes(fits), Quality(fits), Outliving(fits, periods));
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

    /// <summary>What the data can't tell of the time before and after they were taken, and what is therefore assumed.</summary>
    private static IEnumerable<string> Assumption(ConnectionData data, ConnectionReadOptions options)
    {
        ConnectionReadReport report = data.Report;
        double window = report.Windows.Select(w => w.Seconds).DefaultIfEmpty(0).Max();
        if (window == 0) yield break;
        double longest = data.Workloads.Max(w => w.LongestSeconds);
        int logs = report.Windows.Count(w => w.Connections > 0);
        string watched = $"Watched for {DurationFormat.Brief(window)}" + (logs > 1 ? $" at most ({logs:#,0} logs)." : ".");
        if (report.OpenAtEnd > 0)
        {
            yield return $"{watched} The log tells of openings too: {report.OpenAtEnd:#,0} connections without an end were open when it "
                + $"ended, and {report.EnteredLate:#,0} that began before the first opening enter at the age they had then.";
            yield break;
        }
        if (options.EnterAtWindowStart)
        {
            yield return $"{watched} {report.EnteredLate:#,0} connections began before that and enter at the age they had then. "
                + "This is right only if those open at the end are in the data too.";
            yield break;
        }
        string assumed = window >= TimeSpan.FromHours(ProfileEstimate.FewestHours).TotalSeconds
            ? "Assumed, unless the hours of starts tell otherwise below:" : "Assumed, as a log alone can't tell:";
        yield return $"{watched} A log shows connections that ended: those still open at its end are missing, and they are the long ones. "
            + $"{assumed} connections arrived at a constant rate since long before, so that as many long ones end in it as begin in it.";
        if (longest > 0.5 * window)
        {
            yield return $"Note: the longest connection ({DurationFormat.Brief(longest)}) is more than half of that. "
                + "Were ztunnel or the workloads started not long before, longer ones could not have ended yet: take a longer log, or "
                + "check with --prometheus.";
        }
    }

    private static TextTable Lifetimes(IReadOnlyList<Fitted> fits) => TextTable.Of(
        "Lifetimes by workload (mean by the law, quantiles by Kaplan-Meier)", fits,
        [
            Workload,
            new("n", f => $"{f.Workload.Count:#,0}"),
            new("censored", f => $"{f.Workload.Censored:#,0}"),
            new("mean [95% interval]", f => Numbers.Durations(f.Fit.MeanSeconds())),
            .. Quantiles.Select(p => new Column<Fitted>(
                $"p{100 * p:0}", f => DurationFormat.Brief(KaplanMeier.Of(f.Best.Sample).Quantile(p).Value))),
            new("max", f => DurationFormat.Brief(f.Workload.LongestSeconds)),
        ]);

    private static TextTable Quality(IReadOnlyList<Fitted> fits) => TextTable.Of(
        "Chosen laws (KS, AD: Kolmogorov-Smirnov and Anderson-Darling distance to the data)",
        fits.Select(f => (Fit: f, Quality: GoodnessOfFit.Of(f.Best.Unlimited))),
        [
            new("workload", f => f.Fit.Workload.Workload, IsNumeric: false),
            new("law", f => Numbers.Shorten(f.Fit.Best.Law.ToString()!), IsNumeric: false),
            new("KS", f => $"{f.Quality.KolmogorovSmirnov:0.0000}"),
            new("AD", f => $"{f.Quality.AndersonDarling:0.00}"),
            new("ln L", f => Criterion(f.Fit.Best.LogLikelihood)),
            new("AIC", f => Criterion(f.Fit.Best.Aic)),
            new("BIC", f => Criterion(f.Fit.Best.Bic)),
        ]);

    private static string Criterion(double? value) => value is { } number ? $"{number:0.0}" : "-";

    private static TextTable Outliving(IReadOnlyList<Fitted> fits, int[] periods) => TextTable.Of(
        "Share of open connections that outlive the drain, and are reset [95% interval of the fit]", fits.SelectMany(Shares),
        [
            new("workload", s => s.Name, IsNumeric: false),
            .. periods.Select(t => new Column<(string Name, Func<double, LifetimeEstimate> Of)>(
                $"T = {t} s (drain {Budget(t):0} s)", s => Outliving(s.Of(Budget(t))))),
        ]);

    /// <summary>What outlives a drain of those that somebody would miss, and of all that ztunnel holds.</summary>
    private static IEnumerable<(string Name, Func<double, LifetimeEstimate> Of)> Shares(Fitted fit)
    {
        yield return (fit.Workload.Workload, fit.Fit.LiveResidualSurvival);
        if (fit.Fit.DeadPeers is not null) yield return ($"{fit.Workload.Workload}, with dead peers", fit.Fit.ResidualSurvival);
    }

    private static string Outliving(LifetimeEstimate share) =>
        $"{Numbers.Share(share.Value)} [{Numbers.Share(share.Low)}, {Numbers.Share(share.High)}]";

    private static void PrintReasons(Fitted fit, int[] periods)
    {
        Terminal.Print($"{fit.Workload.Workload}: {fit.Selection.Reasons[^1]}");
        if (DeadPeersText.Of(fit.Profiled) is { } dead) Terminal.Print($"  {dead}");
        foreach (string reason in fit.Selection.Reasons.SkipLast(1)) Terminal.Print($"  {reason}");
        if (fit.Best.Unlimited is ParetoTailFit tail)
        {
            TailThreshold chosen = tail.Thresholds.First(t => t.Seconds == tail.ThresholdSeconds);
            Terminal.Print(
                $"  The tail begins at {DurationFormat.Brief(chosen.Seconds)}, with {chosen.EndedAbove:#,0} lifetimes that ended above it; "
                + $"of {tail.Thresholds.Count} thresholds tried it is the one nearest to the middle of what the data support.");
        }
        foreach (FittedParameter p in fit.Best.Parameters)
            Terminal.Print(
                $"  {p.Name} = {p.Estimate.Value:G5} +- {p.Estimate.StandardError:G2} [{p.Estimate.Low:G5}, {p.Estimate.High:G5}]");
        foreach (string warning in Warnings(fit, periods)) Terminal.Print($"  Note: {warning}");
    }

    /// <summary>What is wrong with a workload's data, and which answers about T they can't give.</summary>
    public static IEnumerable<string> Warnings(Fitted fit, IEnumerable<int> periods)
    {
        foreach (string warning in fit.Selection.Warnings) yield return warning;
        ExtrapolationCheck[] checks =
            [.. periods.Order().Select(t => ExtrapolationCheck.Of(fit.Best, Budget(t))).Where(c => c.IsDoubtful)];
        // Beyond the longest connection a longer T is more of the same.
        foreach (ExtrapolationCheck check in checks.Where((c, i) => !c.IsBeyondData || i == 0 || !checks[i - 1].IsBeyondData))
            yield return ExtrapolationText.Of(check)!;
    }

    public static double Budget(int gracePeriod) => DrainBudget.ZTunnel.SecondsFor(new GracePeriod(gracePeriod));

    private static string Name(ConnectionFormat format) => format switch
    {
        ConnectionFormat.AccessLog => "ztunnel access log",
        ConnectionFormat.Csv => "CSV",
        ConnectionFormat.ZeekTsv or ConnectionFormat.ZeekJson => "Zeek conn.log",
        _ => "open connections",
    };
}
