using ZTunnelSim.Lifetimes;
using ZTunnelSim.Randomness;

namespace ZTunnelSim.Analysis;

/// <summary>A law with all durations a factor longer: another mean, the same shape.</summary>
internal sealed class ScaledLaw : DurationLaw
{
    private readonly DurationLaw _law;
    private readonly double _factor;

    private ScaledLaw(DurationLaw law, double factor) => (_law, _factor) = (law, factor);

    public override double MeanSeconds => _factor * _law.MeanSeconds;

    /// <summary>The scaled law; a constant stays one, which theory can tell.</summary>
    public static DurationLaw Of(DurationLaw law, double factor) =>
        law is Constant ? new Constant(factor * law.MeanSeconds) : new ScaledLaw(law, factor);

    public override double Survival(double seconds) => _law.Survival(seconds / _factor);

    public override double Quantile(double probability) => _factor * _law.Quantile(probability);

    public override double IntegratedTail(double seconds) => _factor * _law.IntegratedTail(seconds / _factor);

    public override double InverseIntegratedTail(double tailSeconds) => _factor * _law.InverseIntegratedTail(tailSeconds / _factor);

    public override double Sample(ref RandomStream random) => _factor * _law.Sample(ref random);

    public override double SampleResidual(ref RandomStream random) => _factor * _law.SampleResidual(ref random);

    public override string ToString() => $"{_law} x {_factor:0.###}";
}
