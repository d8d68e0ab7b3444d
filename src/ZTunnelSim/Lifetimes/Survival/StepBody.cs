namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>Ages with probabilities: the discrete part of an empirical law, with its sums to the end.</summary>
internal sealed class StepBody
{
    private readonly double[] _seconds;

    /// <summary>For each index, the probability from it to the end, and the same times age.</summary>
    private readonly double[] _massFrom;
    private readonly double[] _momentFrom;

    /// <summary>A body of the given points.</summary>
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

    /// <summary>
    /// The smallest age at which the survival is at or under the given one; it is reached inside the body.
    /// </summary>
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
    /// The age at which integral(age) has sunk to the given tail, where that integral falls in a straight line with
    /// slope -Survival between the points: exact.
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
