using System.Diagnostics;

namespace ZTunnelSim.Benchmarks;

/// <summary>The largest sweep, once: 10,000 nodes x 10,000 open connections, 20 candidates, 100 replications.</summary>
internal static class ScaleRun
{
    public static void Print()
    {
        Stopwatch watch = Stopwatch.StartNew();
        SweepResult result = Scenarios.Of(10_000, 10_000).Sweep(Scenarios.Candidates(20), new SweepOptions { Replications = 100 });
        double peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        Console.WriteLine(
            $"{result.Engine} engine, {result.OpenConnections:#,0} open: {watch.Elapsed.TotalSeconds:0.0} s, peak {peak:0} MiB");
    }
}
