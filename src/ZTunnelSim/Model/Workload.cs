namespace ZTunnelSim;

/// <summary>A kind of connection: its name, how many there are and where, how long one lives, and what its clients do.</summary>
/// <example><c>Workload.Of("api", Traffic.PerNode(40), lifetime) with { Clients = ClientBehaviour.ReconnectsAtOnce }</c></example>
public sealed record Workload
{
    private Workload(string name, Traffic traffic, DurationLaw lifetime)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Lifetime = lifetime;
        Traffic = traffic;
    }

    /// <summary>The workload's name, unique in its cluster.</summary>
    public string Name { get; }

    /// <summary>How many connections there are: on each of some nodes, or between two applications.</summary>
    /// <exception cref="ArgumentException">It can't be where connections live for 0 s.</exception>
    public Traffic Traffic
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            OpenedPerSecond = Rate(value, Lifetime);
        }
    }

    /// <summary>
    /// The lifetime of a fresh connection, in seconds. Its mean (m) is finite, and above 0 where the open connections are given. Another
    /// one is taken as known: <see cref="PlausibleLifetimes"/> and <see cref="LiveLifetime"/> are dropped unless they are set after it.
    /// What the traffic gives stays: what is opened per second, or what is open.
    /// </summary>
    /// <exception cref="ArgumentException">The mean is outside its range, or a law of your own contradicts itself.</exception>
    public DurationLaw Lifetime
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (ReferenceEquals(value, field)) return;
            if (!double.IsFinite(value.MeanSeconds))
            {
                throw new ArgumentException(
                    $"Workload '{Name}': {value} has no finite mean, so the number of open connections would grow for "
                    + "ever and no stationary prediction exists. Give a law with a finite mean (for Lomax: shape above 1).",
                    nameof(Lifetime));
            }
            OwnLaw.RequireConsistent(value);
            field = value;
            PlausibleLifetimes = [];
            LiveLifetime = null;
            // The constructor sets the traffic after the lifetime.
            if (Traffic is not null) OpenedPerSecond = Rate(Traffic, value);
        }
    }

    /// <summary>What a client does whose connection is cut; unless said otherwise it does not come back.</summary>
    public ClientBehaviour Clients
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = ClientBehaviour.GivesUp;

    /// <summary>
    /// Other lifetimes that the data behind <see cref="Lifetime"/> would support as well (draws from its bootstrap), each as plausible as
    /// any other, for the uncertainty of a prediction; empty where the lifetime is taken as known.
    /// </summary>
    public IReadOnlyList<DurationLaw> PlausibleLifetimes { get; init => field = ValueList.Of(value); } =
        ValueList<DurationLaw>.Empty;

    /// <summary>
    /// For how long somebody would miss a fresh connection, in seconds: until it ends or its peer is gone, whichever comes first; null,
    /// unless said otherwise: no peer goes without a word. ztunnel holds a connection whose peer is gone until its keep-alive probes give
    /// up, which is part of <see cref="Lifetime"/>: a drain waits for it, and its cut is a reset that nobody misses. Another one is taken
    /// as known: <see cref="PlausibleLiveLifetimes"/> are dropped unless they are set after it.
    /// </summary>
    /// <exception cref="ArgumentException">The mean is longer than that of <see cref="Lifetime"/>, or a law contradicts itself.</exception>
    public DurationLaw? LiveLifetime
    {
        get;
        init
        {
            if (value is not null)
            {
                OwnLaw.RequireConsistent(value);
                if (!(value.MeanSeconds <= Lifetime.MeanSeconds))
                {
                    throw new ArgumentException(
                        $"Workload '{Name}': a connection is held at least until its peer is gone, but {value} is longer in the mean than "
                        + $"{Lifetime}.",
                        nameof(LiveLifetime));
                }
            }
            field = value;
            PlausibleLiveLifetimes = [];
        }
    }

    /// <summary>
    /// Other laws that the data behind <see cref="LiveLifetime"/> would support as well, each as plausible as any other; empty where it is
    /// taken as known, or null.
    /// </summary>
    public IReadOnlyList<DurationLaw> PlausibleLiveLifetimes { get; init => field = ValueList.Of(value); } =
        ValueList<DurationLaw>.Empty;

    /// <summary>
    /// Multiples of the traffic, of what was given, that its counts support as well, each as plausible as any other and finite and at least
    /// 0; empty where the traffic is taken as known. The i-th goes with the i-th of <see cref="PlausibleLifetimes"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor is outside its range.</exception>
    public IReadOnlyList<double> PlausibleTraffic
    {
        get;
        init => field = ValueList.Of(value.Select(factor => factor >= 0 && double.IsFinite(factor)
            ? factor
            : throw new ArgumentOutOfRangeException(nameof(value), factor, "A factor is finite and at least 0.")));
    } = ValueList<double>.Empty;

    /// <summary>
    /// How the rate of new connections goes up and down with the clock, around the mean that the traffic gives; null, unless said
    /// otherwise: it is constant. It plays a part where <see cref="Rollout.Start"/> says when the rollout begins.
    /// </summary>
    public RateProfile? Profile { get; init; }

    /// <summary>The profile where it is not constant.</summary>
    internal RateProfile? ChangingProfile => Profile is { IsConstant: false } changing ? changing : null;

    /// <summary>
    /// Connections opened per second (L) in the mean, per what the traffic is given per: on each of its nodes or, between applications, in
    /// the whole cluster.
    /// </summary>
    public double OpenedPerSecond { get; private init; }

    /// <summary>
    /// The mean number of connections open, L m by Little's law, per what the traffic is given per: on each of its nodes or, between
    /// applications, in the whole cluster.
    /// </summary>
    public double OpenConnections => OpenedPerSecond * Lifetime.MeanSeconds;

    /// <summary>A workload.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="traffic">How many connections there are, and where.</param>
    /// <param name="lifetime">
    /// The lifetime of a fresh connection, of finite mean, above 0 where the open connections are given. Of a law of your own the mean is
    /// compared with the integral of its survival.
    /// </param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    public static Workload Of(string name, Traffic traffic, DurationLaw lifetime) => new(name, traffic, lifetime);

    /// <summary>A workload whose lifetimes were fitted: what the data leave open is kept.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="traffic">How many connections there are, and where.</param>
    /// <param name="fit">The fit: its law, and as <see cref="PlausibleLifetimes"/> its plausible ones.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    /// <exception cref="LifetimeFitException">The fit's uncertainty can't be told.</exception>
    public static Workload Of(string name, Traffic traffic, WorkloadFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        return Of(name, traffic, fit.Law).Of(fit);
    }

    /// <summary>The same with the lifetimes that were fitted: what the data leave open is kept.</summary>
    internal Workload Of(WorkloadFit fit) => this with
    {
        Lifetime = fit.Law,
        PlausibleLifetimes = fit.PlausibleLaws,
        LiveLifetime = fit.LiveLaw,
        PlausibleLiveLifetimes = fit.PlausibleLiveLaws,
    };

    /// <summary>
    /// The same with connections under a maximum age, opened so much more often that as many are open as before (Little's law): who needs a
    /// connection opens another one where the last was closed.
    /// </summary>
    /// <param name="age">The age, above 0.</param>
    /// <param name="jitter">The share of it by which it is spread, at least 0 and below 1.</param>
    /// <param name="grace">How long a connection may go on after that, at least 0; null: not at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    /// <remarks><see cref="DurationLaw.WithMaximumAge"/> says what becomes of the lifetimes, plausible ones included.</remarks>
    public Workload WithMaximumAge(TimeSpan age, double jitter = 0, TimeSpan? grace = null) =>
        WithMaximumAge(law => law.WithMaximumAge(age, jitter, grace));

    /// <inheritdoc cref="WithMaximumAge(TimeSpan, double, TimeSpan?)"/>
    /// <param name="limited">A law under the maximum age.</param>
    internal Workload WithMaximumAge(Func<DurationLaw, DurationLaw> limited)
    {
        Workload under = this with
        {
            Lifetime = limited(Lifetime),
            PlausibleLifetimes = [.. PlausibleLifetimes.Select(limited)],
            LiveLifetime = LiveLifetime is null ? null : limited(LiveLifetime),
            PlausibleLiveLifetimes = [.. PlausibleLiveLifetimes.Select(limited)],
        };
        // So much more often that as many are open.
        return Traffic.IsOpen || Lifetime.MeanSeconds == 0 ? under : TrafficTimes((before, now) => before / now, under);
    }

    /// <summary>
    /// The same connections, opened as often, each until its end or until its peer is gone: what of it is cut is missed. Itself where no
    /// peer goes without a word.
    /// </summary>
    internal Workload Live
    {
        get
        {
            if (LiveLifetime is null) return this;
            Workload live = this with { Lifetime = LiveLifetime, PlausibleLifetimes = PlausibleLiveLifetimes };
            // Of those open so many fewer that as many are opened.
            return Traffic.IsOpen ? TrafficTimes((held, missed) => missed / held, live) : live;
        }
    }

    /// <summary>Another one with a multiple of this traffic that hangs on the mean lifetimes of the two, in seconds.</summary>
    private Workload TrafficTimes(Func<double, double, double> factor, Workload other)
    {
        double own = factor(Lifetime.MeanSeconds, other.Lifetime.MeanSeconds);
        return other with
        {
            Traffic = Traffic.Times(own),
            PlausibleTraffic = PlausibleLifetimes.Count == 0 && other.PlausibleLifetimes.Count == 0
                ? PlausibleTraffic
                : [.. Enumerable.Range(0, Math.Max(Draws, other.Draws)).Select(draw =>
                    TrafficOf(draw) * factor(LifetimeOf(draw).MeanSeconds, other.LifetimeOf(draw).MeanSeconds) / own)],
        };
    }

    /// <summary>How many plausible pairs of lifetime and traffic there are; 1 where both are taken as known.</summary>
    internal int Draws => Math.Max(1, Math.Max(PlausibleLifetimes.Count, PlausibleTraffic.Count));

    /// <summary>A plausible lifetime: that of a draw, or the workload's own where it is taken as known.</summary>
    internal DurationLaw LifetimeOf(int draw) =>
        PlausibleLifetimes is { Count: > 0 and var count } laws ? laws[draw % count] : Lifetime;

    /// <summary>A plausible multiple of the traffic: that of a draw, or 1 where the traffic is taken as known.</summary>
    internal double TrafficOf(int draw) =>
        PlausibleTraffic is { Count: > 0 and var count } factors ? factors[draw % count] : 1;

    /// <summary>A share of this workload, such as what crosses one node.</summary>
    internal Workload Share(double share) => share == 1
        ? this
        : this with { Traffic = Traffic.Share(share), OpenedPerSecond = share * Traffic.OpenedPerSecond(Lifetime) };

    /// <summary>The same with another lifetime and another multiple of the traffic, both taken as known.</summary>
    internal Workload With(DurationLaw lifetime, double factor) => this with
    {
        Lifetime = lifetime,
        PlausibleLifetimes = [],
        Traffic = Traffic.Times(factor),
        PlausibleTraffic = [],
        // What is opened is scaled, and not worked out anew: the rounding of published numbers hangs on the order.
        OpenedPerSecond = factor * Traffic.OpenedPerSecond(lifetime),
    };

    private double Rate(Traffic traffic, DurationLaw lifetime) => traffic.IsOpen && lifetime.MeanSeconds == 0
        ? throw new ArgumentException(
            $"Workload '{Name}': with a mean lifetime of 0 s nothing is ever open; give its arrivals instead.",
            nameof(lifetime))
        : traffic.OpenedPerSecond(lifetime);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Traffic}, lifetime {Lifetime}";
}
