using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>
/// The law of the data themselves where some are censored or truncated: the Kaplan-Meier estimate as a law.
/// </summary>
/// <remarks>
/// Assumed beyond the last age: connections of which nothing later is known end there (Efron's rule). That makes the
/// mean, and with it every prediction of resets, too small rather than too large: <see cref="ShareAssumed"/> says by
/// how large a share it is at stake. A fitted tail is the honest choice there.
/// </remarks>
public sealed class KaplanMeierLaw : DurationLaw
{
    private readonly StepBody _body;

    /// <summary>The law of a Kaplan-Meier estimate.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <exception cref="ArgumentNullException"><paramref name="estimate"/> is null.</exception>
    public KaplanMeierLaw(KaplanMeier estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        ShareAssumed = estimate.Steps[^1].Survival;
        List<(double Seconds, double Weight)> points = PointsOf(estimate, double.PositiveInfinity);
        if (ShareAssumed > 0)
        {
            double last = estimate.LongestSeconds;
            if (points.Count > 0 && points[^1].Seconds == last) points[^1] = (last, points[^1].Weight + ShareAssumed);
            else points.Add((last, ShareAssumed));
        }
        (_body, MeanSeconds, MaxSeconds) = Of(points);
    }

    /// <summary>A law of given ages, ascending, with probabilities above 0 that sum to 1.</summary>
    internal KaplanMeierLaw(IReadOnlyList<(double Seconds, double Weight)> points) =>
        (_body, MeanSeconds, MaxSeconds) = Of(points);

    /// <summary>
    /// The probability that was put on the longest age because nothing is known beyond it; 0 if all is known.
    /// </summary>
    public double ShareAssumed { get; }

    /// <summary>The longest age observed, in seconds.</summary>
    public double MaxSeconds { get; }

    /// <inheritdoc/>
    public override double MeanSeconds { get; }

    /// <inheritdoc/>
    public override double Survival(double seconds) => seconds < 0 ? 1 : Math.Min(1, _body.Survival(seconds));

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return _body.AtSurvival(1 - probability);
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds) => _body.IntegratedTail(Math.Max(0, seconds));

    /// <inheritdoc/>
    public override double InverseIntegratedTail(double tailSeconds) =>
        tailSeconds >= MeanSeconds ? 0 : _body.AtIntegratedTail(tailSeconds, IntegratedTail);

    /// <inheritdoc/>
    /// <remarks>All lifetimes 0: nothing is ever found open, and nothing is left.</remarks>
    public override double SampleResidual(ref RandomStream random) => MeanSeconds > 0 ? base.SampleResidual(ref random) : 0;

    /// <inheritdoc/>
    public override string ToString() => $"kaplan-meier(n={_body.Count}, max={MaxSeconds:R})";

    private static (StepBody Body, double Mean, double Max) Of(IReadOnlyList<(double Seconds, double Weight)> points)
    {
        var body = new StepBody(points, massBeyond: 0);
        return (body, body.Moment, body.LastSeconds);
    }

    /// <summary>The estimate's drops up to an age, as ages with probabilities.</summary>
    internal static List<(double Seconds, double Weight)> PointsOf(KaplanMeier estimate, double upToSeconds)
    {
        var points = new List<(double, double)>();
        double before = 1;
        foreach (KaplanMeierStep step in estimate.Steps.TakeWhile(s => s.Seconds <= upToSeconds))
        {
            if (step.Survival < before) points.Add((step.Seconds, before - step.Survival));
            before = step.Survival;
        }
        return points;
    }
}
