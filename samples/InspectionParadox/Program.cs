// The classic error: to ask how many *fresh* connections live longer than the drain budget, P(life > G). Connections
// found open at SIGTERM are length-biased: long ones are more likely to be found open. What counts is their residual
// life, P(residual > G), and the two can differ by orders of magnitude.
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;
using ZTunnelSim.Theory;

const double ArrivalsPerSecond = 5;
DurationLaw lifetime = new Mixture((0.99, new Exponential(1)), (0.01, new Exponential(3600)));
Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.WithArrivals("mixed", ArrivalsPerSecond, lifetime)))
    .WithTiming(new ReplacementTiming(new Constant(10), new Constant(5), new Constant(0)));
double open = ArrivalsPerSecond * lifetime.MeanSeconds;

Console.WriteLine($"99 % of the connections live for about 1 s, 1 % for about an hour; {open:0} are open on a node.");
Console.WriteLine($"{"T",6} {"G",6} {"naive: open x P(life > G)",28} {"theory",10} {"simulated",10}");
foreach (int t in new[] { 10, 30, 300, 1800 })
{
    Rollout candidate = rollout.WithGracePeriod(t);
    RunningStatistics simulated = new();
    for (int replication = 0; replication < 400; replication++)
    {
        simulated.Add(candidate.Simulate(seed: 1, new SimulationOptions { Engine = Engine.Events, Replication = replication }).Resets.Total);
    }
    double g = candidate.DrainBudgetSeconds;
    Console.WriteLine($"{t,6} {g,6} {open * lifetime.Survival(g),28:0.0} {candidate.Predict().Resets,10:0.0} {simulated.Mean,10:0.0}");
}
