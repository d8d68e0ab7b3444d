namespace ZTunnelSim;

/// <summary>
/// What a client does when its connection is cut: it opens another one, which serves for what is left of the session,
/// and can be cut again by a later node.
/// </summary>
public abstract record ClientBehaviour
{
    private ClientBehaviour()
    {
    }

    /// <summary>It does not come back (default).</summary>
    public static ClientBehaviour GivesUp { get; } = new Never();

    /// <summary>It reconnects at once; after a refusal, every second.</summary>
    public static ClientBehaviour ReconnectsAtOnce { get; } = new Backoff(0, 1, 1, 0);

    /// <summary>It reconnects with exponential backoff and jitter.</summary>
    /// <param name="initialSeconds">The first wait, at least 0.</param>
    /// <param name="factor">By how much each further wait is longer, at least 1.</param>
    /// <param name="maxSeconds">The longest wait, above 0.</param>
    /// <param name="jitter">The share of each wait that is random, from 0 (none) to 1 (full jitter: anything up to the wait).</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static ClientBehaviour ReconnectsWithBackoff(double initialSeconds, double factor = 2, double maxSeconds = 60, double jitter = 1)
    {
        Require(initialSeconds >= 0 && double.IsFinite(initialSeconds), nameof(initialSeconds), initialSeconds, "finite and at least 0");
        Require(factor >= 1 && double.IsFinite(factor), nameof(factor), factor, "finite and at least 1");
        Require(maxSeconds > 0 && double.IsFinite(maxSeconds), nameof(maxSeconds), maxSeconds, "finite and above 0");
        Require(jitter is >= 0 and <= 1, nameof(jitter), jitter, "from 0 to 1");
        return new Backoff(initialSeconds, factor, maxSeconds, jitter);
    }

    /// <summary>It reconnects when it next wants to use the connection, or when its keepalive tells it that the connection is gone.</summary>
    /// <param name="idle">The time in seconds until its next use, of finite mean.</param>
    /// <param name="keepaliveSeconds">The time between its keepalives, above 0; null: it sends none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static ClientBehaviour ReconnectsOnNextUse(DurationLaw idle, double? keepaliveSeconds = null)
    {
        ArgumentNullException.ThrowIfNull(idle);
        Require(double.IsFinite(idle.MeanSeconds), nameof(idle), idle.MeanSeconds, "a law of finite mean");
        Require(keepaliveSeconds is null or > 0, nameof(keepaliveSeconds), keepaliveSeconds ?? 0, "above 0");
        return new NextUse(idle, keepaliveSeconds);
    }

    /// <summary>It does not come back.</summary>
    public sealed record Never : ClientBehaviour
    {
        /// <inheritdoc/>
        public override string ToString() => "gives up";
    }

    /// <summary>It waits, longer each time.</summary>
    /// <param name="InitialSeconds">The first wait.</param>
    /// <param name="Factor">By how much each further wait is longer.</param>
    /// <param name="MaxSeconds">The longest wait.</param>
    /// <param name="Jitter">The share of each wait that is random.</param>
    public sealed record Backoff(double InitialSeconds, double Factor, double MaxSeconds, double Jitter) : ClientBehaviour
    {
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
            : Invariant($"reconnects after {InitialSeconds:R} s, times {Factor:R} up to {MaxSeconds:R} s, ")
                + Invariant($"jitter {Jitter:R}");
    }

    /// <summary>It notices at its next use, or by its keepalive.</summary>
    /// <param name="Idle">The time in seconds until its next use.</param>
    /// <param name="KeepaliveSeconds">The time between its keepalives; null: none.</param>
    public sealed record NextUse(DurationLaw Idle, double? KeepaliveSeconds) : ClientBehaviour
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"reconnects on next use after {Idle}{(KeepaliveSeconds is { } k ? Invariant($", keepalive every {k:R} s") : "")}";
    }

    private static void Require(bool holds, string name, object given, string accepted)
    {
        if (!holds) throw new ArgumentOutOfRangeException(name, given, $"The value has to be {accepted}.");
    }
}
