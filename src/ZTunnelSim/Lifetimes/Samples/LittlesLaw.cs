namespace ZTunnelSim;

/// <summary>The mean lifetime from counters alone, without any log: open connections = arrival rate times mean lifetime.</summary>
/// <remarks>
/// Little, "A proof for the queueing formula L = lambda W", Oper. Res. 9, 1961. It needs a steady state: over the period measured, about as
/// many are closed as opened, which <see cref="IsSteady"/> checks.
/// </remarks>
public sealed record LittlesLaw
{
    private LittlesLaw(double opened, double closed, double meanOpen, double periodSeconds, int? samples, double level)
    {
        OpenedPerSecond = opened / periodSeconds;
        ClosedPerSecond = closed / periodSeconds;
        MeanOpen = meanOpen;
        double z = LifetimeEstimate.NormalQuantile(level);
        double mean = meanOpen / OpenedPerSecond;
        MeanLifetimeSeconds = mean > 0
            ? Interval(mean, 1 / RelativeVariance(opened, meanOpen, mean, periodSeconds, samples), level)
            // None was seen open: the interval of a Poisson mean, in as many looks.
            : new(0, double.NaN, 0, samples is { } looks ? Poisson(0, level).High / looks / OpenedPerSecond : 0, level);
        // The change in open connections over the period against the Poisson noise of both counts.
        IsSteady = Math.Abs(opened - closed) <= Math.Max(z * Math.Sqrt(opened + closed), 0.1 * opened);
    }

    /// <summary>Connections opened per second: the arrival rate.</summary>
    public double OpenedPerSecond { get; }

    /// <summary>Connections closed per second.</summary>
    public double ClosedPerSecond { get; }

    /// <summary>The mean number of open connections over the period.</summary>
    public double MeanOpen { get; }

    /// <summary>
    /// The mean lifetime in seconds. Its interval is rough: it takes arrivals as Poisson and lifetimes as exponential. Heavy tails make it
    /// wider than said here.
    /// </summary>
    public LifetimeEstimate MeanLifetimeSeconds { get; }

    /// <summary>
    /// Whether as many were closed as opened, within a tenth or the noise of the counts: otherwise the number of open connections was
    /// growing or shrinking, and the mean lifetime is biased.
    /// </summary>
    public bool IsSteady { get; }

    /// <summary>The estimate from counter increases over a period.</summary>
    /// <param name="opened">The increase of the counter of opened connections, finite and above 0.</param>
    /// <param name="closed">The increase of the counter of closed connections, finite and at least 0.</param>
    /// <param name="meanOpen">The mean number of open connections over the period, finite and at least 0.</param>
    /// <param name="periodSeconds">The period's length in seconds, finite and above 0.</param>
    /// <param name="level">The confidence level, in (0, 1).</param>
    /// <param name="samples">
    /// At how many times the open connections were counted, at least 1; null: at all times. Between two counts short connections come and
    /// go unseen, so that few counts of few connections tell little.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static LittlesLaw Of(
        double opened, double closed, double meanOpen, double periodSeconds, double level = 0.95, int? samples = null)
    {
        if (samples < 1) throw new ArgumentOutOfRangeException(nameof(samples), samples, "Open connections are counted at least once.");
        if (!(opened > 0 && double.IsFinite(opened)))
            throw new ArgumentOutOfRangeException(
                nameof(opened), opened, "At least one connection has to be opened: the mean lifetime is open / opened per second.");
        if (!(closed >= 0 && double.IsFinite(closed)))
            throw new ArgumentOutOfRangeException(
                nameof(closed), closed, "A counter's increase is finite and at least 0; one that fell was reset.");
        if (!(meanOpen >= 0 && double.IsFinite(meanOpen)))
            throw new ArgumentOutOfRangeException(nameof(meanOpen), meanOpen, "The number of open connections is finite and at least 0.");
        if (!(periodSeconds > 0 && double.IsFinite(periodSeconds)))
            throw new ArgumentOutOfRangeException(nameof(periodSeconds), periodSeconds, "The period is finite and above 0 s.");
        return new LittlesLaw(opened, closed, meanOpen, periodSeconds, samples, level);
    }

    /// <summary>Whether a mean lifetime from elsewhere, such as a fit's, agrees: whether the two intervals meet.</summary>
    /// <param name="meanLifetimeSeconds">The other estimate of the mean lifetime in seconds.</param>
    public bool AgreesWith(LifetimeEstimate meanLifetimeSeconds) =>
        meanLifetimeSeconds.Low <= MeanLifetimeSeconds.High && meanLifetimeSeconds.High >= MeanLifetimeSeconds.Low;

    /// <summary>
    /// The squared relative error of open / rate. Let N be the opened count, T the period, m the mean, w the share of the open connections
    /// that were opened in the period: 1 - (m / T) (1 - exp(-T / m)). The open count, with correlation exp(-t / m), has the variance of T /
    /// (2 m w) independent looks at a Poisson number, or (k - 1) tanh(d / (2 m)) / w of them where it was looked at k times, d apart. N is
    /// Poisson; and because of w the two go together, which takes 2 w / N off. For a long period 1 / N is left: the mean of N exponential
    /// lifetimes.
    /// </summary>
    private static double RelativeVariance(double opened, double open, double mean, double period, int? samples)
    {
        double within = 1 + mean / period * NearOne.ExpM1(-period / mean);
        double intervals = samples - 1 ?? 0;
        double looks = samples is null ? period / (2 * mean)
            : intervals == 0 ? 0
            : intervals * Math.Tanh(period / intervals / (2 * mean));
        looks = Math.Max(1, looks / within);
        return 1 / (open * looks) + (1 - 2 * within) / opened;
    }

    private static LifetimeEstimate Interval(double mean, double count, double level)
    {
        (double low, double high) = Poisson(count, level);
        return new(mean, mean / Math.Sqrt(count), mean * low / count, mean * high / count, level);
    }

    /// <summary>The interval of a Poisson mean of which a count was seen: Garwood, Biometrika 28, 1936.</summary>
    internal static (double Low, double High) Poisson(double count, double level) => (
        count > 0 ? UpperGamma.Quantile(count, 0.5 * (1 - level)) : 0,
        UpperGamma.Quantile(count + 1, 0.5 * (1 + level)));
}
