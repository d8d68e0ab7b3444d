namespace ZTunnelSim;

/// <summary>What all studies that simulate rollouts let one choose. Wrong values are refused by the study.</summary>
public abstract record StudyOptions
{
    /// <summary>The confidence level of every interval that a study reports.</summary>
    internal const double Confidence = 0.95;

    /// <summary>The most replications: what comes of each is kept, and more tell nothing more.</summary>
    internal const int MostReplications = 1_000_000;

    private readonly int _leastReplications;

    private protected StudyOptions(int replications, int leastReplications) =>
        (Replications, _leastReplications) = (replications, leastReplications);

    /// <summary>The seed: one seed gives one result, bit for bit, whatever the number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// How many rollouts are simulated at most of each thing looked at, at least 2, and where limits are looked at, at least 20, up to a
    /// million; a study that has reached its precision stops before.
    /// </summary>
    public int Replications { get; init; }

    /// <summary>How many threads, at least 1; null: one for each processor. Each holds one run in memory.</summary>
    public int? Threads { get; init; }

    /// <summary>The results of the study's replications, where these were run before, as parts; null: they are run.</summary>
    internal IReplicationRecords? Records { get; init; }

    /// <summary>The threads that there are to be: .NET takes no more than 512 for one query.</summary>
    internal int ThreadCount => Math.Min(Threads ?? Environment.ProcessorCount, 512);

    /// <summary>Why a study has ended that keeps the part done, two replications at least, or is nothing where it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and there is no part to keep.</exception>
    internal SweepEnd End(int done, bool isPrecise, bool keepsPart, CancellationToken cancellationToken) =>
        done == Replications ? SweepEnd.AllReplications
        : isPrecise ? SweepEnd.PrecisionReached
        : done >= 2 && keepsPart ? SweepEnd.Cancelled
        : throw new OperationCanceledException(cancellationToken);

    internal virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Replications, _leastReplications);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Replications, MostReplications);
        if (Threads is { } threads) ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
    }
}

/// <summary>How far a study has come.</summary>
/// <param name="Done">Replications done.</param>
/// <param name="Of">The largest number of replications; in a recommendation it grows as the search goes on.</param>
public readonly record struct SweepProgress(int Done, int Of);

/// <summary>Counts the replications of a study that finds out as it goes how many it needs.</summary>
internal sealed class StudyProgress(IProgress<SweepProgress>? progress)
{
    private int _done, _of;

    /// <summary>So many more replications follow.</summary>
    public void Expect(int replications) => Interlocked.Add(ref _of, replications);

    /// <summary>One more replication is done.</summary>
    public void Report() => progress?.Report(new(Interlocked.Increment(ref _done), Volatile.Read(ref _of)));
}
