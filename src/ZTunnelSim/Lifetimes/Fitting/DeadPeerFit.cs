using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>
/// Connections whose peers went without a word, apart from the others: ztunnel holds such a one until its keep-alive probes give up, so
/// that it is open for a long time in which nobody would miss it.
/// </summary>
/// <remarks>
/// A share of all connections ends so. With the law of the others, <em>held</em> lifetimes are the mixture of these and of those of dead
/// peers as they were logged; <em>live</em> ones have each of the latter end with its last word, a keep-alive's time before. What a drain
/// cuts is by the held law, what of it is missed by the live one. The share is uncertain by its Jeffreys posterior; the few lifetimes
/// themselves are taken as they are.
/// </remarks>
internal sealed class DeadPeerFit
{
    private readonly DurationLaw _held, _live;

    private DeadPeerFit(IReadOnlyList<LifetimeObservation> dead, long sooner, long ended, double keepAliveSeconds)
    {
        (Count, Sooner, Ended, KeepAliveSeconds) = (dead.Count, sooner, ended, keepAliveSeconds);
        _held = LawOf(dead.Select(o => o.Seconds));
        _live = LawOf(dead.Select(o => o.Seconds - keepAliveSeconds));
        (ShortestSeconds, LongestSeconds) = (dead.Min(o => o.Seconds), dead.Max(o => o.Seconds));
    }

    /// <summary>How many connections ended so.</summary>
    public long Count { get; }

    /// <summary>
    /// How many more ended as a peer no longer answered, but sooner than keep-alive can tell: their last word is not known, and they are
    /// among the others.
    /// </summary>
    public long Sooner { get; }

    /// <summary>How many connections were seen to end, in any way.</summary>
    public long Ended { get; }

    /// <summary>The time in seconds from a dead peer's last word until its connection ends.</summary>
    public double KeepAliveSeconds { get; }

    /// <summary>The shortest of their lifetimes in seconds.</summary>
    public double ShortestSeconds { get; }

    /// <summary>The longest of their lifetimes in seconds.</summary>
    public double LongestSeconds { get; }

    /// <summary>The share of all connections that end so.</summary>
    public double Share => (double)Count / Ended;

    /// <summary>What data tell of them; null where no connection ended so.</summary>
    /// <param name="observations">All connections.</param>
    /// <param name="keepAliveSeconds">The time from a dead peer's last word until its connection ends, above 0.</param>
    public static DeadPeerFit? Of(IReadOnlyCollection<LifetimeObservation> observations, double keepAliveSeconds)
    {
        LifetimeObservation[] unanswered = [.. observations.Where(o => o.IsUnanswered)];
        LifetimeObservation[] dead = [.. unanswered.Where(o => IsDead(o, keepAliveSeconds))];
        long ended = observations.Count(o => !o.IsCensored);
        // Of nothing but dead peers no law of live connections can be made.
        return dead.Length == 0 || dead.Length == ended ? null : new(dead, unanswered.Length - dead.Length, ended, keepAliveSeconds);
    }

    /// <summary>How many of them lived longer than so many seconds.</summary>
    public long CountAbove(double seconds) => (long)Math.Round(Count * _held.Survival(seconds));

    /// <summary>The others, of the same connections or of these as they are seen given their starts.</summary>
    public IEnumerable<LifetimeObservation> Others(IEnumerable<LifetimeObservation> observations) =>
        observations.Where(o => !IsDead(o, KeepAliveSeconds));

    /// <summary>The law of lifetimes as ztunnel holds connections.</summary>
    /// <param name="others">The law of the others.</param>
    public DurationLaw Held(DurationLaw others) => Mixed(others, _held, Share);

    /// <summary>The law of lifetimes that end with a dead peer's last word.</summary>
    /// <param name="others">The law of the others.</param>
    public DurationLaw Live(DurationLaw others) => Mixed(others, _live, Share);

    /// <summary>Laws as plausible as <see cref="Held"/>, one for each of the others'.</summary>
    public IReadOnlyList<DurationLaw> PlausiblyHeld(IReadOnlyList<DurationLaw> others) => Plausible(others, _held);

    /// <summary>Laws as plausible as <see cref="Live"/>; the i-th goes with the i-th of <see cref="PlausiblyHeld"/>.</summary>
    public IReadOnlyList<DurationLaw> PlausiblyLive(IReadOnlyList<DurationLaw> others) => Plausible(others, _live);

    private static bool IsDead(LifetimeObservation o, double keepAliveSeconds) => o.IsUnanswered && o.Seconds >= keepAliveSeconds;

    private static Mixture Mixed(DurationLaw others, DurationLaw dead, double share) => new((1 - share, others), (share, dead));

    private DurationLaw[] Plausible(IReadOnlyList<DurationLaw> others, DurationLaw dead)
    {
        // Prime to usual numbers of laws, so that shares and laws come in all pairs of large and small.
        const int Step = 73;
        int n = others.Count;
        return [.. others.Select((law, i) => Mixed(law, dead, ShareAt(((long)i * Step % n + 0.5) / n)))];
    }

    /// <summary>A quantile of the share, strictly between 0 and 1.</summary>
    private double ShareAt(double level) =>
        Math.Clamp(Beta.InvCDF(Count + 0.5, Ended - Count + 0.5, level), double.Epsilon, Math.BitDecrement(1.0));

    private static StepLaw LawOf(IEnumerable<double> seconds)
    {
        (double Seconds, int Count)[] groups = [.. seconds.GroupBy(s => s).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key)];
        double count = groups.Sum(g => g.Count);
        return StepLaw.Of([.. groups.Select(g => (g.Seconds, g.Count / count))]);
    }
}
