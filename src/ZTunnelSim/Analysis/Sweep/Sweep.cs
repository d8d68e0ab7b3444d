using System.Collections.Concurrent;
using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>Predicts and simulates a rollout for each candidate grace period, on common random numbers.</summary>
public static class Sweep
{
    /// <summary>Replications between two looks at the precision: fixed, so that threads can't change where a sweep stops.</summary>
    private const int BatchSize = 50;

    private const double Confidence = 0.95;

    /// <summary>Runs a sweep.</summary>
    /// <param name="rollout">The rollout; its own grace period and pacing play no part.</param>
    /// <param name="candidates">The grace periods to compare, at least one; repeated ones count once.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <param name="progress">Told after each batch of replications; null: nobody is told.</param>
    /// <param name="cancellationToken">Ends the sweep with the replications done by then.</param>
    /// <exception cref="ArgumentException">There is no candidate, or an option is outside its range.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before two replications were done.</exception>
    public static SweepResult Run(
        Rollout rollout,
        IEnumerable<GracePeriod> candidates,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= new();
        options.Validate();
        GracePeriod[] sorted = [.. candidates.Distinct().Order()];
        if (sorted.Length == 0) throw new ArgumentException("A sweep needs at least one candidate.", nameof(candidates));

        Engine engine = EngineChoice.Resolve(options.Engine, rollout, recordsEveryConnection: false);
        SweepPlan plan = new(rollout, sorted, options.Pacings, options.Seed);
        SweepTally tally = new(plan);
        int threads = options.Threads ?? Environment.ProcessorCount;
        SweepEnd end = Replicate(plan, engine, options, tally, progress, cancellationToken);
        return new SweepResult
        {
            Rollout = rollout,
            Candidates = [.. sorted.AsParallel().AsOrdered().WithDegreeOfParallelism(threads).Select((t, k) => Candidate(plan, tally, t, k))],
            Seed = options.Seed,
            Engine = engine,
            Replications = tally.Replications,
            Confidence = Confidence,
            End = end,
        };
    }

    private static SweepEnd Replicate(
        SweepPlan plan, Engine engine, SweepOptions options, SweepTally tally,
        IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        SweepSample[] samples = [.. Enumerable.Range(0, Math.Min(BatchSize, options.Replications)).Select(_ => plan.CreateSample())];
        ConcurrentBag<ISweepSampler> samplers = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads ?? Environment.ProcessorCount };

        for (int first = 0; first < options.Replications; first += BatchSize)
        {
            int count = Math.Min(BatchSize, options.Replications - first);
            // A batch is cut short only from its end, so that what is kept are the replications 0 to n - 1.
            bool[] done = new bool[count];
            // One at a time: replications are long enough, and a thread with a chunk too many would keep the other waiting.
            Parallel.ForEach(Partitioner.Create(0, count, 1), parallel, range =>
            {
                int i = range.Item1;
                if (cancellationToken.IsCancellationRequested) return;
                if (!samplers.TryTake(out ISweepSampler? sampler)) sampler = plan.CreateSampler(engine);
                sampler.Sample(first + i, samples[i]);
                samplers.Add(sampler);
                done[i] = true;
            });
            // Added in the order of replications: sums of doubles depend on their order, results must not.
            for (int i = 0; i < count && done[i]; i++) tally.Add(samples[i]);
            progress?.Report(new(tally.Replications, options.Replications));

            if (tally.Replications < first + count)
            {
                return tally.Replications >= 2
                    ? SweepEnd.Cancelled
                    : throw new OperationCanceledException("Cancelled before two replications were done.", cancellationToken);
            }
            if (options.Precision is { } precision && tally.IsWithin(precision, Confidence)) return SweepEnd.PrecisionReached;
        }
        return SweepEnd.AllReplications;
    }

    private static CandidateResult Candidate(SweepPlan plan, SweepTally tally, GracePeriod t, int k)
    {
        Rollout rollout = plan.Rollout.WithGracePeriod(t);
        return new CandidateResult
        {
            GracePeriod = t,
            DrainBudgetSeconds = rollout.DrainBudgetSeconds,
            Predicted = rollout.Predict(),
            ResetsInterval = PredictionInterval.OfResets(rollout, Confidence),
            Pacings = [.. plan.Pacings.Select((pacing, p) => tally.Result(pacing, p, k, Confidence))],
        };
    }
}
