namespace ZTunnelSim;

/// <summary>
/// A hybrid law: the data themselves up to a threshold u, and above it a generalised Pareto tail: S(x) = tailShare (1 + shape (x - u) /
/// scale)^(-1 / shape), exponential where the shape is 0.
/// </summary>
/// <remarks>
/// Why this tail: whatever the law, excesses over a high threshold tend to it (Pickands, Ann. Stat. 3, 1975; Balkema and de Haan, Ann.
/// Prob. 2, 1974). A shape above 0 is a power law with exponent 1 / shape, and the mean is finite below 1; a shape below 0 ends at u -
/// scale / shape.
/// </remarks>
internal sealed class EmpiricalParetoTail : DurationLaw
{
    /// <summary>Nearer to 0 than this shape the tail is exponential to all digits that doubles hold.</summary>
    private const double NearlyExponential = 1e-12;

    private readonly StepBody? _body;
    private readonly double _logScale, _logShare;

    /// <param name="body">
    /// Ages in seconds, each at least 0 and not above the threshold, with probabilities above 0; they may be none.
    /// </param>
    /// <param name="thresholdSeconds">The threshold u in seconds, finite and at least 0.</param>
    /// <param name="tailShare">P(duration &gt; u), in (0, 1]; body and tail are scaled to sum to 1.</param>
    /// <param name="shape">The tail's shape, finite.</param>
    /// <param name="scaleSeconds">The tail's scale in seconds, finite and above 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    public EmpiricalParetoTail(
        IEnumerable<(double Seconds, double Weight)> body, double thresholdSeconds, double tailShare, double shape, double scaleSeconds)
    {
        if (!(thresholdSeconds >= 0 && double.IsFinite(thresholdSeconds)))
            throw new ArgumentOutOfRangeException(nameof(thresholdSeconds), thresholdSeconds, "The threshold is finite and at least 0 s.");
        if (!(tailShare is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(tailShare), tailShare, "The tail's share lies in (0, 1].");
        if (!double.IsFinite(shape)) throw new ArgumentOutOfRangeException(nameof(shape), shape, "The shape is finite.");
        ThresholdSeconds = thresholdSeconds;
        Shape = shape;
        ScaleSeconds = RequirePositive(scaleSeconds, "scale");
        (double Seconds, double Weight)[] points = [.. body];
        if (!IsAscending(points)) points = [.. points.OrderBy(p => p.Seconds)];
        double mass = 0;
        foreach ((double seconds, double weight) in points)
        {
            if (!(seconds >= 0 && seconds <= thresholdSeconds))
            {
                throw new ArgumentException(
                    Invariant($"The body lies between 0 s and the threshold {thresholdSeconds:R} s, but {seconds:R} was given."),
                    nameof(body));
            }
            mass += RequirePositive(weight, "weight");
        }
        double total = mass + tailShare;
        TailShare = tailShare / total;
        for (int i = 0; i < points.Length; i++) points[i].Weight /= total;
        Body = points;
        _body = points.Length > 0 ? new StepBody(Body, TailShare) : null;
        MeanSeconds = (_body?.Moment ?? 0) + TailShare * (thresholdSeconds + MeanExcess);
        (_logScale, _logShare) = (Math.Log(scaleSeconds), Math.Log(TailShare));
    }

    private EmpiricalParetoTail(double logScale, double shape)
    {
        (_logScale, Shape, ScaleSeconds, TailShare, Body) = (logScale, shape, Math.Exp(logScale), 1, []);
        MeanSeconds = MeanExcess;
    }

    /// <summary>The ages up to the threshold, in seconds, with their probabilities.</summary>
    public IReadOnlyList<(double Seconds, double Weight)> Body { get; }

    /// <summary>The threshold u in seconds.</summary>
    public double ThresholdSeconds { get; }

    /// <summary>P(duration &gt; u).</summary>
    public double TailShare { get; }

    public double Shape { get; }

    public double ScaleSeconds { get; }

    public override double MeanSeconds { get; }

    private double MeanExcess => Shape < 1 ? ScaleSeconds / (1 - Shape) : double.PositiveInfinity;

    /// <summary>A tail alone, from 0 on, as a likelihood varies it. Its numbers are not checked.</summary>
    internal static EmpiricalParetoTail OfLogs(double logScale, double shape) => new(logScale, shape);

    public override double Survival(double seconds)
    {
        if (seconds < 0) return 1;
        if (seconds < ThresholdSeconds) return _body?.Survival(seconds) ?? 1;
        return TailShare * Math.Exp(-CumulativeHazard(seconds - ThresholdSeconds));
    }

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        double survival = 1 - probability;
        return survival < TailShare || _body is null
            ? ThresholdSeconds + AtLogSurvival(Math.Log(Math.Min(1, survival / TailShare)), Shape)
            : _body.AtSurvival(survival);
    }

    /// <remarks>
    /// Above u: tailShare scale / (1 - shape) (1 + shape (x - u) / scale)^(1 - 1 / shape). Below it, the tail's part at u, the strip up to
    /// u, and the body's own part.
    /// </remarks>
    public override double IntegratedTail(double seconds)
    {
        double u = Math.Max(0, seconds);
        if (u >= ThresholdSeconds)
        {
            if (Shape >= 1) return double.PositiveInfinity;
            double hazard = CumulativeHazard(u - ThresholdSeconds);
            return double.IsPositiveInfinity(hazard) ? 0 : TailShare * MeanExcess * Math.Exp((Shape - 1) * hazard);
        }
        return TailShare * (MeanExcess + ThresholdSeconds - u) + (_body?.IntegratedTail(u) ?? 0);
    }

    /// <remarks>With an infinite mean the tail's part is e^((shape - 1) h) scale / (shape - 1), h the hazard, between the ages.</remarks>
    internal override double IntegratedSurvival(double from, double to)
    {
        if (double.IsFinite(MeanSeconds)) return IntegratedTail(from) - IntegratedTail(to);
        double low = Math.Min(from, ThresholdSeconds), high = Math.Min(to, ThresholdSeconds);
        double body = TailShare * (high - low) + (_body is null ? 0 : _body.IntegratedTail(low) - _body.IntegratedTail(high));
        double before = CumulativeHazard(Math.Max(from, ThresholdSeconds) - ThresholdSeconds);
        double after = CumulativeHazard(Math.Max(to, ThresholdSeconds) - ThresholdSeconds);
        double tail = Shape == 1
            ? ScaleSeconds * (after - before)
            : ScaleSeconds * Math.Exp((Shape - 1) * before) * NearOne.ExpM1((Shape - 1) * (after - before)) / (Shape - 1);
        return body + TailShare * tail;
    }

    public override double InverseIntegratedTail(double tailSeconds)
    {
        RequireFiniteMean();
        if (tailSeconds >= MeanSeconds) return 0;
        double atThreshold = TailShare * MeanExcess;
        if (tailSeconds <= atThreshold)
        {
            // The excess's stationary excess is generalised Pareto too: its logarithm of survival is (1 - shape) times.
            return ThresholdSeconds + AtLogSurvival(Math.Log(tailSeconds / atThreshold) / (1 - Shape), Shape);
        }
        return _body is null
            ? ThresholdSeconds - (tailSeconds - atThreshold) / TailShare
            : _body.AtIntegratedTail(tailSeconds, IntegratedTail);
    }

    public override string ToString() =>
        Invariant($"empirical-pareto-tail(n={Body.Count}, threshold={ThresholdSeconds:R}, share={TailShare:R}, ")
        + Invariant($"shape={Shape:R}, scale={ScaleSeconds:R})");

    internal override double DensityFallsFromSeconds => Shape >= -1 ? ThresholdSeconds : double.PositiveInfinity;

    internal override IEnumerable<(double Seconds, double Survival)> Steps => _body?.Steps ?? [];

    private protected override object Parameters => (ValueList.Of(Body), ThresholdSeconds, TailShare, Shape, ScaleSeconds);

    internal override double LogSurvival(double seconds) => seconds < ThresholdSeconds
        ? base.LogSurvival(seconds)
        : _logShare - CumulativeHazard(seconds - ThresholdSeconds);

    /// <remarks>The steps below the threshold have no density.</remarks>
    internal override double LogDensity(double seconds) => seconds < ThresholdSeconds
        ? double.NegativeInfinity
        : _logShare - _logScale - (Shape + 1) * CumulativeHazard(seconds - ThresholdSeconds);

    private static bool IsAscending((double Seconds, double Weight)[] points)
    {
        for (int i = 1; i < points.Length; i++)
        {
            if (points[i].Seconds < points[i - 1].Seconds) return false;
        }
        return true;
    }

    /// <summary>-ln S of the excess law.</summary>
    private double CumulativeHazard(double excess)
    {
        double y = excess / ScaleSeconds;
        if (Math.Abs(Shape) < NearlyExponential) return y;
        return Shape * y <= -1 ? double.PositiveInfinity : NearOne.LogP1(Shape * y) / Shape;
    }

    /// <summary>The excess at which ln S is as given.</summary>
    private double AtLogSurvival(double logSurvival, double shape) => shape == 0
        ? -ScaleSeconds * logSurvival
        : ScaleSeconds * NearOne.ExpM1(-shape * logSurvival) / shape;
}
