namespace ZTunnelSim;

/// <summary>Always the same duration.</summary>
internal sealed class Constant : DurationLaw
{
    private readonly double _seconds;

    public Constant(double seconds) => _seconds = seconds >= 0 && double.IsFinite(seconds)
        ? seconds
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A duration is finite and at least 0 s.");

    public override double MeanSeconds => _seconds;

    public override double Survival(double seconds) => seconds < _seconds ? 1 : 0;

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return _seconds;
    }

    public override double IntegratedTail(double seconds) => Math.Max(0, _seconds - Math.Max(0, seconds));

    public override double InverseIntegratedTail(double tailSeconds) => Math.Max(0, _seconds - tailSeconds);

    internal override double Sample(ref RandomStream random) => _seconds;

    internal override double SampleResidual(ref RandomStream random) => _seconds * random.NextOpenDouble();

    public override string ToString() => Invariant($"constant({_seconds:R})");

    private protected override object Parameters => _seconds;
}
