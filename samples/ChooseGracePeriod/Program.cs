// The main job in a few lines of C#: which terminationGracePeriodSeconds keeps the resets under 1 % of what
// is open, and the rollout within two hours?
using ZTunnelSim;
using static System.TimeSpan;

Cluster cluster = Cluster.OfSize(
    50,
    Workload.Of("api", Traffic.PerNode(openedPerSecond: 40), DurationLaw.Lognormal(median: FromSeconds(2), sigma: 1.2)),
    Workload.Of("websockets", Traffic.OpenPerNode(connections: 30), DurationLaw.Lomax(shape: 2.5, scale: FromSeconds(600))));

Rollout rollout = Rollout.Of(cluster) with
{
    Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(10)),
    Timing = new ReplacementTiming(
        startup: DurationLaw.Uniform(FromSeconds(8), FromSeconds(20)),
        ready: DurationLaw.Uniform(FromSeconds(0), FromSeconds(10)),
        overlap: DurationLaw.Constant(FromSeconds(1))),
};

SweepResult sweep = rollout.Sweep([30, 300, 900, 1800, 3600, 7200]);

Console.WriteLine($"{sweep.OpenConnections:0} connections are open in {cluster.Nodes.Count} nodes.");
foreach (CandidateResult candidate in sweep.Candidates)
{
    PacingResult simulated = candidate.Under(Pacing.Kubernetes);
    Console.WriteLine(
        $"T = {candidate.GracePeriod,6}: {simulated.Resets.Mean,7:0.0} resets [{simulated.Resets.Lower:0.0}, {simulated.Resets.Upper:0.0}]"
        + $", theory {candidate.Predicted.Resets:0.0}; {simulated.DurationP50Seconds / 60:0} min");
}

Recommendation best = rollout.Recommend(new RolloutLimits { MaxResetShare = 0.01, MaxDuration = FromHours(2) });
Console.WriteLine(best.GracePeriod is { } grace
    ? $"The smallest that holds 1 % and 2 hours: {grace}; {best.Choice!.Resets:0.0} resets expected, "
        + $"{best.Choice.DurationMedianSeconds / 60:0} min."
    : $"No T holds 1 % within 2 hours; drain the nodes of {string.Join(", ", best.WorkloadsToDrain)} instead.");

// The question behind T: which maximum age of connections would make a shorter one enough?
foreach (MaximumAgeOutcome way in best.MaximumAges) Console.WriteLine(way);
