using ZTunnelSim;
using ZTunnelSim.Charts;

/// <summary>Resets and durations for three grace periods, and a picture of them.</summary>
internal static class SweepAndDraw
{
    /// <summary>What most of the programs look at.</summary>
    public static Rollout Example { get; } = Rollout.Of(Cluster.OfSize(
        10,
        Workload.Of("api", Traffic.PerNode(openedPerSecond: 40), DurationLaw.Lognormal(TimeSpan.FromSeconds(2), sigma: 1.2)),
        Workload.Of("websockets", Traffic.OpenPerNode(90), DurationLaw.Lognormal(TimeSpan.FromMinutes(10), sigma: 1.5))));

    public static void Run(string folder)
    {
        SweepResult sweep = Example.Sweep([30, 300, 1800]);
        foreach (CandidateResult candidate in sweep.Candidates)
        {
            PacingResult simulated = candidate.Under(Pacing.Kubernetes);
            Console.WriteLine($"T = {candidate.GracePeriod}: {simulated.Resets.Mean:0} resets "
                + $"in {simulated.DurationP50Seconds:0} s");
        }
        Console.WriteLine(sweep);
        sweep.ResetsChart().Save(Path.Combine(folder, "resets.png"));
        Example.Simulate(seed: 1).GanttChart().Save(Path.Combine(folder, "gantt.svg"));
    }
}
