using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>
/// The connections of one workload as they are drawn one by one: those that a rollout finds, then Poisson arrivals; at a constant rate from
/// a stationary start, at one that changes with the clock from what it has brought up to then.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="workload">The workload's index.</param>
/// <param name="node">The node where they are drawn node by node; otherwise 0, which names the streams.</param>
/// <param name="nodes">How many times the workload's numbers, which are of one node, they come.</param>
internal struct ConnectionDraws(RunContext run, int workload, int node, double nodes)
{
    private readonly DurationLaw _lifetime = run.Cluster.Workloads[workload].Lifetime;
    private readonly double _meanInterarrival = 1 / (run.Cluster.Workloads[workload].OpenedPerSecond * nodes);
    private readonly double _meanOpen = run.Cluster.Workloads[workload].OpenConnections * nodes;
    private readonly ChangingRate? _rate = run.Rates[workload];
    private RandomStream _arrivals = run.Stream(StreamPurpose.Arrivals, node, workload);
    private RandomStream _lives = run.Stream(StreamPurpose.Lifetimes, node, workload);

    /// <summary>The random numbers of the start.</summary>
    public RandomStream AtStart = run.Stream(StreamPurpose.OpenAtStart, node, workload);

    /// <summary>
    /// How many connections may be found open. At a rate that changes they are as many as its peak for ever would have brought, and each is
    /// there only by the share of the peak at which it was opened (<see cref="TryFind"/>): exact.
    /// </summary>
    public long NextOpenAtStart() => AtStart.NextPoisson(_meanOpen * (_rate?.Peak ?? 1));

    /// <summary>Draws a connection that may be found open.</summary>
    /// <param name="needsAge">Whether its age has to be known.</param>
    /// <param name="age">Its age in seconds; not a number where nobody needs it.</param>
    /// <param name="residual">What is left of its life, in seconds.</param>
    /// <returns>Whether it is there.</returns>
    public bool TryFind(bool needsAge, out double age, out double residual)
    {
        if (!needsAge && _rate is null)
        {
            (age, residual) = (double.NaN, _lifetime.SampleResidual(ref AtStart));
            return true;
        }
        (age, residual) = _lifetime.SampleOpen(ref AtStart);
        return _rate is null || AtStart.NextDouble() * _rate.Peak < _rate.At(-age);
    }

    /// <summary>When the next connection is opened.</summary>
    /// <param name="last">When the last one was; 0 for the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextArrival(double last)
    {
        double waits = _meanInterarrival * ExponentialSampler.Next(ref _arrivals);
        return _rate is null ? last + waits : _rate.After(last, waits);
    }

    /// <summary>
    /// The life of the next connection to be opened; drawn even for one that is refused: what comes later must not depend on who listens.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextLifetime() => _lifetime.Sample(ref _lives);
}
