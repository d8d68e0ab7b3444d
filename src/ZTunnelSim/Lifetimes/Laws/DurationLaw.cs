namespace ZTunnelSim;

/// <summary>The probability law of a duration in seconds, never negative: how long a connection lives, or a pod takes to start.</summary>
/// <remarks>
/// A law of your own needs <see cref="Survival"/>, <see cref="Quantile"/>, <see cref="MeanSeconds"/> and a description; the rest follows
/// from these by quadrature and inversion, slower but as exact as stated there.
/// </remarks>
public abstract class DurationLaw
{
    private readonly Lazy<TailInverseTable> _tailInverse;

    /// <summary>An exponential law: what is left of a life doesn't depend on its age.</summary>
    /// <param name="mean">The mean, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static DurationLaw Exponential(TimeSpan mean) => new Exponential(mean.TotalSeconds);

    /// <summary>A lognormal law: the logarithm of the duration is normal.</summary>
    /// <param name="median">The median, above 0.</param>
    /// <param name="sigma">The standard deviation of the natural logarithm, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static DurationLaw Lognormal(TimeSpan median, double sigma) => new Lognormal(median.TotalSeconds, sigma);

    /// <summary>A Weibull law: S(u) = exp(-(u / scale)^shape).</summary>
    /// <param name="shape">The shape, above 0; below 1 the tail is heavier than exponential.</param>
    /// <param name="scale">The scale, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static DurationLaw Weibull(double shape, TimeSpan scale) => new Weibull(shape, scale.TotalSeconds);

    /// <summary>A gamma law.</summary>
    /// <param name="shape">The shape, above 0.</param>
    /// <param name="scale">The scale, above 0; the mean is shape times scale.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static DurationLaw Gamma(double shape, TimeSpan scale) => new Gamma(shape, scale.TotalSeconds);

    /// <summary>A Lomax (Pareto II) law, heavy-tailed: S(u) = (1 + u / scale)^-shape.</summary>
    /// <param name="shape">The shape, above 0; the mean is finite above 1.</param>
    /// <param name="scale">The scale, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public static DurationLaw Lomax(double shape, TimeSpan scale) => new Lomax(shape, scale.TotalSeconds);

    /// <summary>Every duration between two is as likely.</summary>
    /// <param name="min">The shortest, at least 0.</param>
    /// <param name="max">The longest, above the shortest.</param>
    /// <exception cref="ArgumentException">A parameter is outside its range.</exception>
    public static DurationLaw Uniform(TimeSpan min, TimeSpan max) => new Uniform(min.TotalSeconds, max.TotalSeconds);

    /// <summary>Always the same duration.</summary>
    /// <param name="duration">The duration, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public static DurationLaw Constant(TimeSpan duration) => new Constant(duration.TotalSeconds);

    /// <summary>One of several laws, picked at random.</summary>
    /// <param name="parts">The laws, at least one, with weights above 0; only the weights' ratios matter.</param>
    /// <exception cref="ArgumentException">There is no part, or a weight is outside its range.</exception>
    public static DurationLaw Mixture(params IEnumerable<(double Weight, DurationLaw Law)> parts) => new Mixture(parts);

    /// <summary>
    /// The same under a maximum age, as pools and servers have a setting for it: at that age a connection is asked to close, and at the
    /// grace's end it is closed whatever it does.
    /// </summary>
    /// <param name="age">The age, above 0.</param>
    /// <param name="jitter">
    /// The share of the age, at least 0 and below 1, by which it is spread evenly up and down, independently of the life: 0.1 is +-10 %.
    /// </param>
    /// <param name="grace">How long a connection may go on after it was asked to close, at least 0; null: not at all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    /// <remarks>
    /// Within the grace lives go on as without a maximum age. Nothing tells how many connections are idle by then and close at once; so
    /// each is taken to have a call in flight for as long as it would have lived, which is the most that the grace allows, as of gRPC's
    /// MAX_CONNECTION_AGE and MAX_CONNECTION_AGE_GRACE with long streams. The mean is finite even where this law's is not.
    /// </remarks>
    /// <example><c>DurationLaw.Lomax(0.9, scale).WithMaximumAge(TimeSpan.FromMinutes(30), jitter: 0.1)</c></example>
    public DurationLaw WithMaximumAge(TimeSpan age, double jitter = 0, TimeSpan? grace = null) =>
        new AgeLimitedLaw(this, age.TotalSeconds, jitter, grace?.TotalSeconds ?? 0);

