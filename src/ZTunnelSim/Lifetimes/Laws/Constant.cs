namespace ZTunnelSim;

/// <summary>Always the same duration.</summary>
internal sealed class Constant : DurationLaw
{
    private readonly double _seconds;

    /// <summary>A fixed duration.</summary>
    /// <param name="seconds">The duration in seconds, finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is negative or not finite.</exception>
    public Constant(double seconds) => _seconds = seconds >= 0 && double.IsFinite(seconds)
        ? seconds
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A duration is finite and at least 0 s.");

    /// <inheritdoc/>
    public override double MeanSeconds => _seconds;

    /// <inheritdoc/>
    public override double Survival(double seconds) => seconds < _seconds ? 1 : 0;

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return _seconds;
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds) => Math.Max(0, _seconds - Math.Max(0, seconds));

    /// <inheritdoc/>
    public override double InverseIntegratedTail(double tailSeconds) => Math.Max(0, _seconds - tailSeconds);

    /// <inheritdoc/>
    internal override double Sample(ref RandomStream random) => _seconds;

    /// <inheritdoc/>
    internal override double SampleResidual(ref RandomStream random) => _seconds * random.NextOpenDouble();

    /// <inheritdoc/>
    public override string ToString() => Invariant($"constant({_seconds:R})");

    private protected override object Parameters => _seconds;
}
