namespace ZTunnelSim;

/// <summary>Replications of a rollout under its own pacing, kept one by one, for several grace periods on common random numbers.</summary>
internal sealed class SimulatedRollouts
{
    private readonly SweepSample[] _samples;
    private readonly int _workloads;

    private SimulatedRollouts(SweepSample[] samples, int workloads) => (_samples, _workloads) = (samples, workloads);

    public int Count => _samples.Length;

    /// <summary>Simulates them; what is drawn does not depend on the number of threads.</summary>
    public static SimulatedRollouts Run(
        Rollout rollout, IReadOnlyList<GracePeriod> candidates, StudyOptions options,
        CancellationToken cancellationToken, StudyProgress? progress = null)
    {
        progress?.Expect(options.Replications);
        SweepPlan plan = new(rollout, candidates, [rollout.Pacing], options.Seed);
        Engine engine = EngineChoice.Resolve(Engine.Auto, rollout, recordsEveryConnection: false);
        SweepSampling sampling = new(plan, engine);
        SweepSample[] samples = Replications.All(options.Replications, options.ThreadCount, Sample, cancellationToken);
        return new(samples, rollout.Cluster.Workloads.Count);

        SweepSample Sample(int replication)
        {
            SweepSample sample = sampling.Sample(replication, cancellationToken);
            progress?.Report();
            return sample;
        }
    }

    public double Duration(int replication, int candidate) => _samples[replication].Duration(0, candidate);

    /// <summary>The resets of one replication, of one workload or of all.</summary>
    public long Resets(int replication, int candidate, int? workload = null)
    {
        if (workload is { } one) return _samples[replication].Resets(0, candidate, one);
        long sum = 0;
        for (int w = 0; w < _workloads; w++) sum += _samples[replication].Resets(0, candidate, w);
        return sum;
    }

    /// <summary>The share of the replications that stand still for a lost wake-up of the controller.</summary>
    public double StalledShare(int candidate) => (double)_samples.Count(sample => sample.Stalled(0, candidate)) / Count;

    /// <summary>The smallest duration in seconds that at least the given share of the replications do not exceed.</summary>
    public double DurationQuantile(int candidate, double probability)
    {
        double[] durations = [.. Enumerable.Range(0, Count).Select(i => Duration(i, candidate)).Order()];
        return SampleQuantile.Of(durations, probability);
    }
}
