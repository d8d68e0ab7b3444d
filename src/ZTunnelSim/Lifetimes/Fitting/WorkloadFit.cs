namespace ZTunnelSim;

/// <summary>
/// From a workload's lifetimes to its law and to the laws that the data support as well: the one way that a scenario, a fit and a backtest
/// go.
/// </summary>
/// <example><c>WorkloadFit fit = WorkloadFit.Of(observations); double mean = fit.Law.MeanSeconds;</c></example>
public sealed class WorkloadFit
{
    /// <summary>How many plausible laws carry a fit's uncertainty into a prediction, unless said otherwise.</summary>
    public const int DefaultDraws = 200;

    /// <summary>
    /// ztunnel's defaults for KEEPALIVE_TIME and KEEPALIVE_INTERVAL, in seconds, and for KEEPALIVE_RETRIES. Source: istio/ztunnel
    /// src/config.rs.
    /// </summary>
    internal const double DefaultKeepAliveTime = 180, DefaultKeepAliveInterval = 180, DefaultKeepAliveRetries = 9;

    /// <summary>From a dead peer's last word until its connection ends, in seconds, by these.</summary>
    internal const double DefaultKeepAliveSeconds = DefaultKeepAliveTime + DefaultKeepAliveRetries * DefaultKeepAliveInterval;

    private readonly Lazy<IReadOnlyList<DurationLaw>> _plausible, _plausiblyHeld, _plausiblyLive;

    private WorkloadFit(LifetimeFit fit, FitSelection? selection, DeadPeerFit? deadPeers, int draws, ulong seed)
    {
        (Fit, Selection, DeadPeers) = (fit, selection, deadPeers);
        _plausible = new(() => selection?.DrawLaws(draws, seed) ?? fit.DrawLaws(draws, seed));
        Law = deadPeers?.Held(fit.Law) ?? fit.Law;
        LiveLaw = deadPeers?.Live(fit.Law);
        _plausiblyHeld = new(() => deadPeers?.PlausiblyHeld(_plausible.Value) ?? _plausible.Value);
        _plausiblyLive = new(() => deadPeers?.PlausiblyLive(_plausible.Value) ?? []);
    }

    /// <summary>The fit that was chosen or asked for, of all but <see cref="DeadPeers"/>. Its law has a finite mean.</summary>
    internal LifetimeFit Fit { get; }

    /// <summary>The connections whose peers went without a word; null: none is known to have ended so.</summary>
    internal DeadPeerFit? DeadPeers { get; }

    /// <summary>How it was chosen; null where its family was given.</summary>
    internal FitSelection? Selection { get; }

    /// <summary>The law, of finite mean: for how long ztunnel holds a connection.</summary>
    public DurationLaw Law { get; }

    /// <summary>
    /// Laws of finite mean as plausible as <see cref="Law"/>, drawn when they are first asked for; where it was chosen, the choice is part
    /// of what is uncertain.
    /// </summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public IReadOnlyList<DurationLaw> PlausibleLaws => _plausiblyHeld.Value;

    /// <summary>
    /// The law of the time for which somebody would miss a connection: some ended as their peers no longer answered, and nobody has used
    /// these since their last word, a keep-alive's time before. Null: no connection is known to have ended so.
    /// </summary>
    public DurationLaw? LiveLaw { get; }

    /// <summary>
    /// Laws as plausible as <see cref="LiveLaw"/>, the i-th with the i-th of <see cref="PlausibleLaws"/>; empty where it is null.
    /// </summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public IReadOnlyList<DurationLaw> PlausibleLiveLaws => _plausiblyLive.Value;

    /// <summary>The maximum age that the connections were seen to have, which the laws end at; null: none.</summary>
    internal ObservedMaximumAge? MaximumAge => Fit.MaximumAge;

    /// <summary>How many connections it was made from.</summary>
    public long Count => Fit.Sample.Count + (DeadPeers?.Count ?? 0);

    /// <summary>How many of them were not seen to end.</summary>
    public long CensoredCount => Fit.Sample.CensoredCount;

    /// <summary>How many were seen at an age above so many seconds.</summary>
    /// <param name="seconds">The age in seconds.</param>
    public long CountAbove(double seconds) => Fit.Sample.CountAbove(seconds) + (DeadPeers?.CountAbove(seconds) ?? 0);

    /// <summary>All families tried, with what speaks against each; empty where the family was given.</summary>
    public IReadOnlyList<FitCandidate> Candidates => Selection?.Candidates ?? [];

    /// <summary>Why its law was chosen and others were not, in plain words; empty where the family was given.</summary>
    public IReadOnlyList<string> Reasons => Selection?.Reasons ?? [];

    /// <summary>What is wrong with the data, in plain words; empty if nothing is.</summary>
    public IReadOnlyList<string> Warnings => Selection?.Warnings ?? [];

