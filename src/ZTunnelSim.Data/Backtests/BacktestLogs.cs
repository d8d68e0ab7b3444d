namespace ZTunnelSim.Data;

/// <summary>Compares what a rollout's access logs say it killed with what those from before would have predicted.</summary>
/// <remarks>
/// Every line is one end of a connection at one ztunnel, and lines of both directions count, before as during: the drain of a ztunnel kills
/// the ends that it holds, whichever side they are. Lifetimes are fitted to each direction that the replaced ztunnels have ends of, since
/// the two may be of different clients. A ztunnel is the pod that <c>kubectl logs --prefix</c> names, or the file; the one that is
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
        ConnectionReadOptions reading = new() { Grouping = options.Grouping, Strict = options.Strict, BytesRead = options.BytesRead };
        EndCollector past = new(reading), present = new(reading, past);
        ConnectionReadReport pastReport = ConnectionFiles.ReadAll(before, reading, past, cancellation);
        past.Close();
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

        if (past.SuddenEnds() is { } sudden) notes.Add($"Of the logs before: {sudden}");
        double reach = past.ReachSeconds(out bool isLimit);
        BacktestReach.Require(reach, isLimit, options.DrainBudgetSeconds);
        Workloads workloads = Workloads.Of(replaced, past, options, notes, cancellation);
        BacktestInput input = new()
        {
            Nodes = [.. replaced.Select(z => z.ToNode(clock, options.DrainBudgetSeconds))],
            Workloads =
                [.. workloads.Fits.Select(f => new BacktestWorkload(f.Name, LifetimesOf(f.Fit.Outbound), LifetimesOf(f.Fit.Inbound)))],
            Traffic = [.. replaced.SelectMany((z, n) => workloads.Traffic(z, n))],
            CountsLines = true,
        };
        notes.AddRange(BacktestReach.Check(input, reach, isLimit, options.DrainBudgetSeconds));
        return new BacktestData(input, [.. workloads.Fits.Select(f => f.Fit)], pastReport, presentReport, clock, notes);
    }

    private static BacktestLifetimes LifetimesOf(WorkloadFit fit) => new(fit.Law, fit.PlausibleLaws);

    /// <summary>The workloads that can be compared: those with a fit.</summary>
    private sealed class Workloads
    {
        private readonly Dictionary<string, int> _index = [];

        public List<(string Name, FitBySide Fit)> Fits { get; } = [];

        public static Workloads Of(
            List<ReplacedZTunnel> replaced, EndCollector past, BacktestLogOptions options, List<string> notes,
            CancellationToken cancellation)
        {
            Workloads result = new();
            string[] all =
            [
                .. replaced.SelectMany(
                    z => z.Before.Workloads.Keys.Concat(z.During.Workloads.Where(w => w.Value.Kills > 0).Select(w => w.Key)))
                    .Distinct().Order(StringComparer.Ordinal),
            ];
            List<string> rest = [];
            foreach (string name in all)
            {
                cancellation.ThrowIfCancellationRequested();
                WorkloadTally[] tallies =
                [
                    .. replaced.SelectMany(z => new[] { z.Before, z.During }).Select(z => z.Workloads.GetValueOrDefault(name))
                        .OfType<WorkloadTally>(),
                ];
                bool hasOutbound = tallies.Any(t => t.Outbound + t.OpenOutbound > 0);
                bool hasInbound = tallies.Any(t => t.Inbound + t.OpenInbound > 0);
                LifetimeSet? outbound = Enough(past.Lifetimes(name, isInbound: false));
                LifetimeSet? inbound = Enough(past.Lifetimes(name, isInbound: true));
                // The side that the ends are of; the other one where that one's lifetimes are too few.
                LifetimeSet? first = hasOutbound ? outbound ?? inbound : inbound ?? outbound;
                LifetimeSet? second = hasOutbound && hasInbound ? inbound ?? outbound : first;
                if (first is null || second is null || !result.TryFit(name, [name], first, second, options, notes)) rest.Add(name);
            }
            if (rest.Count == 0) return result;

            LifetimeObservation[] pooled =
            [
                .. rest.Select(name => new[] { past.Lifetimes(name, isInbound: false), past.Lifetimes(name, isInbound: true) }
                    .MaxBy(side => side?.Total ?? 0)).OfType<LifetimeSet>().SelectMany(lifetimes => lifetimes),
            ];
            string names = string.Join(", ", rest.Take(5)) + (rest.Count > 5 ? $" and {rest.Count - 5} more" : "");
            if (pooled.Length >= options.AtLeast && result.TryFit(Others, rest, pooled, pooled, options, notes))
            {
                notes.Add($"{rest.Count} workloads with fewer than {options.AtLeast} connections before the rollout are put together as "
                    + $"{Others}: {names}.");
                return result;
            }
            long kills = replaced.Sum(z => rest.Sum(name => z.During.Workloads.GetValueOrDefault(name)?.Kills ?? 0));
            notes.Add($"{rest.Count} workloads could not be fitted and are left out, with {kills:#,0} kills: {names}.");
            if (result.Fits.Count > 0) return result;
            throw new InputException($"no workload has {options.AtLeast} connections in the logs before the rollout; give longer logs.");

            LifetimeSet? Enough(LifetimeSet? lifetimes) => lifetimes?.Total >= options.AtLeast ? lifetimes : null;
        }

        public IEnumerable<BacktestTraffic> Traffic(ReplacedZTunnel ztunnel, int node)
        {
            foreach ((string name, int workload) in _index)
            {
                WorkloadTally? past = ztunnel.Before.Workloads.GetValueOrDefault(name);
                long kills = ztunnel.During.Workloads.GetValueOrDefault(name)?.Kills ?? 0;
                if (past is not null || kills > 0)
                {
                    yield return new BacktestTraffic(
                        node, workload, (past?.Outbound + past?.OpenOutbound) ?? 0, (past?.Inbound + past?.OpenInbound) ?? 0, kills);
                }
            }
        }

        private bool TryFit(
            string name, IEnumerable<string> members, IReadOnlyList<LifetimeObservation> outbound,
            IReadOnlyList<LifetimeObservation> inbound, BacktestLogOptions options, List<string> notes)
        {
            try
            {
                // Where both sides tell of the same connections, their laws are drawn alike.
                ulong seed = 1 + (ulong)Fits.Count;
                WorkloadFit first = WorkloadFit.Of(outbound, options.Family, options.PlausibleLaws, seed);
                WorkloadFit second =
                    ReferenceEquals(outbound, inbound) ? first : WorkloadFit.Of(inbound, options.Family, options.PlausibleLaws, seed);
                foreach (string member in members) _index[member] = Fits.Count;
                Fits.Add((name, new(first, second)));
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
