using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>A law under a maximum age: a life ends by itself or at the age's end, whichever comes first.</summary>
/// <remarks>
/// The end is C = A + grace, with the age A constant or uniform over age (1 +- jitter) and independent of the life X; the life is
/// min(X, C), and S(u) = S_X(u) P(C &gt; u). What is asked to close at A goes on within the grace as if nothing had been asked: how many
/// are idle by then nobody knows, so each is taken to have a call in flight for as long as it would have lived. That is the most which
/// A and grace allow.
/// </remarks>
internal sealed class AgeLimitedLaw : DurationLaw
{
    /// <summary>Into how many panels a band over which ages are spread is cut; the survival is smooth in each.</summary>
    private const int Panels = 16;
    private const int Order = 16;

    private readonly double _first, _last;

    /// <summary>The law under the latest end alone; itself where all ends are that.</summary>
    private readonly AgeLimitedLaw _latest;
    private readonly Lazy<(double[] Knots, double[] Tails)> _band;

    /// <summary>The inner law's integrated tail beyond all ends.</summary>
    private readonly double _beyond;

    /// <param name="inner">The law without a maximum age; its mean may be infinite.</param>
    /// <param name="ageSeconds">The age in seconds, finite and above 0.</param>
    /// <param name="jitter">The share of the age by which it varies up and down, at least 0 and below 1.</param>
    /// <param name="graceSeconds">How long what is asked to close may go on, in seconds, finite and at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public AgeLimitedLaw(DurationLaw inner, double ageSeconds, double jitter = 0, double graceSeconds = 0)
    {
        Inner = inner;
        AgeSeconds = RequirePositive(ageSeconds, "age");
        Jitter = jitter is >= 0 and < 1
            ? jitter
            : throw new ArgumentOutOfRangeException(nameof(jitter), jitter, "A jitter is at least 0 and below 1.");
        GraceSeconds = graceSeconds >= 0 && double.IsFinite(graceSeconds)
            ? graceSeconds
            : throw new ArgumentOutOfRangeException(nameof(graceSeconds), graceSeconds, "A grace is finite and at least 0 s.");
        (_first, _last) = (ageSeconds * (1 - jitter) + graceSeconds, ageSeconds * (1 + jitter) + graceSeconds);
        _latest = jitter == 0 ? this : new AgeLimitedLaw(inner, _last);
        _beyond = inner.IntegratedTail(_last);
        _band = new(Band);
        MeanSeconds = IntegratedTail(0);
    }

    /// <summary>The law without a maximum age.</summary>
    public DurationLaw Inner { get; }

    /// <summary>The age at which connections are asked to close, in the mean.</summary>
    public double AgeSeconds { get; }

    /// <summary>The share of the age by which it varies up and down.</summary>
    public double Jitter { get; }

    /// <summary>How long they may go on then.</summary>
    public double GraceSeconds { get; }

    public override double MeanSeconds { get; }

    /// <summary>The same maximum age of another law.</summary>
    public AgeLimitedLaw Of(DurationLaw inner) => new(inner, AgeSeconds, Jitter, GraceSeconds);

    public override double Survival(double seconds) => Inner.Survival(seconds) * EndsAfter(seconds);

    public override double Quantile(double probability) =>
        QuantileBetween(_first, Math.Min(_last, Inner.Quantile(probability)), probability);

    /// <remarks>
    /// Without jitter a difference of the inner law's integrated tails. Within the band of a jitter it is quadrature, of a relative error
    /// under 1e-9 of a smooth inner law and exact between the steps of one of data.
    /// </remarks>
    public override double IntegratedTail(double seconds)
    {
        double u = Math.Max(0, seconds);
        if (u >= _last) return 0;
        if (Jitter == 0) return Inner.IntegratedSurvival(u, _last);
        (double[] knots, double[] tails) = _band.Value;
        if (u <= _first) return Inner.IntegratedSurvival(u, _first) + tails[0];
        int found = Array.BinarySearch(knots, u), next = found >= 0 ? found : ~found;
        return tails[next] + GaussLegendreRule.Integrate(Survival, u, knots[next], Order);
    }