    /// <summary>The share of open connections that outlive a drain budget, with its interval.</summary>
    /// <param name="seconds">The drain budget in seconds, at least 0.</param>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public LifetimeEstimate ResidualSurvival(double seconds) => DeadPeers is not null
        ? OfDraws(Outliving(seconds), Law, PlausibleLaws)
        : Selection?.ResidualSurvival(seconds) ?? Fit.ResidualSurvival(seconds);

    /// <summary>
    /// The share of open connections that outlive a drain budget, of those whose peer is not gone: their cut is missed. The same as
    /// <see cref="ResidualSurvival"/> where <see cref="LiveLaw"/> is null.
    /// </summary>
    /// <param name="seconds">The drain budget in seconds, at least 0.</param>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public LifetimeEstimate LiveResidualSurvival(double seconds) => LiveLaw is not null
        ? OfDraws(Outliving(seconds), LiveLaw, PlausibleLiveLaws)
        : ResidualSurvival(seconds);

    /// <summary>The mean lifetime in seconds, with its interval.</summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public LifetimeEstimate MeanSeconds() => DeadPeers is not null
        ? OfDraws(law => law.MeanSeconds, Law, PlausibleLaws)
        : Selection?.MeanSeconds() ?? Fit.MeanSeconds();

    /// <summary>Fits.</summary>
    /// <param name="observations">The lifetimes, at least one.</param>
    /// <param name="family">The family; null: the best one, with reasons.</param>
    /// <param name="draws">How many plausible laws there are, at least 1.</param>
    /// <param name="seed">Their seed. Workloads whose uncertainties are independent have different ones.</param>
    /// <exception cref="LifetimeFitException">No law can be fitted, or it has no finite mean; the message says why.</exception>
    /// <remarks>
    /// Where many connections end at the longest age of all and none lives beyond it, that is taken for a maximum age that somebody set:
    /// the law is that of what lies below, and ends there.
    /// </remarks>
    public static WorkloadFit Of(
        IEnumerable<LifetimeObservation> observations, LawFamily? family = null, int draws = DefaultDraws, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(observations);
        IReadOnlyCollection<LifetimeObservation> all = observations as IReadOnlyCollection<LifetimeObservation> ?? [.. observations];
        long unanswered = all.Count(o => o.IsUnanswered);
        return Of(all, family, draws, seed, endedOtherwise: unanswered, unanswered > 0 ? DefaultKeepAliveSeconds : null);
    }

    /// <inheritdoc cref="Of(IEnumerable{LifetimeObservation}, LawFamily?, int, ulong)"/>
    /// <param name="observations">The lifetimes, at least one.</param>
    /// <param name="family">The family; null: the best one, with reasons.</param>
    /// <param name="draws">How many plausible laws there are, at least 1.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="endedOtherwise">How many of them ended for a reason that is no maximum age, although many may do so at one age.</param>
    /// <param name="keepAliveSeconds">
    /// The time from a dead peer's last word until its connection ends, above 0; null: no connection is known to have ended so.
    /// </param>
    internal static WorkloadFit Of(
        IEnumerable<LifetimeObservation> observations, LawFamily? family, int draws, ulong seed, long endedOtherwise,
        double? keepAliveSeconds)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        DeadPeerFit? deadPeers = keepAliveSeconds is { } keepAlive ? DeadPeerFit.Of([.. observations], keepAlive) : null;
        LifetimeSample sample = LifetimeSample.From(deadPeers?.Others(observations) ?? observations);
        ObservedMaximumAge? age = ObservedMaximumAge.Of(sample, Math.Max(0, endedOtherwise - (deadPeers?.Count ?? 0)));
        LifetimeSample below = age?.Below(sample) ?? sample;
        FitSelection? selection = family is null ? LifetimeFitter.FitBest(below, limit: age is null ? null : age.Of) : null;
        LifetimeFit fit = selection?.Best ?? LifetimeFitter.Fit(family!.Value, below);
        if (age is not null)
        {
            selection = selection?.Under(age, sample);
            fit = selection?.Best ?? AgeLimitedFit.Of(fit, age, sample);
        }
        return fit.Law.HasMean
            ? new(fit, selection, deadPeers, draws, seed)
            : throw new LifetimeFitException(
                $"{fit.Law} has no finite mean, or one beyond 1,000 years, so that the number of open connections would grow for ever.");
    }

    private static Func<DurationLaw, double> Outliving(double seconds) => seconds >= 0
        ? law => law.IntegratedTail(seconds) / law.MeanSeconds
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A drain budget is at least 0 s.");

    /// <summary>A number that follows from a law, between those of plausible ones.</summary>
    private static LifetimeEstimate OfDraws(Func<DurationLaw, double> number, DurationLaw law, IReadOnlyList<DurationLaw> plausible) =>
        LifetimeEstimate.OfDraws(number(law), [.. plausible.Select(number)], level: 0.95);
}
