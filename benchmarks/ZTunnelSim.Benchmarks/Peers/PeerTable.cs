using System.Diagnostics;
using System.Text.Json;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// The same rolling update by everyone, in one run: connections simulated per second, and a check that all simulate the same.
/// </summary>
internal static class PeerTable
{
    private const int Nodes = 20;
    private const int OpenPerNode = 500;
    private const int Rounds = 5;

    public static void Print()
    {
        Rollout rollout = Scenarios.Of(Nodes, OpenPerNode, cycleSeconds: 1);
        Console.WriteLine($"{Nodes} nodes x {OpenPerNode} open, T = {rollout.GracePeriod}; theory: {rollout.Predict().Resets:0.0} resets. "
            + $"Medians of {Rounds} runs.");
        (string, double, double)[] rows =
        [
            Measure("event engine", seed => ByEngine(rollout, Engine.Events, seed)),
            Measure("PriorityQueue", seed =>
            {
                (long resets, _, long connections) = new PriorityQueueRollout(rollout, seed).Run();
                return (connections, resets);
            }),
        ];
        foreach ((string name, double perSecond, double resets) in rows) Row(name, perSecond, resets, rows[0].Item2);
        if (SimPy(rollout) is { } simPy) Row("SimPy", simPy.PerSecond, simPy.Resets, rows[0].Item2);
        else Console.WriteLine("SimPy: not measured; install python3-simpy and run this again.");
    }

    private static void Row(string name, double perSecond, double resets, double ours) =>
        Console.WriteLine($"{name,-14} {perSecond,14:#,0} connections/s   event engine is {ours / perSecond,6:0.0} times as fast   mean "
            + $"resets {resets:0.0}");

    private static (long Connections, long Resets) ByEngine(Rollout rollout, Engine engine, int seed)
    {
        RolloutResult result = rollout.Simulate(1, new SimulationOptions { Engine = engine, Replication = seed });
        ConnectionLedger ledger = result.Ledger!.Value;
        return (ledger.OpenAtStart + ledger.Opened, ledger.Reset);
    }

    private static (string Name, double PerSecond, double Resets) Measure(string name, Func<int, (long Connections, long Resets)> run)
    {
        for (int i = 0; i < 40; i++) run(1000 + i); // Until the JIT has settled.
        List<double> rates = [], resets = [];
        for (int round = 0; round < Rounds; round++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            long connections = 0;
            for (int i = 0; i < 10; i++)
            {
                (long opened, long reset) = run(round * 10 + i);
                connections += opened;
                resets.Add(reset);
            }
            rates.Add(connections / watch.Elapsed.TotalSeconds);
        }
        return (name, rates.Order().ElementAt(Rounds / 2), resets.Average());
    }

    private static (double PerSecond, double Resets)? SimPy(Rollout rollout)
    {
        string script = Path.Combine(Root(), "benchmarks", "peers", "rollout_simpy.py");
        Workload workload = rollout.Cluster.Workloads[0];
        ProcessStartInfo start = new("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (object argument in new object[] { script, Nodes, workload.OpenedPerSecond, rollout.DrainBudgetSeconds, Rounds })
            start.ArgumentList.Add(FormattableString.Invariant($"{argument}"));
        try
        {
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) return null;
            JsonElement json = JsonDocument.Parse(output).RootElement;
            return (json.GetProperty("connections_per_second").GetDouble(), json.GetProperty("mean_resets").GetDouble());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Root()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "ZTunnelSim.sln"))) directory = Path.GetDirectoryName(directory)!;
        return directory;
    }
}
