using System.Collections.Concurrent;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Analysis;

/// <summary>Plays several strategies on common random numbers and puts them side by side.</summary>
public static class Compare
{
    private const double Confidence = 0.95;

    /// <summary>Runs a comparison.</summary>
    /// <param name="strategies">The strategies, at least one, with unique names.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <param name="progress">Told after each replication of all strategies; null: nobody is told.</param>
    /// <param name="cancellationToken">Ends the comparison with the replications done by then.</param>
    /// <exception cref="ArgumentException">There is no strategy, a name stands twice, or an option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before two replications were done.</exception>
    /// <remarks>
    /// Memory: each thread holds one run at a time, of which only its numbers are kept.
    /// </remarks>
    public static CompareResult Run(
        IEnumerable<NamedStrategy> strategies,
        CompareOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        options ??= new();
        options.Validate();
        NamedStrategy[] all = [.. strategies];
        if (all.Length == 0) throw new ArgumentException("A comparison needs at least one strategy.", nameof(strategies));
        if (all.CountBy(s => s.Name).FirstOrDefault(n => n.Value > 1).Key is { } twice)
            throw new ArgumentException($"The strategy '{twice}' is given twice.", nameof(strategies));
        // Told at once, and not by the first run.
        Engine[] engines = [.. all.Select(s => EngineChoice.Resolve(options.Engine, s.Rollout, recordsEveryConnection: false))];

        StrategyTally[] tallies = [.. all.Select(s => new StrategyTally(s.Rollout.Cluster.Workloads.Count))];
        Ranking ranking = new(all.Length);
        int done = Replicate(all, engines, options, tallies, ranking, progress, cancellationToken);
        if (done < Math.Min(2, options.Replications))
            throw new OperationCanceledException("Cancelled before two replications were done.", cancellationToken);

        string[] names = [.. all.Select(s => s.Name)];
        return new CompareResult
        {
            Strategies = [.. all.Select((s, i) => tallies[i].Result(s, engines[i], options.ZTunnelMemoryBytes, Confidence, Rank(ranking, i, names)))],
            Seed = options.Seed,
            Replications = done,
            Confidence = Confidence,
            ZTunnelMemoryBytes = options.ZTunnelMemoryBytes,
            End = done < options.Replications ? SweepEnd.Cancelled : SweepEnd.AllReplications,
        };
    }

    /// <returns>How many replications were done.</returns>
    private static int Replicate(
        NamedStrategy[] strategies, Engine[] engines, CompareOptions options, StrategyTally[] tallies, Ranking ranking,
        IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        Lock gate = new();
        Dictionary<int, RunSummary[]> waiting = [];
        int done = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount };
        // One at a time: replications are long, and are wanted in their order.
        Parallel.ForEach(Partitioner.Create(0, options.Replications, 1), parallel, range =>
        {
            RunSummary[] runs = new RunSummary[strategies.Length];
            for (int s = 0; s < strategies.Length; s++)
            {
                if (cancellationToken.IsCancellationRequested) return;
                SimulationOptions run = new() { Engine = engines[s], Replication = range.Item1 };
                runs[s] = new(strategies[s].Rollout.Simulate(options.Seed, run));
            }
            lock (gate)
            {
                waiting.Add(range.Item1, runs);
                // Added in the order of replications: sums of doubles depend on their order, results must not. And what is
                // kept of a cancelled comparison are the replications 0 to n - 1.
                while (waiting.Remove(done, out RunSummary[]? next))
                {
                    for (int s = 0; s < strategies.Length; s++) tallies[s].Add(next[s]);
                    ranking.Add(next);
                    done++;
                    progress?.Report(new(done, options.Replications));
                }
            }
        });
        return done;
    }

    private static (bool IsBest, string? DominatedBy, string Reading) Rank(Ranking ranking, int i, string[] names)
    {
        int dominator = ranking.DominatorOf(i, Confidence);
        return (ranking.Competes(i) && dominator < 0, dominator < 0 ? null : names[dominator], StrategyReading.Of(ranking, i, names, Confidence));
    }
}