    /// <summary>For the laws that derive from this one.</summary>
    protected DurationLaw() => _tailInverse = new(() => new TailInverseTable(this));

    /// <summary>The mean in seconds; positive infinity where the mean does not exist.</summary>
    public abstract double MeanSeconds { get; }

    /// <summary>Whether the mean says more than that lives have no end: one of 1,000 years or more does not, nor an infinite one.</summary>
    internal bool HasMean => MeanSeconds < DurationFormat.Endless;

    /// <summary>P(duration &gt; <paramref name="seconds"/>): S(u). It is 1 below 0.</summary>
    /// <param name="seconds">The duration in seconds.</param>
    public abstract double Survival(double seconds);

    /// <summary>The smallest duration in seconds that is not exceeded with the given probability.</summary>
    /// <param name="probability">In [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is outside [0, 1].</exception>
    public abstract double Quantile(double probability);

    /// <summary>The law as its scenario file spells it, parameters included: <c>lognormal(median=2, sigma=1.2)</c>.</summary>
    public abstract override string ToString();

    /// <summary>
    /// The integral of <see cref="Survival"/> from <paramref name="seconds"/> to infinity, in seconds: the mean of what lies beyond it. It
    /// is the mean at 0, and positive infinity where the mean does not exist.
    /// </summary>
    /// <param name="seconds">The duration in seconds, at least 0.</param>
    /// <remarks>
    /// With arrival rate L, L times this is the expected number of connections whose residual life exceeds it. The default is
    /// <see cref="TailQuadrature"/>; every built-in law has its closed form.
    /// </remarks>
    public virtual double IntegratedTail(double seconds) => TailQuadrature.Integrate(this, seconds);

    /// <summary>The integral of <see cref="Survival"/> between two ages, in seconds; finite even where the mean is not.</summary>
    /// <param name="from">At least 0.</param>
    /// <param name="to">At least <paramref name="from"/>, finite.</param>
    /// <remarks>The difference of the tails, or quadrature where these are so long that the difference would keep few digits.</remarks>
    internal virtual double IntegratedSurvival(double from, double to)
    {
        const double FewDigits = 1e-3;
        double tail = IntegratedTail(from), difference = tail - IntegratedTail(to);
        return difference >= FewDigits * tail || Steps.Any() ? difference : TailQuadrature.Between(this, from, to);
    }

    /// <summary>The u at which <see cref="IntegratedTail"/> has sunk to <paramref name="tailSeconds"/>.</summary>
    /// <param name="tailSeconds">Above 0; at or beyond the mean the answer is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tailSeconds"/> is not above 0.</exception>
    /// <exception cref="InvalidOperationException">The mean is infinite.</exception>
    /// <remarks>The default has a relative accuracy of 1e-9, and takes a few milliseconds when it is first asked.</remarks>
    public virtual double InverseIntegratedTail(double tailSeconds)
    {
        if (!(tailSeconds > 0)) throw new ArgumentOutOfRangeException(nameof(tailSeconds), tailSeconds, "The tail's integral is above 0.");
        RequireFiniteMean();
        return tailSeconds >= MeanSeconds ? 0 : _tailInverse.Value.At(tailSeconds);
    }

    /// <summary>A duration in seconds drawn from the law.</summary>
    /// <param name="random">The stream drawn from.</param>
    internal virtual double Sample(ref RandomStream random) => Quantile(random.NextOpenDouble());

    /// <summary>
    /// What is left, in seconds, of the life of a connection found open at a random instant: the stationary-excess law, with survival
    /// <see cref="IntegratedTail"/>(t) / mean.
    /// </summary>
    /// <param name="random">The stream drawn from.</param>
    /// <exception cref="InvalidOperationException">The mean is infinite: there is no stationary state to find.</exception>
    /// <remarks>
    /// Not the law of fresh lifetimes: long connections are more likely to be found open (length bias, the inspection paradox), and only a
    /// uniform share of each is still to come.
    /// </remarks>
    internal virtual double SampleResidual(ref RandomStream random)
    {
        RequireFiniteMean();
        return InverseIntegratedTail(random.NextOpenDouble() * MeanSeconds);
    }

