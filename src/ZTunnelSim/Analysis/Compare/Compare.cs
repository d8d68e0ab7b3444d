namespace ZTunnelSim;

/// <summary>Plays several strategies on common random numbers and puts them side by side.</summary>
public static class Compare
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="strategies">The strategies, at least one, with unique names.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <param name="progress">Told after each replication of all strategies; null: nobody is told.</param>
    /// <param name="cancellationToken">Gives up, or ends the comparison with the replications done by then
    /// (<see cref="CompareOptions.KeepsPartWhenCancelled"/>).</param>
    /// <exception cref="ArgumentException">There is no strategy, a name stands twice, or an option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <remarks>Memory: each thread holds one run at a time, of which only its numbers are kept.</remarks>
    public static CompareResult Run(
        IEnumerable<NamedStrategy> strategies, CompareOptions? options = null, IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        (NamedStrategy[] all, Engine[] engines) = Plan(strategies, options);
        StrategyTally[] tallies = [.. all.Select(s => new StrategyTally())];
        Ranking ranking = new(all.Length);
        Precision precision = new(options.Precision);
        bool isPrecise = false;
        int done = ReplicationsOf(all, engines, options).Run(Take, cancellationToken);
        SweepEnd end = options.End(done, isPrecise, options.KeepsPartWhenCancelled, cancellationToken);
        string[] names = [.. all.Select(s => s.Name)];
        return new CompareResult(all.Select((s, i) => tallies[i].Result(s, engines[i], StudyOptions.Confidence, Rank(ranking, i, names))))
        {
            Seed = options.Seed,
            Replications = done,
            MostReplications = options.Replications,
            Precision = options.Precision,
            Confidence = StudyOptions.Confidence,
            ZTunnelMemoryBytes = options.ZTunnelMemoryBytes,
            End = end,
        };

        bool Take(RunSummary[] runs)
        {
            for (int s = 0; s < runs.Length; s++) tallies[s].Add(runs[s]);
            ranking.Add(runs);
            int taken = tallies[0].Replications;
            progress?.Report(new(taken, options.Replications));
            isPrecise = precision.Share is not null && Precision.IsLook(taken)
                && ranking.IsPrecise(precision) && tallies.All(tally => tally.HasPreciseQuantiles(precision));
            return !isPrecise;
        }
    }

    /// <summary>Runs a comparison on other threads than the caller's.</summary>
    /// <inheritdoc cref="Run" path="/param|/exception"/>
    public static Task<CompareResult> RunAsync(
        IEnumerable<NamedStrategy> strategies,
        CompareOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => Run(strategies, options, progress, cancellationToken), cancellationToken);

    /// <summary>The replications of a comparison, to run a part of them.</summary>
    /// <inheritdoc cref="Run" path="/exception"/>
    internal static StudyReplications ReplicationsOf(IEnumerable<NamedStrategy> strategies, CompareOptions options)
    {
        (NamedStrategy[] all, Engine[] engines) = Plan(strategies, options);
        return ReplicationsOf(all, engines, options);
    }

    private static (NamedStrategy[] All, Engine[] Engines) Plan(IEnumerable<NamedStrategy> strategies, CompareOptions options)
    {
        ArgumentNullException.ThrowIfNull(strategies);
        options.Validate();
        NamedStrategy[] all = [.. strategies];
        if (all.Length == 0) throw new ArgumentException("A comparison needs at least one strategy.", nameof(strategies));
        if (all.CountBy(s => s.Name).FirstOrDefault(n => n.Value > 1).Key is { } twice)
            throw new ArgumentException($"The strategy '{twice}' is given twice.", nameof(strategies));
        // Told at once, and not by the first run.
        return (all, [.. all.Select(s => EngineChoice.Resolve(options.Engine, s.Rollout, recordsEveryConnection: false))]);
    }

    private static StudyReplications<RunSummary[]> ReplicationsOf(NamedStrategy[] all, Engine[] engines, CompareOptions options)
    {
        int[] workloads = [.. all.Select(s => s.Rollout.Cluster.Workloads.Count)];
        return new(
            options.Replications, options.ThreadCount, options.Records,
            (replication, cancellation) => [.. Enumerable.Range(0, all.Length).Select(s => Play(replication, s, cancellation))],
            RunSummary.Record, record => RunSummary.Read(record, workloads))
        {
            // Each strategy is work of its own.
            RunAll = (take, cancellation) => Replications.Run(
                options.Replications, all.Length, options.ThreadCount, (replication, s) => Play(replication, s, cancellation), take,
                cancellation),
        };

        RunSummary Play(int replication, int s, CancellationToken cancellationToken)
        {
            SimulationOptions run = new() { Engine = engines[s], Replication = replication };
            return new(all[s].Rollout.Simulate(options.Seed, run, cancellationToken), options.ZTunnelMemoryBytes);
        }
    }

    private static (bool IsBest, string? DominatedBy, string Reading) Rank(Ranking ranking, int i, string[] names)
    {
        int dominator = ranking.DominatorOf(i, StudyOptions.Confidence);
        return (
            ranking.Competes(i) && dominator < 0, dominator < 0 ? null : names[dominator],
            StrategyReading.Of(ranking, i, names, StudyOptions.Confidence));
    }
}
