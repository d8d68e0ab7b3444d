using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using ZTunnelSim.Data;
using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>What fits and backtests make of recorded access logs, beside what the clients' ledgers tell.</summary>
internal static class LogFigures
{
    public const string Title = "Access logs";

    private static readonly ConcurrentDictionary<(string Series, double Factor), (BacktestData Data, BacktestResult Result)> Backtests = [];

    private static readonly int[] GracePeriods = [10, 15, 30];

    private static readonly Lazy<IReadOnlyList<(LoggedHandover Handover, BacktestComparison Row, double OfOld)>> Young =
        new(() => [.. BacktestsOfYoung()]);

    private static readonly Lazy<IReadOnlyList<Fidelity>> TheRows = new(() => [.. AllRows()]);

    /// <summary>The rows of all logs.</summary>
    public static IReadOnlyList<Fidelity> Rows => TheRows.Value;

    /// <summary>
    /// Backtests of old processes of 14 to 33 s, whose predecessors' cuts did not come back, and what each would expect of a very old
    /// process. Those whose logs are too short are refused, and left out.
    /// </summary>
    public static IReadOnlyList<(LoggedHandover Handover, BacktestComparison Row, double OfOld)> YoungProcesses => Young.Value;

    /// <summary>
    /// The shares of open connections that outlive a drain, fitted from the logs of several workloads, beside the laws that these had.
    /// </summary>
    public static IEnumerable<RecordedFigure> SharesOfFlows(string series)
    {
        ConnectionData data = ConnectionFiles.Read(RecordedZTunnels.Logs($"{series}_*"));
        (string Workload, double PerSecond, DurationLaw Law)[] flows =
        [
            .. RecordedZTunnels.EventsOf(series).GetProperty("flows").GetProperty("flows").EnumerateArray().Select(f => (
                RecordedZTunnels.WorkloadOf(f.GetProperty("flow").GetString()!), f.GetProperty("rate_per_s").GetDouble(),
                RecordedLaw.Of(f.GetProperty("law").GetString()!))),
        ];
        return flows.GroupBy(f => f.Workload).OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(own =>
        {
            double open = own.Sum(f => f.PerSecond * f.Law.MeanSeconds);
            return Shares(
                data.Workloads.Single(w => w.Workload == own.Key),
                budget => own.Sum(f => f.PerSecond * f.Law.IntegratedTail(budget)) / open);
        });
    }

    /// <summary>The same of a series with handovers of the client's ztunnel, the server's and both.</summary>
    public static IEnumerable<RecordedFigure> SharesOfTwoNodes(string series)
    {
        ConnectionData data = ConnectionFiles.Read(RecordedZTunnels.Logs($"{series}_*"));
        DurationLaw law = RecordedLaw.Of(RecordedTable.Read("ztunnel", $"{series}.csv")[0]["law"]);
        return Shares(data.Workloads.Single(), budget => law.IntegratedTail(budget) / law.MeanSeconds);
    }

    /// <summary>The kills that clients counted, of each workload and then of all, beside a backtest.</summary>
    public static IEnumerable<RecordedFigure> Kills(string series, BacktestResult result)
    {
        (string Workload, long Cuts)[] ledgers =
        [
            .. Directory.GetFiles(Path.Combine(RecordedZTunnels.Folder, "ledgers"), $"{series}_f*.csv.gz").Select(file => (
                RecordedZTunnels.WorkloadOf(Path.GetFileName(file)), RecordedZTunnels.Ledger(file).LongCount(row => row["how"] == "eof"))),
        ];
        return result.ByWorkload.Append(result.Total).Select(row => new RecordedFigure(
            row.Name, ledgers.Where(l => row == result.Total || l.Workload == row.Name).Sum(l => l.Cuts), row.Expected, row.LowerOfKills,
            row.Upper));
    }

    /// <summary>
    /// The backtest of a series by the log of the old process, as it is or with other lifetimes before. Where these are shorter, so are the
    /// ages of the connections that the rollout's log shows to have been open before.
    /// </summary>
    public static (BacktestData Data, BacktestResult Result) Backtest(string series, double factor = 1) => Backtests.GetOrAdd(
        (series, factor),
        _ => RecordedZTunnels.OfFlows(series).Backtest(factor == 1 ? null : line => Times(factor, line), isBoth: factor < 1));

