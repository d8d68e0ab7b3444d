namespace ZTunnelSim;

/// <summary>Replications of a rollout under its own pacing, kept one by one, for several grace periods on common random numbers.</summary>
internal sealed class SimulatedRollouts
{
    private readonly List<(SweepSample All, SweepSample Live)> _samples = [];
    private readonly int _workloads;

    private SimulatedRollouts(int workloads) => _workloads = workloads;

    public int Count => _samples.Count;

    /// <summary>Simulates them; what is drawn does not depend on the number of threads.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="candidates">The grace periods.</param>
    /// <param name="options">Seed, threads, and how many are simulated at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="progress">Told after each replication.</param>
    /// <param name="isEnough">Asked at the looks of <see cref="Precision"/> whether those done are enough; null: they never are.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SimulatedRollouts Run(
        Rollout rollout, IReadOnlyList<GracePeriod> candidates, StudyOptions options,
        CancellationToken cancellationToken, StudyProgress? progress = null, Func<SimulatedRollouts, bool>? isEnough = null)
    {
        progress?.Expect(options.Replications);
        rollout = rollout.GoingThrough;
        SweepSampling all = SamplingOf(rollout);
        SweepSampling? live = rollout.HasDeadPeers ? SamplingOf(rollout.Live) : null;
        SimulatedRollouts done = new(rollout.Cluster.Workloads.Count);
        Replications.Run(options.Replications, options.ThreadCount, Sample, Take, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Expect(done.Count - options.Replications);
        return done;

        SweepSampling SamplingOf(Rollout of) => new(
            new(of, candidates, [of.Pacing], options.Seed), EngineChoice.Resolve(Engine.Auto, of, recordsEveryConnection: false));

        (SweepSample All, SweepSample Live) Sample(int i)
        {
            SweepSample sample = all.Sample(i, cancellationToken);
            return (sample, live?.Sample(i, cancellationToken) ?? sample);
        }

        bool Take((SweepSample All, SweepSample Live) sample)
        {
            done._samples.Add(sample);
            progress?.Report();
            return isEnough is null || !Precision.IsLook(done.Count) || !isEnough(done);
        }
    }

    public double Duration(int replication, int candidate) => _samples[replication].All.Duration(0, candidate);

    /// <summary>The resets of one replication that somebody misses, of one workload or of all.</summary>
    public long Resets(int replication, int candidate, int? workload = null)
    {
        if (workload is { } one) return _samples[replication].Live.Resets(0, candidate, one);
        long sum = 0;
        for (int w = 0; w < _workloads; w++) sum += _samples[replication].Live.Resets(0, candidate, w);
        return sum;
    }

    /// <summary>The share of the replications that stand still for a lost wake-up of the controller.</summary>
    public double StalledShare(int candidate) => (double)_samples.Count(sample => sample.All.Stalled(0, candidate)) / Count;

    /// <summary>In how many of the replications the duration does not exceed a limit.</summary>
    public int DurationsWithin(int candidate, double maxSeconds) =>
        _samples.Count(sample => sample.All.Duration(0, candidate) <= maxSeconds);

    /// <summary>The smallest duration in seconds that at least the given share of the replications do not exceed.</summary>
    public double DurationQuantile(int candidate, double probability) => SampleQuantile.Of(SortedDurations(candidate), probability);

    /// <summary>The durations in seconds, the shortest first.</summary>
    public double[] SortedDurations(int candidate) => [.. _samples.Select(sample => sample.All.Duration(0, candidate)).Order()];
}
