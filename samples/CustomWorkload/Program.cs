// A lifetime law of your own, checked against the simulator. Say your job runners hold connections whose lifetimes are
// log-logistic: common in survival analysis, and not built in. Three formulas and a name are all that has to be written.
using ZTunnelSim;

Workload runners = Workload.Of("job-runners", Traffic.OpenPerNode(connections: 40), new LogLogistic(medianSeconds: 90, shape: 2.5));
Rollout rollout = Rollout.Of(Cluster.OfSize(5, runners));

Console.WriteLine($"{runners.Lifetime}: mean {runners.Lifetime.MeanSeconds:0.0} s, {5 * runners.OpenConnections:0} connections open.");
Console.WriteLine($"{"T",6} {"theory",8} {"simulated",10}   95% interval");
// Every connection opens and closes in this engine, so that the law is drawn from, and not only integrated.
SweepResult sweep = rollout.Sweep([30, 120, 600, 1800], new SweepOptions { Engine = Engine.Events });
foreach (CandidateResult candidate in sweep.Candidates)
{
    Estimate simulated = candidate.Under(Pacing.Kubernetes).Resets;
    Console.WriteLine($"{candidate.GracePeriod.Seconds,6} {candidate.Predicted.Resets,8:0.0} {simulated.Mean,10:0.0}   "
        + $"{simulated.Lower:0.0} to {simulated.Upper:0.0}");
}

/// <summary>The log-logistic law: S(u) = 1 / (1 + (u / median)^shape). Above a shape of 1 its mean is finite.</summary>
internal sealed class LogLogistic(double medianSeconds, double shape) : DurationLaw
{
    public override double MeanSeconds =>
        shape > 1 ? medianSeconds * (Math.PI / shape) / Math.Sin(Math.PI / shape) : double.PositiveInfinity;

    public override double Survival(double seconds) => seconds <= 0 ? 1 : 1 / (1 + Math.Pow(seconds / medianSeconds, shape));

    public override double Quantile(double probability) => medianSeconds * Math.Pow(probability / (1 - probability), 1 / shape);

    public override string ToString() => $"log-logistic(median={medianSeconds:R}, shape={shape:R})";
}
