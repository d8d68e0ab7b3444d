using ZTunnelSim;
using ZTunnelSim.Data;

/// <summary>A colleague's scenario with one workload's lifetimes from a log, and the manifest with another T.</summary>
internal static class ChangeAScenario
{
    public static void Run(string folder)
    {
        Scenario scenario = Scenario.Load(Path.Combine(folder, "scenario.yaml"));
        ConnectionData log = ConnectionFiles.Read(Path.Combine(folder, "ztunnel.log"));
        WorkloadFit fit = log["echo.default"].Fit();
        Cluster cluster = scenario.Rollout.Cluster;
        Workload echo = Workload.Of("echo", cluster.Workloads.Single(w => w.Name == "echo").Traffic, fit);
        SweepResult sweep = (scenario.Rollout with { Cluster = cluster.With(echo) }).Sweep(scenario.Candidates);
        Console.WriteLine($"{sweep.Candidates.Count} candidates; T = {sweep.Candidates[^1].GracePeriod}: "
            + $"{sweep.Candidates[^1].Predicted.ResetsByWorkload["echo"]:0.00} of echo's are reset");

        ZTunnelManifest manifest = ZTunnelManifest.Load(Path.Combine(folder, "ztunnel-cr.yaml"));
        string text = manifest.WithGracePeriod(300).Text;
        Console.WriteLine(text.Split('\n').Single(line => line.Contains("terminationGracePeriodSeconds")).Trim());
    }
}