    private static IEnumerable<Fidelity> AllRows()
    {
        string[] flows = [.. RecordedZTunnels.OfFlows()];
        yield return new(
            "share of open connections that outlives the drain, T = 10, 15 and 30 s, fitted from logs", Fidelity.Interval,
            [.. flows.SelectMany(SharesOfFlows), .. RecordedZTunnels.TwoNodes().SelectMany(SharesOfTwoNodes)])
        {
            Unit = FigureUnit.Share,
        };
        (string Series, BacktestResult Result)[] backtests = [.. flows.Select(s => (s, Backtest(s).Result))];
        yield return new(
            "backtest: kills of three workloads that clients counted", Fidelity.Interval,
            [.. backtests.SelectMany(b => Kills(b.Series, b.Result).SkipLast(1))]);
        yield return new(
            "backtest: lines of these kills, some of which are lost", Fidelity.Interval,
            [.. backtests.SelectMany(b => b.Result.ByWorkload.Append(b.Result.Total))
                .Select(row => RecordedFigure.Same(row.Name, row.IsInside))])
        {
            Unit = FigureUnit.Alike,
        };
        yield return new(
            "backtest: kills of processes of 14 to 33 s", Fidelity.Interval,
            [.. YoungProcesses.Select(y => RecordedFigure.Judged(
                Path.GetFileName(y.Handover.Log), y.Handover.Cuts(), y.Row.Expected, y.Row.IsInside))]);
        yield return new(
            "backtest: lifetimes three times or a third as long are told from the true ones", "outside, as they ought to be",
            [.. flows.SelectMany(s => new[] { 3.0, 1.0 / 3 }.Select(
                factor => RecordedFigure.Same(s, !Backtest(s, factor).Result.Total.IsInside)))])
        {
            Unit = FigureUnit.Alike,
        };
    }

    private static IEnumerable<RecordedFigure> Shares(WorkloadLifetimes workload, Func<double, double> truth)
    {
        WorkloadFit fit = workload.Fit();
        return GracePeriods.Select(period =>
        {
            double budget = DrainBudget.ZTunnel.SecondsFor(new GracePeriod(period));
            LifetimeEstimate share = fit.ResidualSurvival(budget);
            return new RecordedFigure($"{workload.Workload}, T = {period}", truth(budget), share.Value, share.Low, share.High);
        });
    }

    private static IEnumerable<(LoggedHandover Handover, BacktestComparison Row, double OfOld)> BacktestsOfYoung()
    {
        IEnumerable<LoggedHandover> ofClients = RecordedZTunnels.TwoNodes().SelectMany(RecordedZTunnels.Of)
            .Where(h => h.Log.Contains("_A-g", StringComparison.Ordinal));
        foreach (LoggedHandover handover in RecordedZTunnels.OneNode().Concat(ofClients))
        {
            string[] servers = RecordedZTunnels.Logs($"{handover.Series}_B-g*");
            if (Try(handover, servers) is not var (data, result)) continue;
            int node = servers.Length == 0 ? 0
                : result.ByNode.Index().Single(n => handover.Log.Contains(n.Item.Name, StringComparison.Ordinal)).Index;
            BacktestInput old = data.Input with
            {
                Nodes = [.. data.Input.Nodes.Select(n => n with { AgeSeconds = double.PositiveInfinity })],
            };
            yield return (handover, result.ByNode[node], handover.Run(old).ByNode[node].Expected);
        }

        static (BacktestData Data, BacktestResult Result)? Try(LoggedHandover handover, string[] servers)
        {
            try
            {
                return handover.Backtest(others: servers);
            }
            catch (InputException e) when (e.Message.Contains("too short", StringComparison.Ordinal))
            {
                return null;
            }
        }
    }

    private static string Times(double factor, string line) => Regex.Replace(
        line, "duration=\"([0-9]+)ms\"",
        match => Invariant($"duration=\"{Math.Round(factor * long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)):0}ms\""));
}
