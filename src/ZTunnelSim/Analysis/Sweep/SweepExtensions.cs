using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>Predicts and simulates a rollout for each candidate grace period, on common random numbers.</summary>
public static class SweepExtensions
{
    /// <summary>Replications between two reports.</summary>
    private const int BatchSize = 50;

    /// <summary>Runs a sweep.</summary>
    /// <param name="rollout">The rollout; its own grace period and pacing play no part.</param>
    /// <param name="candidates">The grace periods to compare, at least one; repeated ones count once.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <param name="progress">Told after each batch of replications; null: nobody is told.</param>
    /// <param name="cancellationToken">Gives up, or ends the sweep with the replications done by then
    /// (<see cref="SweepOptions.KeepsPartWhenCancelled"/>).</param>
    /// <exception cref="ArgumentException">There is no candidate, or an option is outside its range.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    [OverloadResolutionPriority(1)]
    public static SweepResult Sweep(
        this Rollout rollout,
        IEnumerable<GracePeriod> candidates,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        (SweepPlan plan, Engine engine) = Plan(rollout, candidates, options);
        SweepTally tally = new(plan);
        SweepEnd end = Replicate(plan, engine, options, tally, progress, cancellationToken);
        ResetMeans means = new(rollout);
        ResetMeans live = rollout.HasDeadPeers ? new(rollout.Live) : means;
        IEnumerable<CandidateResult> found = plan.Candidates.Select((t, k) => (t, k)).SelectSideBySide(
            candidate => Candidate(plan, tally, means, live, candidate.t, candidate.k), options.ThreadCount, CancellationToken.None);
        return new SweepResult(rollout, found)
        {
            Seed = options.Seed,
            Engine = engine,
            Replications = tally.Replications,
            Confidence = StudyOptions.Confidence,
            End = end,
        };
    }

    /// <summary>Predicts a rolling update for each start and grace period, by theory.</summary>
    /// <param name="rollout">
    /// The rollout, whose workloads have a <see cref="Workload.Profile"/>; its own start and grace period play no part.
    /// </param>
    /// <param name="starts">When it may begin, at least one instant; repeated ones count once.</param>
    /// <param name="gracePeriods">The grace periods, at least one; repeated ones count once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outcomes in the order of time, and for each start by rising grace periods.</returns>
    /// <exception cref="ArgumentException">There is no start or no grace period.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<StartOutcome> PredictStarts(
        this Rollout rollout, IEnumerable<DateTimeOffset> starts, IEnumerable<GracePeriod> gracePeriods,
        CancellationToken cancellationToken = default) =>
        StartSweep.Of(rollout, starts, gracePeriods, cancellationToken).Outcomes;

    /// <summary>Runs a sweep over grace periods in seconds, for languages that convert no lists of numbers.</summary>
    /// <param name="rollout">The rollout; its own grace period and pacing play no part.</param>
    /// <param name="seconds">The grace periods to compare, in whole seconds of at least 1.</param>
    /// <param name="options">How to run it; null: the defaults.</param>
    /// <param name="progress">Told after each batch of replications; null: nobody is told.</param>
    /// <param name="cancellationToken">As for the other overload.</param>
    /// <inheritdoc
    /// cref="Sweep(Rollout, IEnumerable{GracePeriod}, SweepOptions, IProgress{SweepProgress}, CancellationToken)"
    /// path="/exception"/>
    public static SweepResult Sweep(
        this Rollout rollout,
        IEnumerable<int> seconds,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        return rollout.Sweep(seconds.Select(s => new GracePeriod(s)), options, progress, cancellationToken);
    }

    /// <summary>Runs a sweep on other threads than the caller's.</summary>
    /// <inheritdoc
    /// cref="Sweep(Rollout, IEnumerable{GracePeriod}, SweepOptions, IProgress{SweepProgress}, CancellationToken)"
    /// path="/param|/exception"/>
    public static Task<SweepResult> SweepAsync(
        this Rollout rollout,
        IEnumerable<GracePeriod> candidates,
        SweepOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => rollout.Sweep(candidates, options, progress, cancellationToken), cancellationToken);

    /// <summary>The replications of a sweep, to run a part of them.</summary>
    /// <inheritdoc cref="Sweep(Rollout, IEnumerable{GracePeriod}, SweepOptions, IProgress{SweepProgress}, CancellationToken)"
    /// path="/exception"/>
    internal static StudyReplications SweepReplications(
        this Rollout rollout, IEnumerable<GracePeriod> candidates, SweepOptions options)
    {
        (SweepPlan plan, Engine engine) = Plan(rollout, candidates, options);
        return new SweepSampling(plan, engine).Replications(options);
    }

    private static (SweepPlan Plan, Engine Engine) Plan(Rollout rollout, IEnumerable<GracePeriod> candidates, SweepOptions options)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(candidates);
        options.Validate();
        GracePeriod[] sorted = [.. candidates.Distinct().Order()];
        if (sorted.Length == 0) throw new ArgumentException("A sweep needs at least one candidate.", nameof(candidates));
        Rollout through = rollout.GoingThrough;
        Engine engine = EngineChoice.Resolve(options.Engine, through, recordsEveryConnection: false);
        return (new SweepPlan(through, sorted, options.Pacings, options.Seed), engine);
    }

    private static SweepEnd Replicate(
        SweepPlan plan, Engine engine, SweepOptions options, SweepTally tally,
        IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        SweepSampling sampling = new(plan, engine);
        bool isPrecise = false;
        sampling.Replications(options).Run(Take, cancellationToken);
        return options.End(tally.Replications, isPrecise, options.KeepsPartWhenCancelled, cancellationToken);

        bool Take(SweepSample sample)
        {
            tally.Add(sample);
            sampling.Return(sample);
            if (tally.Replications % BatchSize == 0 || tally.Replications == options.Replications)
                progress?.Report(new(tally.Replications, options.Replications));
            isPrecise = Precision.IsLook(tally.Replications) && tally.IsPrecise(new(options.Precision));
            return !isPrecise;
        }
    }

    private static CandidateResult Candidate(
        SweepPlan plan, SweepTally tally, ResetMeans means, ResetMeans live, GracePeriod t, int k)
    {
        Rollout rollout = plan.Rollout.WithGracePeriod(t);
        IEnumerable<PacingResult> pacings = plan.Pacings.Select((pacing, p) => tally.Result(pacing, p, k, StudyOptions.Confidence));
        return new CandidateResult(t, RolloutTheory.Predict(rollout, means.Theory), pacings)
        {
            DrainBudgetSeconds = rollout.DrainBudgetSeconds,
            ResetsInterval = PredictionInterval.OfResets(means, rollout.DrainBudgetSeconds, StudyOptions.Confidence),
            LiveResets = live.Fitted(rollout.DrainBudgetSeconds),
            LiveResetsInterval = PredictionInterval.OfResets(live, rollout.DrainBudgetSeconds, StudyOptions.Confidence),
        };
    }
}
