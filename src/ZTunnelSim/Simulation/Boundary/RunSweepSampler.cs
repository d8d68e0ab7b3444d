namespace ZTunnelSim;

/// <summary>A sweep's replication by an engine that plays runs: one run for each candidate and pacing.</summary>
internal sealed class RunSweepSampler(SweepPlan plan, Engine engine) : ISweepSampler
{
    public void Sample(int replication, SweepSample sample, CancellationToken cancellation)
    {
        SimulationOptions options = new() { Engine = engine, Replication = replication };
        for (int p = 0; p < plan.Pacings.Count; p++)
        {
            for (int k = 0; k < plan.Candidates.Count; k++)
            {
                Rollout rollout = plan.Rollout with { Pacing = plan.Pacings[p], GracePeriod = plan.Candidates[k] };
                RolloutResult result = rollout.Simulate(plan.Seed, options, cancellation);
                sample.Duration(p, k) = result.DurationSeconds;
                sample.Stalled(p, k) = result.StalledSinceSeconds is not null;
                for (int w = 0; w < plan.Rollout.Cluster.Workloads.Count; w++)
                {
                    sample.Resets(p, k, w) = result.Resets.OfWorkload(w);
                    sample.Refused(p, k, w) = result.Refused.OfWorkload(w);
                }
            }
        }
    }
}
