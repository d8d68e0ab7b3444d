namespace ZTunnelSim.Data;

/// <summary>Compares what a rollout's access logs say it killed with what those from before would have predicted.</summary>
/// <remarks>
/// Every line is one end of a connection at one ztunnel, and lines of both directions count, before as during: the drain of a ztunnel kills
/// the ends that it holds, whichever side they are. Lifetimes are fitted to one direction only, the one with more lines, since the other
/// tells of the same connections once more. A ztunnel is the pod that <c>kubectl logs --prefix</c> names, or the file; the one that is
/// replaced writes the kills, and has the same name before.
/// </remarks>
public static class BacktestLogs
{
    /// <summary>The name of all workloads that are too rare to be fitted one by one.</summary>
    internal const string Others = "(others)";

    /// <summary>A whole cluster's log in which nothing tells ztunnels apart.</summary>
    internal const string AllNodes = "(all nodes)";

    /// <summary>Reads the logs and compares them, for a rollout with the chart's strategy.</summary>
    /// <param name="before">Logs from before the rollout, at least one.</param>
    /// <param name="during">Logs from its first SIGTERM until its last drain is over, at least one.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InputException">A file can't be read, or the logs can't be compared; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    public static BacktestResult Run(
        IEnumerable<string> before, IEnumerable<string> during, BacktestLogOptions options,
        CancellationToken cancellation = default) =>
        Backtest.Run(
            Read(before, during, options, cancellation).Input,
            new BacktestOptions { DrainBudgetSeconds = options.DrainBudgetSeconds });

    /// <summary>Reads the logs and fits a lifetime law to each workload.</summary>
    /// <param name="before">Logs from before the rollout, at least one.</param>
    /// <param name="during">Logs from its first SIGTERM until its last drain is over, at least one.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InputException">A file can't be read, or the logs can't be compared; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Reading was stopped.</exception>
    internal static BacktestData Read(
        IEnumerable<string> before, IEnumerable<string> during, BacktestLogOptions options, CancellationToken cancellation = default)
    {
        ConnectionReadOptions reading = new() { Grouping = options.Grouping, Strict = options.Strict };
        EndCollector past = new(reading, keepLifetimes: true), present = new(reading, keepLifetimes: false);
        ConnectionReadReport pastReport = ConnectionFiles.ReadAll(before, reading, past, cancellation);
        ConnectionReadReport presentReport = ConnectionFiles.ReadAll(during, reading, present, cancellation);

        List<string> notes = [];
        List<ReplacedZTunnel> replaced = ReplacedZTunnel.Match(past, present, presentReport, options.DrainBudgetSeconds, notes);
        long[] kills = [.. replaced.SelectMany(z => z.During.KillTicks)];
        DateTimeOffset clock = presentReport.Windows.Min(w => w.First) ?? default;
        if (kills.Length > 0 && pastReport.Windows.Max(w => w.Last) is { } last && last.UtcTicks > kills.Min())
        {
            notes.Add($"The logs before reach to {last:yyyy-MM-dd HH:mm:ss}Z, after the first kill "
                + $"({new DateTime(kills.Min()):yyyy-MM-dd HH:mm:ss}Z): "
                + "they hold a part of the rollout, which should be left out of them.");
        }

        Workloads workloads = Workloads.Of(replaced, past, options, notes, cancellation);
        BacktestInput input = new()
        {
            Nodes = [.. replaced.Select(z => z.ToNode(clock))],
            Workloads = [.. workloads.Fits.Select(f => new BacktestWorkload(f.Name, f.Fit.Law, f.Plausible))],
            Traffic = [.. replaced.SelectMany((z, n) => workloads.Traffic(z, n))],
        };
        return new BacktestData(input, [.. workloads.Fits.Select(f => f.Fit)], pastReport, presentReport, clock, notes);
    }

    /// <summary>The workloads that can be compared: those with a fit.</summary>
    private sealed class Workloads
    {
        private readonly Dictionary<string, int> _index = [];

        public List<(string Name, LifetimeFit Fit, IReadOnlyList<DurationLaw> Plausible)> Fits { get; } = [];

        public static Workloads Of(
            List<ReplacedZTunnel> replaced, EndCollector past, BacktestLogOptions options, List<string> notes,
            CancellationToken cancellation)
        {
            Workloads result = new();
            (string Name, LifetimeSet? Lifetimes)[] all =
            [
                .. replaced.SelectMany(
                    z => z.Before.Workloads.Keys.Concat(z.During.Workloads.Where(w => w.Value.Kills > 0).Select(w => w.Key)))
                    .Distinct().Order(StringComparer.Ordinal).Select(name => (name, past.Lifetimes(name))),
            ];
            List<string> rest = [];
            foreach ((string name, LifetimeSet? lifetimes) in all)
            {
                cancellation.ThrowIfCancellationRequested();
                if (lifetimes is null || lifetimes.Total < options.AtLeast || !result.TryFit(name, [name], lifetimes, options, notes))
                    rest.Add(name);
            }
            if (rest.Count == 0) return result;

            LifetimeObservation[] pooled = [.. all.Where(w => rest.Contains(w.Name)).SelectMany(w => w.Lifetimes?.AsEnumerable() ?? [])];
            string names = string.Join(", ", rest.Take(5)) + (rest.Count > 5 ? $" and {rest.Count - 5} more" : "");
            if (pooled.Length >= options.AtLeast && result.TryFit(Others, rest, pooled, options, notes))
            {
                notes.Add($"{rest.Count} workloads with fewer than {options.AtLeast} connections before the rollout are put together as "
                    + $"{Others}: {names}.");
                return result;
            }
            long kills = replaced.Sum(z => rest.Sum(name => z.During.Workloads.GetValueOrDefault(name)?.Kills ?? 0));
            notes.Add($"{rest.Count} workloads could not be fitted and are left out, with {kills:#,0} kills: {names}.");
            if (result.Fits.Count > 0) return result;
            throw new InputException($"no workload has {options.AtLeast} connections in the logs before the rollout; give longer logs.");
        }

        public IEnumerable<BacktestTraffic> Traffic(ReplacedZTunnel ztunnel, int node)
        {
            foreach ((string name, int workload) in _index)
            {
                WorkloadTally? past = ztunnel.Before.Workloads.GetValueOrDefault(name);
                long kills = ztunnel.During.Workloads.GetValueOrDefault(name)?.Kills ?? 0;
                if (past is not null || kills > 0)
                    yield return new BacktestTraffic(node, workload, past?.Outbound ?? 0, past?.Inbound ?? 0, kills);
            }
        }

        private bool TryFit(
            string name, IEnumerable<string> members, IEnumerable<LifetimeObservation> lifetimes, BacktestLogOptions options,
            List<string> notes)
        {
            try
            {
                WorkloadFit fit = WorkloadFit.Of(lifetimes, options.Family, options.PlausibleLaws, seed: 1 + (ulong)Fits.Count);
                IReadOnlyList<DurationLaw> plausible = fit.PlausibleLaws;
                foreach (string member in members) _index[member] = Fits.Count;
                Fits.Add((name, fit.Fit, plausible));
                return true;
            }
            catch (LifetimeFitException e)
            {
                notes.Add($"{name}: no law can be fitted. {e.Message}");
                return false;
            }
        }
    }
}
