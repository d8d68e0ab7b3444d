using System.Collections.Concurrent;
using ZTunnelSim.Analysis;
using ZTunnelSim.Data.AccessLogs;
using ZTunnelSim.Data.Backtests;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Data.Tests.Backtests;

public class BacktestCoverageTests
{
    private const int Runs = 200;


    [Fact]
    public void Measure()
    {
        var sw = System.Diagnostics.Stopwatch.StartNew();
        int inside = 0, flagged = 0, n=0; 
        ConcurrentBag<string> laws = [];
        Parallel.For(0, Runs, r =>
        {
            BacktestResult result = SyntheticRollout.Backtest(SyntheticRollout.Rollout, SyntheticRollout.Rollout, (ulong)r + 1);
            Interlocked.Increment(ref n);
            if (result.Total.IsInside) Interlocked.Increment(ref inside);
            if (result.DifferingWorkloads.Any()) Interlocked.Increment(ref flagged);
            foreach (var w in result.Input.Workloads) laws.Add(w.Lifetime.GetType().Name);
        });
        File.AppendAllText("/tmp/bt.txt", "\n" + $"{inside}/{n} inside, flagged {flagged}, {sw.Elapsed} {string.Join(" ", laws.CountBy(l => l))}");
        var one = SyntheticRollout.Backtest(SyntheticRollout.Rollout, SyntheticRollout.Rollout, 1);
        foreach (var c in one.ByWorkload.Append(one.Total)) File.AppendAllText("/tmp/bt.txt", "\n" + c.ToString());
        foreach (var c in one.Timings) File.AppendAllText("/tmp/bt.txt", "\n" + c.ToString());
    }
}
