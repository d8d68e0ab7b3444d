// The classic error: to ask how many *fresh* connections live longer than the drain budget, P(life > G). Connections
// found open at SIGTERM are length-biased: long ones are more likely to be found open. What counts is their residual
// life, P(residual > G), and the two can differ by orders of magnitude.
using ZTunnelSim;
using static System.TimeSpan;

const double ArrivalsPerSecond = 5;
DurationLaw lifetime = DurationLaw.Mixture((0.99, DurationLaw.Exponential(FromSeconds(1))), (0.01, DurationLaw.Exponential(FromHours(1))));
Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("mixed", Traffic.PerNode(ArrivalsPerSecond), lifetime))) with
{
    Timing = new ReplacementTiming(
        DurationLaw.Constant(FromSeconds(10)), DurationLaw.Constant(FromSeconds(5)), DurationLaw.Constant(Zero)),
};
double open = ArrivalsPerSecond * lifetime.MeanSeconds;

Console.WriteLine($"99 % of the connections live for about 1 s, 1 % for about an hour; {open:0} are open on a node.");
Console.WriteLine($"{"T",6} {"G",6} {"naive: open x P(life > G)",28} {"theory",10} {"simulated",10}");
foreach (CandidateResult candidate in rollout.Sweep(
    [10, 30, 300, 1800], new SweepOptions { Engine = Engine.Events, Replications = 400 }).Candidates)
{
    double g = candidate.DrainBudgetSeconds;
    Console.WriteLine($"{candidate.GracePeriod.Seconds,6} {g,6} {open * lifetime.Survival(g),28:0.0} {candidate.Predicted.Resets,10:0.0} "
        + $"{candidate.Under(Pacing.Kubernetes).Resets.Mean,10:0.0}");
}
