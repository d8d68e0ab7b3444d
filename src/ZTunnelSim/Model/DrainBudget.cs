namespace ZTunnelSim;

/// <summary>How long ztunnel drains for a given grace period: the rule that turns T into the drain budget G.</summary>
public abstract record DrainBudget
{
    private protected DrainBudget()
    {
    }

    /// <summary>
    /// ztunnel's own rule (default): T - 5 s for T above 10 s, otherwise T - 1 s, never under 1 s. Source: istio/ztunnel src/config.rs,
    /// where the chart passes T as TERMINATION_GRACE_PERIOD_SECONDS. Charts before 1.23 do not pass it: their pods drain for 5 s whatever T
    /// is, as <see cref="Deadline"/> says it.
    /// </summary>
    public static DrainBudget ZTunnel { get; } = new ZTunnelRule();

    /// <summary>The rule as the documentation has it: the drain lasts the whole of T.</summary>
    public static DrainBudget Nominal { get; } = new NominalRule();

    /// <summary>A fixed budget, as CONNECTION_TERMINATION_DEADLINE sets it; SIGKILL at T still ends it.</summary>
    /// <param name="deadline">The deadline, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="deadline"/> is not above 0.</exception>
    public static DrainBudget Deadline(TimeSpan deadline) => DeadlineOf(Durations.Seconds(deadline));

    /// <summary>A fixed budget.</summary>
    /// <param name="seconds">The deadline in seconds, finite and above 0.</param>
    internal static DrainBudget DeadlineOf(double seconds) => seconds > 0 && double.IsFinite(seconds)
        ? new DeadlineRule(seconds)
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A deadline is finite and above 0 s.");

    /// <summary>The drain budget G in seconds for the given T: above 0, never above T.</summary>
    /// <param name="gracePeriod">T.</param>
    public double SecondsFor(GracePeriod gracePeriod)
    {
        ArgumentNullException.ThrowIfNull(gracePeriod);
        return SecondsFor(gracePeriod.Seconds);
    }

    /// <summary>The drain budget of a grace period of so many seconds.</summary>
    private protected abstract double SecondsFor(int t);

    private sealed record ZTunnelRule : DrainBudget
    {
        private protected override double SecondsFor(int t) => Math.Max(1, t > 10 ? t - 5 : t - 1);

        public override string ToString() => "ztunnel";
    }

    private sealed record NominalRule : DrainBudget
    {
        private protected override double SecondsFor(int t) => t;

        public override string ToString() => "nominal";
    }

    private sealed record DeadlineRule(double Seconds) : DrainBudget
    {
        private protected override double SecondsFor(int t) => Math.Min(Seconds, t);

        public override string ToString() => Invariant($"deadline({Seconds:R})");
    }
}
