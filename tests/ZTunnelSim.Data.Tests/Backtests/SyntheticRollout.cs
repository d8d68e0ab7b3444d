namespace ZTunnelSim.Data.Tests;

/// <summary>Rollouts that are simulated, written as ztunnel's access logs, and read back for a backtest.</summary>
internal static class SyntheticRollout
{
    public const double BeforeSeconds = 400;

    public static readonly ZTunnelLogOptions Log = new();

    public static Rollout Usual => With(new Lognormal(15, 0.8));

    /// <summary>Four nodes, T = 20 s, and two workloads: one of short calls, one whose lifetimes are given.</summary>
    public static Rollout With(DurationLaw chat) => Rollout.Of(Cluster.OfSize(
            4,
            Workload.Of("api.shop", Traffic.OpenPerNode(20), new Lognormal(4, 1)),
            Workload.Of("chat.edge", Traffic.OpenPerNode(30), chat))) with
    {
        GracePeriod = 20,
        Timing =
                new ReplacementTiming(new Constant(1),
            new Constant(1), new Constant(1))
    };

    /// <summary>The log of a quiet period just before the rollout.</summary>
    public static byte[] Before(Rollout rollout, ulong seed, ZTunnelLogOptions? options = null)
    {
        options ??= Log;
        RolloutResult quiet = ZTunnelLogWriter.SimulateQuiet(rollout, BeforeSeconds, seed, replication: 1);
        return Text(quiet, options with { Start = options.Start.AddSeconds(-BeforeSeconds), ToSeconds = BeforeSeconds });
    }

    public static byte[] During(Rollout rollout, ulong seed, ZTunnelLogOptions? options = null) =>
        Text(Simulate(rollout, seed), options ?? Log);

    public static RolloutResult Simulate(Rollout rollout, ulong seed) =>
        rollout.Simulate(seed, new SimulationOptions { Engine = Engine.Events, Trace = true });

    /// <summary>Backtests a rollout whose logs before may come from another one, and whose own lack lines as real ones do.</summary>
    public static BacktestResult Backtest(Rollout before, Rollout during, ulong seed)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string past = Path.Combine(folder, "before.log"), present = Path.Combine(folder, "during.log");
        File.WriteAllBytes(past, Before(before, seed));
        File.WriteAllLines(present, WithoutLost(During(during, seed), seed));
        BacktestData data = BacktestLogs.Read([past], [present], Options(during));
        Directory.Delete(folder, recursive: true);
        return Run(data, during);
    }

    public static BacktestResult Run(BacktestData data, Rollout during) => ZTunnelSim.Backtest.Run(
        data.Input, new BacktestOptions { DrainBudgetSeconds = during.DrainBudgetSeconds, Timing = during.Timing });

    public static BacktestLogOptions Options(Rollout during) =>
        new() { DrainBudgetSeconds = during.DrainBudgetSeconds, Family = LawFamily.Lognormal };

    public static BacktestData Read(byte[] before, byte[] during, BacktestLogOptions options) =>
        BacktestLogs.Read([Files.Temporary("before.log", before)], [Files.Temporary("during.log", during)], options);

    /// <summary>The log without the last lines of each pod's cuts.</summary>
    private static IEnumerable<string> WithoutLost(byte[] log, ulong seed)
    {
        string[] lines = System.Text.Encoding.UTF8.GetString(log).TrimEnd('\n').Split('\n');
        RandomStream random = new(seed, purpose: 1);
        HashSet<string> lost = [];
        foreach (IGrouping<string, string> cuts in lines.Where(l => l.Contains("connection drain", StringComparison.Ordinal))
            .GroupBy(l => l[..l.IndexOf(']', StringComparison.Ordinal)]))
            lost.UnionWith(cuts.TakeLast((int)Math.Round(LostLines.Outbound(random.NextDouble()) * cuts.Count())));
        return lines.Where(l => !lost.Contains(l));
    }

    private static byte[] Text(RolloutResult result, ZTunnelLogOptions options)
    {
        using MemoryStream stream = new();
        ZTunnelLogWriter.Write(result, stream, options);
        return stream.ToArray();
    }
}
