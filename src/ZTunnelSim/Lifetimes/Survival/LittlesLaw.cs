namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>
/// The mean lifetime from counters alone, without any log: open connections = arrival rate times mean lifetime.
/// </summary>
/// <remarks>
/// Little, "A proof for the queueing formula L = lambda W", Oper. Res. 9, 1961; DESIGN.md section 2. It needs a steady
/// state: over the period measured, about as many are closed as opened, which <see cref="IsSteady"/> checks.
/// </remarks>
public sealed record LittlesLaw
{
    private LittlesLaw(double opened, double closed, double meanOpen, double periodSeconds, double level)
    {
        OpenedPerSecond = opened / periodSeconds;
        ClosedPerSecond = closed / periodSeconds;
        MeanOpen = meanOpen;
        double z = LifetimeEstimate.NormalQuantile(level);
        double mean = meanOpen / OpenedPerSecond;
        // The count of an M/M/inf queue forgets at rate 1 / mean, so that its average over the period has the variance of
        // period / (2 mean) independent looks at a Poisson number; the opened count is Poisson itself.
        double looks = Math.Max(1, periodSeconds / (2 * mean));
        double error = Math.Sqrt(1 / opened + (meanOpen > 0 ? 1 / (meanOpen * looks) : 0));
        MeanLifetimeSeconds = new(mean, mean * error, mean * Math.Exp(-z * error), mean * Math.Exp(z * error), level);
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
    /// The mean lifetime in seconds. Its interval is rough: it takes arrivals as Poisson and lifetimes as
    /// exponential. Heavy tails make it wider than said here.
    /// </summary>
    public LifetimeEstimate MeanLifetimeSeconds { get; }

    /// <summary>
    /// Whether as many were closed as opened, within a tenth or the noise of the counts: otherwise the number of open
    /// connections was growing or shrinking, and the mean lifetime is biased.
    /// </summary>
    public bool IsSteady { get; }

    /// <summary>The estimate from counter increases over a period.</summary>
    /// <param name="opened">The increase of the counter of opened connections, finite and above 0.</param>
    /// <param name="closed">The increase of the counter of closed connections, finite and at least 0.</param>
    /// <param name="meanOpen">The mean number of open connections over the period, finite and at least 0.</param>
    /// <param name="periodSeconds">The period's length in seconds, finite and above 0.</param>
    /// <param name="level">The confidence level, in (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static LittlesLaw Of(double opened, double closed, double meanOpen, double periodSeconds, double level = 0.95)
    {
        if (!(opened > 0 && double.IsFinite(opened)))
            throw new ArgumentOutOfRangeException(
                nameof(opened), opened, "At least one connection has to be opened: the mean lifetime is open / opened per second.");
        if (!(closed >= 0 && double.IsFinite(closed)))
            throw new ArgumentOutOfRangeException(
                nameof(closed), closed, "A counter's increase is finite and at least 0; one that fell was reset.");
        if (!(meanOpen >= 0 && double.IsFinite(meanOpen)))
            throw new ArgumentOutOfRangeException(
                nameof(meanOpen), meanOpen, "The number of open connections is finite and at least 0.");
        if (!(periodSeconds > 0 && double.IsFinite(periodSeconds)))
            throw new ArgumentOutOfRangeException(
                nameof(periodSeconds), periodSeconds, "The period is finite and above 0 s.");
        return new LittlesLaw(opened, closed, meanOpen, periodSeconds, level);
    }

    /// <summary>
    /// Whether a mean lifetime from elsewhere, such as a fit's, agrees: whether the two intervals meet.
    /// </summary>
    /// <param name="meanLifetimeSeconds">The other estimate of the mean lifetime in seconds.</param>
    public bool AgreesWith(LifetimeEstimate meanLifetimeSeconds) =>
        meanLifetimeSeconds.Low <= MeanLifetimeSeconds.High && meanLifetimeSeconds.High >= MeanLifetimeSeconds.Low;
}
