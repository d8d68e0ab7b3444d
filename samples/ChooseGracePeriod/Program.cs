// The main job in a few lines of C#: which terminationGracePeriodSeconds keeps the resets under 1 % of what is open?
using ZTunnelSim.Analysis;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

Cluster cluster = Cluster.OfSize(
    50,
    Workload.WithArrivals("api", arrivalsPerSecond: 40, new Lognormal(medianSeconds: 2, sigma: 1.2)),
    Workload.WithOpenConnections("websockets", openPerNode: 30, new Lomax(shape: 2.5, scaleSeconds: 600)));

Rollout rollout = Rollout.Of(cluster)
    .WithPlan(new RollingUpdate(maxSurge: IntOrPercent.Percent(10), maxUnavailable: IntOrPercent.Nodes(0)))
    .WithTiming(new ReplacementTiming(startup: new Uniform(8, 20), ready: new Uniform(0, 10), overlap: new Constant(1)));

int[] seconds = [30, 300, 900, 1800, 3600, 7200];
SweepResult sweep = Sweep.Run(rollout, seconds.Select(t => new GracePeriod(t)));

Console.WriteLine($"{sweep.OpenConnections:0} connections are open in {cluster.Nodes.Count} nodes.");
foreach (CandidateResult candidate in sweep.Candidates)
{
    PacingResult simulated = candidate.Under(Pacing.Kubernetes);
    Console.WriteLine(
        $"T = {candidate.GracePeriod,6}: {simulated.Resets.Mean,7:0.0} resets [{simulated.Resets.Lower:0.0}, {simulated.Resets.Upper:0.0}]"
        + $", theory {candidate.Predicted.Resets:0.0}; {simulated.DurationP50Seconds / 60:0} min");
}

CandidateResult? choice = sweep.Candidates.FirstOrDefault(
    c => c.Under(Pacing.Kubernetes).Resets.Upper <= 0.01 * sweep.OpenConnections);
Console.WriteLine(choice is null ? "None of these is long enough." : $"The smallest that holds 1 %: {choice.GracePeriod}.");
