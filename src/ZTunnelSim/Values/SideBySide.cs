using System.Runtime.ExceptionServices;

namespace ZTunnelSim;

/// <summary>Work on many things at once, each by itself; what one of them throws is thrown as it is.</summary>
internal static class SideBySide
{
    /// <summary>The results in the order of their sources.</summary>
    /// <param name="source">The things.</param>
    /// <param name="work">What is done with each.</param>
    /// <param name="threads">How many threads; null: one for each processor.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TResult[] SelectSideBySide<T, TResult>(
        this IEnumerable<T> source, Func<T, TResult> work, int? threads = null, CancellationToken cancellation = default)
    {
        T[] all = [.. source];
        TResult[] results = new TResult[all.Length];
        int most = threads ?? Environment.ProcessorCount;
        ParallelOptions options = new() { MaxDegreeOfParallelism = most, CancellationToken = cancellation };
        try
        {
            // The calling thread works too and waits for no other to begin: it may be one of a pool whose threads are all in here.
            Parallel.For(0, all.Length, options, i => results[i] = work(all[i]));
            return results;
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
            throw;
        }
    }
}
