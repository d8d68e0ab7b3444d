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
    public static int Run<T>(int count, int threads, Func<int, T> replicate, Func<T, bool> take, CancellationToken cancellationToken)
    {
        Lock gate = new();
        Dictionary<int, Func<T>> waiting = [];
        int next = -1, taken = 0;
        bool ended = false;
        ExceptionDispatchInfo? failure = null;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };
        // One replication at a time: each takes long, and a thread with several in stock would keep the others waiting.
        Parallel.For(0, Math.Min(threads, count), parallel, _ =>
        {
            while (!Volatile.Read(ref ended) && !cancellationToken.IsCancellationRequested)
            {
                int i = Interlocked.Increment(ref next);
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
