namespace ZTunnelSim;

/// <summary>Results of replications that were run before, on whatever machines.</summary>
internal interface IReplicationRecords
{
    /// <summary>Reads the next result: they are asked for one at a time, in the order of their numbers.</summary>
    T Read<T>(int replication, Func<ReplicationRecord, T> read);
}

/// <summary>
/// The replications of a study. Each draws by its number alone, so that any of them can be run on any machine: those of a part are kept as
/// records, and the study takes what it reads of them as it takes what it runs itself, in the order of numbers.
/// </summary>
/// <param name="count">How many there are at most.</param>
/// <param name="threads">How many threads run them.</param>
internal abstract class StudyReplications(int count, int threads)
{
    public int Count => count;

    protected int Threads => threads;

    /// <summary>Runs the replications of a part, all of them: where a study would stop is found out when it takes them.</summary>
    /// <param name="shard">The part.</param>
    /// <param name="keep">Keeps the next record, one at a time in the order of numbers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void RunPart(Shard shard, Action<int, ReplicationRecord> keep, CancellationToken cancellationToken)
    {
        int place = 0, ofPart = shard.Count(count);
        int kept = Replications.Run(
            ofPart, threads, i => Record(shard.Replication(i), cancellationToken),
            record =>
            {
                keep(shard.Replication(place++), record);
                return true;
            },
            cancellationToken);
        if (kept < ofPart) throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Runs the replication of a number, and gives what is to be kept of it.</summary>
    protected abstract ReplicationRecord Record(int replication, CancellationToken cancellationToken);
}

/// <inheritdoc/>
/// <param name="count">How many there are at most.</param>
/// <param name="threads">How many threads run them.</param>
/// <param name="before">What was run before; null: the replications are run.</param>
/// <param name="run">Runs the replication of a number; several threads call it at once.</param>
/// <param name="record">What is to be kept of a result, which is not needed any more.</param>
/// <param name="read">The result that a record was kept of; throws a <see cref="FormatException"/> where it is of another study.</param>
internal sealed class StudyReplications<T>(
    int count, int threads, IReplicationRecords? before, Func<int, CancellationToken, T> run, Func<T, ReplicationRecord> record,
    Func<ReplicationRecord, T> read) : StudyReplications(count, threads)
{
    /// <summary>Runs them with their parts as work of their own; null: each is run as a whole.</summary>
    public Func<Func<T, bool>, CancellationToken, int>? RunAll { get; init; }

    /// <summary>Runs or reads them until all are taken, the taker has enough, or the study is cancelled.</summary>
    /// <returns>How many results were taken.</returns>
    public int Run(Func<T, bool> take, CancellationToken cancellationToken)
    {
        if (before is not null) return Replications.Run(Count, threads: 1, i => before.Read(i, read), take, cancellationToken);
        return RunAll is null
            ? Replications.Run(Count, Threads, i => run(i, cancellationToken), take, cancellationToken)
            : RunAll(take, cancellationToken);
    }

    /// <inheritdoc/>
    protected override ReplicationRecord Record(int replication, CancellationToken cancellationToken) =>
        record(run(replication, cancellationToken));
}
