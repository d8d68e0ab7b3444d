using ZTunnelSim;

/// <summary>A law that is not built in, drawn from by the engine that plays every connection.</summary>
internal static class LawOfOnesOwn
{
    public static void Run()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(5, Workload.Of("jobs", Traffic.PerNode(openedPerSecond: 1), new LogLogistic(20, 2.5))));
        SweepResult sweep = rollout.Sweep([60], new SweepOptions { Engine = Engine.Events, Replications = 20 });
        Estimate simulated = sweep.Candidates[0].Under(Pacing.Kubernetes).Resets;
        Console.WriteLine($"{rollout.Cluster.Workloads[0].Lifetime}: "
            + $"{sweep.Candidates[0].Predicted.Resets:0.0} by theory, {simulated.Mean:0} simulated");
    }

    private sealed class LogLogistic(double medianSeconds, double shape) : DurationLaw
    {
        public override double MeanSeconds => medianSeconds * (Math.PI / shape) / Math.Sin(Math.PI / shape);

        public override double Survival(double seconds) =>
            seconds <= 0 ? 1 : 1 / (1 + Math.Pow(seconds / medianSeconds, shape));

        public override double Quantile(double probability) =>
            medianSeconds * Math.Pow(probability / (1 - probability), 1 / shape);

        public override string ToString() => $"log-logistic(median={medianSeconds}, shape={shape})";
    }
}
