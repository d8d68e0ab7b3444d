using ZTunnelSim.Analysis;
using ZTunnelSim.Data.AccessLogs;
using ZTunnelSim.Data.Backtests;
using ZTunnelSim.Data.Tests.Support;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Lifetimes.Fitting;
using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Data.Tests.Backtests;

/// <summary>Rollouts that are simulated, written as ztunnel's access logs, and read back for a backtest.</summary>
internal static class SyntheticRollout
{
    public const double BeforeSeconds = 400;

    public static readonly ZTunnelLogOptions Log = new();

    public static Rollout Rollout => Of(new Lognormal(4, 1), new Lognormal(15, 0.8));

    public static Rollout Of(DurationLaw api, DurationLaw chat) => Model.Rollout.Of(Cluster.OfSize(
            4,
            Workload.WithOpenConnections("api.shop", 20, api),
            Workload.WithOpenConnections("chat.edge", 30, chat)))
        .WithGracePeriod(20)
        .WithTiming(new ReplacementTiming(new Constant(1), new Constant(1), new Constant(1)));

    public static BacktestResult Backtest(Rollout before, Rollout during, ulong seed)
    {
        RolloutResult quiet = ZTunnelLogWriter.SimulateQuiet(before, BeforeSeconds, seed, replication: 1);
        RolloutResult rollout = during.Simulate(seed, new SimulationOptions { Engine = Engine.Events, Trace = true });
        string past = Files.Temporary("before.log", Text(quiet, Log with { Start = Log.Start.AddSeconds(-BeforeSeconds), ToSeconds = BeforeSeconds }));
        string present = Files.Temporary("during.log", Text(rollout, Log));
        BacktestData data = BacktestLogs.Read([past], [present], new BacktestLogOptions { DrainBudgetSeconds = during.DrainBudgetSeconds, Family = Family });
        return ZTunnelSim.Analysis.Backtest.Run(data.Input, new BacktestOptions { DrainBudgetSeconds = during.DrainBudgetSeconds, Timing = during.Timing });
    }

    public static LawFamily? Family { get; set; } = Environment.GetEnvironmentVariable("FAM") is { Length: > 0 } f ? Enum.Parse<LawFamily>(f) : null;

    public static byte[] Text(RolloutResult result, ZTunnelLogOptions options)
    {
        using MemoryStream stream = new();
        ZTunnelLogWriter.Write(result, stream, options);
        return stream.ToArray();
    }
}