    public override double InverseIntegratedTail(double tailSeconds)
    {
        double fromFirst = Jitter == 0 ? 0 : _band.Value.Tails[0];
        if (!(tailSeconds > fromFirst && double.IsFinite(_beyond))) return base.InverseIntegratedTail(tailSeconds);
        if (tailSeconds >= MeanSeconds) return 0;
        double innerTail = tailSeconds - fromFirst + (Jitter == 0 ? _beyond : Inner.IntegratedTail(_first));
        return Math.Min(_last, Inner.InverseIntegratedTail(innerTail));
    }

    internal override double Sample(ref RandomStream random)
    {
        double life = Inner.Sample(ref random);
        return life <= _first ? life : Math.Min(life, Jitter == 0 ? _last : _first + random.NextDouble() * (_last - _first));
    }

    /// <remarks>
    /// Its density is S_X(u) P(C &gt; u) / mean: that under the latest end, of which a share P(C &gt; u) is kept; hardly any is not.
    /// </remarks>
    internal override double SampleResidual(ref RandomStream random)
    {
        while (true)
        {
            double residual = _latest.InverseIntegratedTail(random.NextOpenDouble() * _latest.MeanSeconds);
            if (residual <= _first || random.NextDouble() < EndsAfter(residual)) return residual;
        }
    }

    public override string ToString()
    {
        string jitter = Jitter == 0 ? "" : Invariant($", jitter={Jitter:R}");
        string grace = GraceSeconds == 0 ? "" : Invariant($", grace={GraceSeconds:R}");
        return Invariant($"{Inner} with maximumAge(age={AgeSeconds:R}{jitter}{grace})");
    }

    /// <summary>Those of the inner law up to the age's end; that end is told by <see cref="ToString"/>.</summary>
    internal override IEnumerable<(double Seconds, double Survival)> Steps =>
        Inner.Steps.TakeWhile(step => step.Seconds < _last).Select(step => (step.Seconds, Survival(step.Seconds)));

    internal override double DensityFallsFromSeconds => _last;

    private protected override object Parameters => (Inner, AgeSeconds, Jitter, GraceSeconds);

    internal override double LogSurvival(double seconds) => Inner.LogSurvival(seconds) + Math.Log(EndsAfter(seconds));

    /// <summary>P(C &gt; u).</summary>
    private double EndsAfter(double seconds) =>
        seconds < _first ? 1 : seconds >= _last ? 0 : (_last - seconds) / (_last - _first);

    /// <summary>The band over which ends are spread, cut where the survival is not smooth, and the integrated tail at each cut.</summary>
    private (double[] Knots, double[] Tails) Band()
    {
        double[] knots =
        [
            .. Enumerable.Range(0, Panels + 1).Select(i => _first + i * (_last - _first) / Panels)
                .Concat(Breaks(Inner).Where(at => at > _first && at < _last)).Distinct().Order(),
        ];
        double[] tails = new double[knots.Length];
        for (int i = knots.Length - 2; i >= 0; i--)
            tails[i] = tails[i + 1] + GaussLegendreRule.Integrate(Survival, knots[i], knots[i + 1], Order);
        return (knots, tails);
    }

    /// <summary>The ages at which a law's survival may not be smooth.</summary>
    private static IEnumerable<double> Breaks(DurationLaw law) => law switch
    {
        Mixture mixture => mixture.Components.SelectMany(part => Breaks(part.Law)),
        AgeLimitedLaw limited => Breaks(limited.Inner).Append(limited._first).Append(limited._last),
        EmpiricalParetoTail tail => Ends(tail).Append(tail.ThresholdSeconds),
        _ => Ends(law),
    };

    private static IEnumerable<double> Ends(DurationLaw law) =>
        law.Steps.Select(step => step.Seconds).Append(law.Quantile(0)).Append(law.Quantile(1));
}
