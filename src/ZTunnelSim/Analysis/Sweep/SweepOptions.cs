using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Analysis;

/// <summary>How a sweep is run. Wrong values are refused by <see cref="Sweep.Run"/>.</summary>
public sealed record SweepOptions
{
    /// <summary>The seed: one seed gives one result, bit for bit, whatever the number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The largest number of replications, at least 2.</summary>
    public int Replications { get; init; } = 200;

    /// <summary>
    /// The wanted relative precision, between 0 and 1: the sweep stops once the 95 % interval of every duration, and of
    /// every count of resets with a mean of at least 1, is within this share of its mean; null: run all replications.
    /// </summary>
    public double? Precision { get; init; }

    /// <summary>The engine.</summary>
    public Engine Engine { get; init; } = Engine.Auto;

    /// <summary>How many threads, at least 1; null: one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>The pacings to simulate.</summary>
    public IReadOnlyList<Pacing> Pacings { get; init; } = [Pacing.Kubernetes, Pacing.OneNodeAtATime];

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Replications, 2);
        if (Precision is { } precision && !(precision is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Precision), precision, "A relative precision lies between 0 and 1.");
        if (Threads is { } threads) ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
        if (Pacings.Count == 0) throw new ArgumentException("A sweep needs at least one pacing.", nameof(Pacings));
    }
}
