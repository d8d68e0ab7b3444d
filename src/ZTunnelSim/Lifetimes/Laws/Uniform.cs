namespace ZTunnelSim;

/// <summary>A duration that is equally likely anywhere between two bounds.</summary>
internal sealed class Uniform : DurationLaw
{
    private readonly double _min;
    private readonly double _max;

    public Uniform(double minSeconds, double maxSeconds)
    {
        if (!(minSeconds >= 0)) throw new ArgumentOutOfRangeException(nameof(minSeconds), minSeconds, "min must be at least 0 s.");
        if (!(maxSeconds > minSeconds && double.IsFinite(maxSeconds)))
            throw new ArgumentOutOfRangeException(nameof(maxSeconds), maxSeconds, "max must be finite and above min.");
        _min = minSeconds;
        _max = maxSeconds;
    }

    public override double MeanSeconds => 0.5 * (_min + _max);

    public override double Survival(double seconds) => Math.Clamp((_max - seconds) / (_max - _min), 0, 1);

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return _min + probability * (_max - _min);
    }

    public override double IntegratedTail(double seconds)
    {
        double u = Math.Max(0, seconds);
        if (u >= _max) return 0;
        return u <= _min ? MeanSeconds - u : 0.5 * (_max - u) * (_max - u) / (_max - _min);
    }

    internal override double Sample(ref RandomStream random) => _min + random.NextDouble() * (_max - _min);

    public override string ToString() => LawForm.Uniform.Spell(_min, _max);

    private protected override object Parameters => (_min, _max);
}
