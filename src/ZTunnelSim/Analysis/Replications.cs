using System.Runtime.ExceptionServices;

namespace ZTunnelSim;

/// <summary>Runs the replications of a study on several threads.</summary>
/// <remarks>
/// The rule that every study keeps: a replication draws by its number alone, and results are taken in the order of these numbers. Sums of
/// doubles depend on their order; so taken, they are the same, bit for bit, whatever the number of threads. What is cut short rests on the
/// replications 0 to n - 1.
/// </remarks>
internal static class Replications
{
    /// <summary>Runs replications until all are taken, the taker has enough, or the study is cancelled.</summary>
    /// <param name="count">How many replications there are at most.</param>
    /// <param name="threads">How many threads run them.</param>
    /// <param name="replicate">Runs the replication of a number; several threads call it at once.</param>
    /// <param name="take">Takes the next result, one at a time in the order of numbers, and says whether it wants more.</param>
    /// <param name="cancellationToken">Ends the study with the results taken by then.</param>
    /// <returns>How many results were taken.</returns>
    /// <remarks>An exception comes out as itself: that of the lowest number, whatever the number of threads.</remarks>
    public static int Run<T>(int count, int threads, Func<int, T> replicate, Func<T, bool> take, CancellationToken cancellationToken) =>
        (int)Run((long)count, threads, i => replicate((int)i), take, cancellationToken);

    /// <summary>
    /// Runs replications of several parts, such as strategies, each part as work of its own: where replications are few and parts many, all
    /// threads have work until the last.
    /// </summary>
    /// <param name="count">How many replications there are at most.</param>
    /// <param name="parts">How many parts each one has, at least 1.</param>
    /// <param name="threads">How many threads run them.</param>
    /// <param name="replicate">Runs a part of the replication of a number; several threads call it at once.</param>
    /// <param name="take">Takes the parts of the next replication, likewise.</param>
    /// <param name="cancellationToken">Ends the study with the replications taken by then.</param>
    /// <returns>How many replications were taken.</returns>
    /// <remarks>An exception comes out as itself: that of the lowest number, and there of the first part.</remarks>
    public static int Run<T>(
        int count, int parts, int threads, Func<int, int, T> replicate, Func<T[], bool> take, CancellationToken cancellationToken)
    {
        List<T> done = new(parts);
        long taken = Run(
            (long)count * parts, threads, unit => replicate((int)(unit / parts), (int)(unit % parts)), TakePart, cancellationToken);
        return (int)(taken / parts);

        bool TakePart(T part)
        {
            done.Add(part);
            if (done.Count < parts) return true;
            T[] all = [.. done];
            done.Clear();
            return take(all);
        }
    }

    private static long Run<T>(long count, int threads, Func<long, T> replicate, Func<T, bool> take, CancellationToken cancellationToken)
    {
        Lock gate = new();
        Dictionary<long, Func<T>> waiting = [];
        long next = -1, taken = 0;
        bool ended = false;
        ExceptionDispatchInfo? failure = null;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        // One replication at a time: each takes long, and a thread with several in stock would keep the others waiting.
        Parallel.For(0, (int)Math.Min(threads, count), parallel, _ =>
        {
            while (!Volatile.Read(ref ended) && !cancellationToken.IsCancellationRequested)
            {
                long i = Interlocked.Increment(ref next);
                if (i >= count) return;
                Func<T> result = Outcome(() => replicate(i));
                lock (gate)
                {
                    waiting.Add(i, result);
                    while (!ended && waiting.Remove(taken, out Func<T>? first)) TakeNext(first);
                }
            }
        });
        failure?.Throw();
        return taken;

        void TakeNext(Func<T> result)
        {
            try
            {
                ended = !take(result());
                taken++;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                ended = true;
            }
            catch (Exception e)
            {
                (failure, ended) = (ExceptionDispatchInfo.Capture(e), true);
            }
        }
    }

    /// <summary>Runs all replications and keeps their results.</summary>
    public static T[] All<T>(int count, int threads, Func<int, T> replicate, CancellationToken cancellationToken)
    {
        List<T> all = new(count);
        Run(count, threads, replicate, Keep, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. all];

        bool Keep(T result)
        {
            all.Add(result);
            return true;
        }
    }

    /// <summary>A function that gives the result, or throws what the replication threw.</summary>
    private static Func<T> Outcome<T>(Func<T> replicate)
    {
        try
        {
            T value = replicate();
            return () => value;
        }
        catch (Exception e)
        {
            ExceptionDispatchInfo thrown = ExceptionDispatchInfo.Capture(e);
            return () =>
            {
                thrown.Throw();
                throw e;
            };
        }
    }
}
