namespace ZTunnelSim;

/// <summary>The memoryless law: S(u) = exp(-u / mean).</summary>
internal sealed class Exponential : DurationLaw
{
    private readonly double _logMean;

    public Exponential(double meanSeconds)
        : this(RequirePositive(meanSeconds, "mean"), Math.Log(meanSeconds))
    {
    }

    private Exponential(double meanSeconds, double logMean) => (MeanSeconds, _logMean) = (meanSeconds, logMean);

    public override double MeanSeconds { get; }

    /// <summary>The law by the logarithms that a likelihood varies. They are kept as they are and not checked.</summary>
    internal static Exponential OfLogs(double logMean) => new(Math.Exp(logMean), logMean);

    public override double Survival(double seconds) => seconds <= 0 ? 1 : Math.Exp(-seconds / MeanSeconds);

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return -MeanSeconds * NearOne.LogP1(-probability);
    }

    public override double IntegratedTail(double seconds) => MeanSeconds * Survival(seconds);

    public override double InverseIntegratedTail(double tailSeconds) => Math.Max(0, -MeanSeconds * Math.Log(tailSeconds / MeanSeconds));

    internal override double Sample(ref RandomStream random) => MeanSeconds * ExponentialSampler.Next(ref random);

    internal override double SampleResidual(ref RandomStream random) => Sample(ref random);

    public override string ToString() => LawForm.Exponential.Spell(MeanSeconds);

    private protected override object Parameters => MeanSeconds;

    internal override double DensityFallsFromSeconds => 0;

    internal override double LogSurvival(double seconds) => -seconds / MeanSeconds;

    internal override double LogDensity(double seconds) => -_logMean - seconds / MeanSeconds;
}
