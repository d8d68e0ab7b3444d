using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>The connections of one workload as they are drawn one by one: a stationary start, then Poisson arrivals.</summary>
/// <param name="run">The run.</param>
/// <param name="workload">The workload's index.</param>
/// <param name="node">The node where they are drawn node by node; otherwise 0, which names the streams.</param>
/// <param name="nodes">How many times the workload's numbers, which are of one node, they come.</param>
internal struct ConnectionDraws(RunContext run, int workload, int node, double nodes)
{
    private readonly DurationLaw _lifetime = run.Cluster.Workloads[workload].Lifetime;
    private readonly double _meanInterarrival = 1 / (run.Cluster.Workloads[workload].OpenedPerSecond * nodes);
    private readonly double _meanOpen = run.Cluster.Workloads[workload].OpenConnections * nodes;
    private RandomStream _arrivals = run.Stream(StreamPurpose.Arrivals, node, workload);
    private RandomStream _lives = run.Stream(StreamPurpose.Lifetimes, node, workload);
    private RandomStream _openAtStart = run.Stream(StreamPurpose.OpenAtStart, node, workload);

    /// <summary>A stationary start, drawn exactly: how many connections are found open, each with a residual life.</summary>
    public long NextOpenAtStart() => _openAtStart.NextPoisson(_meanOpen);

    /// <summary>What is left of the life of a connection found open.</summary>
    public double NextResidual() => _lifetime.SampleResidual(ref _openAtStart);

    /// <summary>The age of a connection found open, and what is left of its life.</summary>
    /// <remarks>The age has the stationary-excess law as well; given it, the life is any that is longer.</remarks>
    public (double Age, double Residual) NextFound()
    {
        double age = _lifetime.InverseIntegratedTail(_openAtStart.NextOpenDouble() * _lifetime.MeanSeconds);
        double life = _lifetime.Quantile(1 - _openAtStart.NextOpenDouble() * _lifetime.Survival(age));
        return (age, Math.Max(0, life - age));
    }

    /// <summary>Whether a process got a connection of an age, by the random numbers of the start.</summary>
    public bool Accepted(OldProcess process, double age, double share) => process.Accepted(age, share, ref _openAtStart);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextInterarrival() => _meanInterarrival * ExponentialSampler.Next(ref _arrivals);

    /// <summary>
    /// The life of the next connection to be opened; drawn even for one that is refused: what comes later must not depend on who listens.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextLifetime() => _lifetime.Sample(ref _lives);
}
