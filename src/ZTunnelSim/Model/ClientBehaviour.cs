namespace ZTunnelSim;

/// <summary>
/// What a client does when its connection is cut: it opens another one, which serves for what is left of the session, and can be cut again
/// by a later node.
/// </summary>
public abstract record ClientBehaviour
{
    private protected ClientBehaviour()
    {
    }

    /// <summary>It does not come back (default).</summary>
    public static ClientBehaviour GivesUp { get; } = new NeverReconnects();

    /// <summary>It reconnects at once; after a refusal, every second.</summary>
    public static ClientBehaviour ReconnectsAtOnce { get; } = new ReconnectsWithBackoff(0, 1, 1, 0);

    /// <summary>It reconnects with exponential backoff and jitter.</summary>
    /// <param name="initial">The first wait, at least 0.</param>
    /// <param name="factor">By how much each further wait is longer, at least 1.</param>
    /// <param name="max">The longest wait, above 0; null: a minute.</param>
    /// <param name="jitter">The share of each wait that is random, from 0 (none) to 1 (full jitter: anything up to the wait).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static ClientBehaviour ReconnectsWithBackoff(
        TimeSpan initial, double factor = 2, TimeSpan? max = null, double jitter = 1) =>
        new ReconnectsWithBackoff(
            Durations.Seconds(initial), factor,
            max is { } longest ? Durations.Seconds(longest) : ZTunnelSim.ReconnectsWithBackoff.DefaultMaxSeconds,
            jitter);

    /// <summary>
    /// It reconnects when it next wants to use the connection, or when its keepalive tells it that the connection is gone.
    /// </summary>
    /// <param name="idle">The time in seconds until its next use, of finite mean.</param>
    /// <param name="keepalive">The time between its keepalives, above 0; null: it sends none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static ClientBehaviour ReconnectsOnNextUse(DurationLaw idle, TimeSpan? keepalive = null) =>
        new ReconnectsOnNextUse(idle, keepalive is { } every ? Durations.Seconds(every) : null);

    /// <summary>Whether it opens another connection.</summary>
    internal abstract bool ComesBack { get; }

    private protected static T Require<T>(T given, bool holds, string name, string accepted) => holds
        ? given
        : throw new ArgumentOutOfRangeException(name, given, $"The value has to be {accepted}.");
}

/// <summary>It does not come back.</summary>
internal sealed record NeverReconnects : ClientBehaviour
{
    internal override bool ComesBack => false;

    /// <inheritdoc/>
    public override string ToString() => "gives up";
}

/// <summary>It waits, longer each time.</summary>
internal sealed record ReconnectsWithBackoff : ClientBehaviour
{
    public const double DefaultMaxSeconds = 60;

    public ReconnectsWithBackoff(
        double initialSeconds, double factor = 2, double maxSeconds = DefaultMaxSeconds, double jitter = 1)
    {
        InitialSeconds = Require(
            initialSeconds, initialSeconds >= 0 && double.IsFinite(initialSeconds), nameof(initialSeconds),
            "finite and at least 0");
        Factor = Require(factor, factor >= 1 && double.IsFinite(factor), nameof(factor), "finite and at least 1");
        MaxSeconds = Require(
            maxSeconds, maxSeconds > 0 && double.IsFinite(maxSeconds), nameof(maxSeconds), "finite and above 0");
        Jitter = Require(jitter, jitter is >= 0 and <= 1, nameof(jitter), "from 0 to 1");
    }

    /// <summary>The first wait.</summary>
    public double InitialSeconds { get; }

    /// <summary>By how much each further wait is longer.</summary>
    public double Factor { get; }

    /// <summary>The longest wait.</summary>
    public double MaxSeconds { get; }

    /// <summary>The share of each wait that is random.</summary>
    public double Jitter { get; }

    internal override bool ComesBack => true;

    /// <summary>The longest that the wait before an attempt can be, in seconds: the first wait of 0 is followed by 1 s.</summary>
    /// <param name="attempt">The attempt, from 0.</param>
    public double LongestWaitSeconds(int attempt)
    {
        if (attempt == 0) return Math.Min(InitialSeconds, MaxSeconds);
        double first = InitialSeconds > 0 ? InitialSeconds * Factor : 1;
        return Math.Min(first * Math.Pow(Factor, attempt - 1), MaxSeconds);
    }

    /// <inheritdoc/>
    public override string ToString() => InitialSeconds == 0
        ? "reconnects at once"
        : Invariant($"reconnects after {InitialSeconds:R} s, times {Factor:R} up to {MaxSeconds:R} s, jitter {Jitter:R}");
}

/// <summary>It notices at its next use, or by its keepalive.</summary>
internal sealed record ReconnectsOnNextUse : ClientBehaviour
{
    public ReconnectsOnNextUse(DurationLaw idle, double? keepaliveSeconds)
    {
        ArgumentNullException.ThrowIfNull(idle);
        Require(idle.MeanSeconds, double.IsFinite(idle.MeanSeconds), nameof(idle), "a law of finite mean");
        (Idle, KeepaliveSeconds) = (idle, Require(
            keepaliveSeconds, keepaliveSeconds is null or (> 0 and < double.PositiveInfinity), "keepalive",
            "finite and above 0"));
    }

    /// <summary>The time in seconds until its next use.</summary>
    public DurationLaw Idle { get; }

    /// <summary>The time between its keepalives; null: none.</summary>
    public double? KeepaliveSeconds { get; }

    internal override bool ComesBack => true;

    /// <inheritdoc/>
    public override string ToString() =>
        $"reconnects on next use after {Idle}{(KeepaliveSeconds is { } k ? Invariant($", keepalive every {k:R} s") : "")}";
}
