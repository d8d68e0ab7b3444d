namespace ZTunnelSim;

/// <summary>The law of the data themselves: its survival falls in steps at the ages at which connections ended.</summary>
/// <remarks>
/// The law puts nothing beyond the longest age that was observed. It predicts no resets for a longer drain budget, which is extrapolation:
/// a fitted tail is the honest choice there.
/// </remarks>
internal sealed class StepLaw : DurationLaw
{
    private readonly StepBody _body;

    /// <summary>The Kaplan-Meier estimate as a law, where some lifetimes are censored or truncated.</summary>
    /// <remarks>
    /// Assumed: connections that were still open at the last age end there (Efron's rule). That makes the mean, and with it every
    /// prediction of resets, too small rather than too large; <see cref="ShareAssumed"/> says by how large a share it is at stake.
    /// </remarks>
    public StepLaw(KaplanMeier estimate)
        : this(Points(estimate)) => ShareAssumed = estimate.Steps[^1].Survival;

    private StepLaw(IReadOnlyList<(double Seconds, double Weight)> points) => _body = new StepBody(points, massBeyond: 0);

    /// <summary>The probability that was put on the longest age because nothing is known beyond it; 0 if all is known.</summary>
    public double ShareAssumed { get; }

    public double MaxSeconds => _body.LastSeconds;

    public override double MeanSeconds => _body.Moment;

    /// <summary>A law of given ages in seconds, ascending, with probabilities above 0 that sum to 1.</summary>
    internal static StepLaw Of(IReadOnlyList<(double Seconds, double Weight)> points) => new(points);

    public override double Survival(double seconds) => seconds < 0 ? 1 : Math.Min(1, _body.Survival(seconds));

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return _body.AtSurvival(1 - probability);
    }

    public override double IntegratedTail(double seconds) => _body.IntegratedTail(Math.Max(0, seconds));

    public override double InverseIntegratedTail(double tailSeconds) =>
        tailSeconds >= MeanSeconds ? 0 : _body.AtIntegratedTail(tailSeconds, IntegratedTail);

    /// <remarks>Where all lifetimes are 0, no connection is ever found open, and nothing is left.</remarks>
    internal override double SampleResidual(ref RandomStream random) => MeanSeconds > 0 ? base.SampleResidual(ref random) : 0;

    public override string ToString() => Invariant($"kaplan-meier(n={_body.Count}, max={MaxSeconds:R})");

    internal override double DensityFallsFromSeconds => _body.LastSeconds;

    internal override IEnumerable<(double Seconds, double Survival)> Steps => _body.Steps;

    private protected override object Parameters => (_body.Points, ShareAssumed);

    private static List<(double Seconds, double Weight)> Points(KaplanMeier estimate)
    {
        List<(double Seconds, double Weight)> points = estimate.EndingsUpTo(double.PositiveInfinity);
        double last = estimate.LongestSeconds, assumed = estimate.Steps[^1].Survival;
        if (assumed == 0) return points;
        if (points.Count > 0 && points[^1].Seconds == last) points[^1] = (last, points[^1].Weight + assumed);
        else points.Add((last, assumed));
        return points;
    }

}

/// <summary>Ages with probabilities: a step law, or the steps of a law with a tail, with their sums to the end.</summary>
internal sealed class StepBody
{
    private readonly double[] _seconds;

    /// <summary>For each index, the probability from it to the end, and the same times age.</summary>
    private readonly double[] _massFrom;
    private readonly double[] _momentFrom;

    /// <param name="points">Ages ascending, with the probability of each.</param>
    /// <param name="massBeyond">The probability of what lies beyond the last point.</param>
    public StepBody(IReadOnlyList<(double Seconds, double Weight)> points, double massBeyond)
    {
        _seconds = [.. points.Select(p => p.Seconds)];
        _massFrom = new double[points.Count + 1];
        _momentFrom = new double[points.Count + 1];
        _massFrom[^1] = massBeyond;
        for (int i = points.Count - 1; i >= 0; i--)
        {
            _massFrom[i] = _massFrom[i + 1] + points[i].Weight;
            _momentFrom[i] = _momentFrom[i + 1] + points[i].Weight * points[i].Seconds;
        }
    }

    public int Count => _seconds.Length;

    public object Points => (new ValueList<double>(_seconds), new ValueList<double>(_massFrom));

    public IEnumerable<(double Seconds, double Survival)> Steps => _seconds.Zip(_massFrom.Skip(1));

    public double LastSeconds => _seconds[^1];

    /// <summary>The sum of probability times age.</summary>
    public double Moment => _momentFrom[0];

    /// <summary>P(duration &gt; seconds), what lies beyond included.</summary>
    public double Survival(double seconds) => _massFrom[FirstAbove(seconds)];

    /// <summary>The integral of the points' own survival, without what lies beyond, from an age at least 0.</summary>
    public double IntegratedTail(double seconds)
    {
        int first = FirstAbove(seconds);
        return Math.Max(0, _momentFrom[first] - seconds * (_massFrom[first] - _massFrom[^1]));
    }

    /// <summary>The smallest age at which the survival is at or under the given one, or else the last age.</summary>
    public double AtSurvival(double survival)
    {
        int low = 0, high = _seconds.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_massFrom[middle + 1] <= survival) high = middle;
            else low = middle + 1;
        }
        return _seconds[low];
    }

    /// <summary>
    /// The age at which integral(age) has sunk to the given tail, where that integral falls in a straight line with slope -Survival between
    /// the points: exact.
    /// </summary>
    public double AtIntegratedTail(double tailSeconds, Func<double, double> integral)
    {
        int low = 0, high = _seconds.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (integral(_seconds[middle]) <= tailSeconds) high = middle;
            else low = middle + 1;
        }
        double left = low == 0 ? 0 : _seconds[low - 1];
        return left + (integral(left) - tailSeconds) / _massFrom[low];
    }

    private int FirstAbove(double seconds)
    {
        int low = 0, high = _seconds.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_seconds[middle] > seconds) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
