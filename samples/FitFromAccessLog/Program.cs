// From an access log to the share of open connections that outlive a drain, and how far that answer can be trusted.
using ZTunnelSim;
using ZTunnelSim.Data;

string log = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "ztunnel.log");
ConnectionData data = ConnectionFiles.Read(log);
CounterData counters = CounterFiles.Read([Path.Combine(AppContext.BaseDirectory, "prometheus.json")]);
Console.WriteLine(
    $"{data.Connections} connections in {data.Lines} lines; the {data.Direction} side is used, {data.OtherSide} of the other left out.");

foreach (WorkloadLifetimes workload in data.Workloads)
{
    WorkloadFit fit = WorkloadFit.Of(workload.Observations);
    Console.WriteLine();
    Console.WriteLine(
        $"{workload.Workload}: {fit.Law}, from {fit.Count} connections, {fit.CensoredCount} of them cut by an earlier drain.");
    Console.WriteLine($"  {fit.Reasons[^1]}");

    foreach (int t in (int[])[30, 300, 1800])
    {
        double drain = DrainBudget.ZTunnel.SecondsFor(new GracePeriod(t));
        LifetimeEstimate reset = fit.ResidualSurvival(drain);
        Console.WriteLine(
            $"  T = {t,4} s: P(residual > {drain,4} s) = {reset.Value,7:0.00 %}, 95 % interval {reset.Low:0.00 %} to {reset.High:0.00 %};"
            + $" {fit.CountAbove(drain)} connections were seen beyond.");
    }

    if (counters.Workloads.FirstOrDefault(w => w.Workload == workload.Workload)?.LittlesLaw is not { } little) continue;
    LifetimeEstimate mean = fit.MeanSeconds(), counted = little.MeanLifetimeSeconds;
    Console.WriteLine(
        $"  Mean {mean.Value:0.##} s ({mean.Low:0.##} to {mean.High:0.##}); by Little's law from the counters {counted.Value:0.##} s "
        + $"({counted.Low:0.##} to {counted.High:0.##}): {(little.AgreesWith(mean) ? "they agree" : "they do NOT agree")}.");
}