    /// <summary>
    /// Draws a connection of this lifetime that is found open at some instant: its age and what is left of its life, in seconds. Both have
    /// the stationary-excess law; their sum is length-biased, and given the sum the age is uniform.
    /// </summary>
    /// <exception cref="InvalidOperationException">The mean is infinite.</exception>
    internal virtual (double Age, double Residual) SampleOpen(ref RandomStream random)
    {
        double age = SampleResidual(ref random);
        // Given its age, its life is any that is longer.
        return (age, Math.Max(0, SampleLongerThan(age, ref random) - age));
    }

    /// <summary>Draws a duration from those that are longer than a time, in seconds.</summary>
    internal double SampleLongerThan(double seconds, ref RandomStream random) =>
        Quantile(1 - random.NextOpenDouble() * Survival(seconds));

    /// <summary>ln S(<paramref name="seconds"/>), for likelihoods: finite far beyond where the survival is 0 in doubles.</summary>
    /// <param name="seconds">The duration in seconds, above 0.</param>
    /// <remarks>The default is the logarithm of <see cref="Survival"/>, and goes no further than that.</remarks>
    internal virtual double LogSurvival(double seconds) => Math.Log(Survival(seconds));

    /// <summary>The logarithm of the density per second, for likelihoods.</summary>
    /// <param name="seconds">The duration in seconds, above 0.</param>
    /// <remarks>The default is a central difference of <see cref="Survival"/>: its relative error is about 1e-9 for a smooth law.</remarks>
    internal virtual double LogDensity(double seconds)
    {
        double step = 1e-5 * seconds;
        return Math.Log((Survival(seconds - step) - Survival(seconds + step)) / (2 * step));
    }

    /// <summary>Throws where the mean is infinite, saying so.</summary>
    /// <exception cref="InvalidOperationException">The mean is infinite.</exception>
    protected void RequireFiniteMean()
    {
        if (!double.IsFinite(MeanSeconds))
            throw new InvalidOperationException($"{this} has no finite mean, so no stationary state exists.");
    }

    /// <summary>
    /// The age in seconds from which on the density never rises again; infinite where nobody knows. What ends at one age lies before it.
    /// </summary>
    internal virtual double DensityFallsFromSeconds => double.PositiveInfinity;

    /// <summary>The ages in seconds at which the survival falls, with the survival from there on; none where it is a formula.</summary>
    internal virtual IEnumerable<(double Seconds, double Survival)> Steps => [];

    /// <summary>What a built-in law is equal by, besides its kind; null: only itself is equal to it.</summary>
    private protected virtual object? Parameters => null;

    /// <summary>
    /// Whether it is the same law: built-in ones are where kind and parameters are, a law of your own is where it is the same object,
    /// unless it says otherwise.
    /// </summary>
    /// <param name="obj">The other one.</param>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj)
        || (obj is DurationLaw law && law.GetType() == GetType() && Parameters is { } mine && mine.Equals(law.Parameters));

    /// <inheritdoc/>
    public override int GetHashCode() => Parameters?.GetHashCode() ?? base.GetHashCode();

    /// <summary>The quantile by bisection, where it lies between two durations or at the upper one.</summary>
    private protected double QuantileBetween(double low, double high, double probability)
    {
        double survival = 1 - probability;
        while (high - low > 1e-15 * high)
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high) break;
            if (Survival(middle) > survival) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>Checks a probability argument.</summary>
    /// <param name="probability">The value to check.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside [0, 1] or not a number.</exception>
    protected static void RequireProbability(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies in [0, 1].");
    }

    /// <summary>Checks a parameter that has to be finite and above 0, and returns it.</summary>
    /// <param name="value">The value to check.</param>
    /// <param name="name">The parameter's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite or not above 0.</exception>
    protected static double RequirePositive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above 0.");
}
