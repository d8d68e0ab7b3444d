using System.Collections.Concurrent;

namespace ZTunnelSim;

/// <summary>Draws the replications of a sweep on any number of threads; samplers and returned samples are used again.</summary>
internal sealed class SweepSampling(SweepPlan plan, Engine engine)
{
    private readonly ConcurrentBag<ISweepSampler> _samplers = [];
    private readonly ConcurrentBag<SweepSample> _samples = [];

    public SweepSample Sample(int replication, CancellationToken cancellationToken)
    {
        if (!_samplers.TryTake(out ISweepSampler? sampler)) sampler = plan.CreateSampler(engine);
        SweepSample sample = NewSample();
        sampler.Sample(replication, sample, cancellationToken);
        _samplers.Add(sampler);
        return sample;
    }

    /// <summary>The replications of a study that draws so.</summary>
    public StudyReplications<SweepSample> Replications(StudyOptions options) =>
        new(options.Replications, options.ThreadCount, options.Records, Sample, Record, Read);

    /// <summary>Gives a sample back that is not needed any more.</summary>
    public void Return(SweepSample sample) => _samples.Add(sample);

    private ReplicationRecord Record(SweepSample sample)
    {
        ReplicationRecord record = sample.Record();
        Return(sample);
        return record;
    }

    private SweepSample Read(ReplicationRecord record)
    {
        SweepSample sample = NewSample();
        sample.Fill(record);
        return sample;
    }

    private SweepSample NewSample() => _samples.TryTake(out SweepSample? sample) ? sample : plan.CreateSample();
}
