using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes;

/// <summary>The law of a sample itself: each observed duration is as likely as any other.</summary>
/// <remarks>
/// It says nothing beyond the longest duration observed: for a grace period above that it predicts no resets, which
/// is extrapolation. A fitted tail is the honest choice there.
/// </remarks>
public sealed class Empirical : DurationLaw
{
    private readonly double[] _sorted;

    /// <summary>For each index, the sum of the durations from it to the end.</summary>
    private readonly double[] _sumFrom;
    private readonly AliasTable? _lengthBiased;

    /// <summary>The law of the given sample.</summary>
    /// <param name="seconds">The observed durations in seconds, finite and at least 0; at least one.</param>
    /// <exception cref="ArgumentException">The sample is empty, or a duration is negative or not finite.</exception>
    public Empirical(IEnumerable<double> seconds)
    {
        _sorted = [.. seconds];
        if (_sorted.Length == 0) throw new ArgumentException("An empirical law needs at least one duration.", nameof(seconds));
        foreach (double value in _sorted)
        {
            if (!(value >= 0 && double.IsFinite(value)))
                throw new ArgumentException($"A duration is finite and at least 0 s, but {value:R} was given.", nameof(seconds));
        }
        Array.Sort(_sorted);
        _sumFrom = new double[_sorted.Length + 1];
        for (int i = _sorted.Length - 1; i >= 0; i--) _sumFrom[i] = _sumFrom[i + 1] + _sorted[i];
        MeanSeconds = _sumFrom[0] / _sorted.Length;
        if (MeanSeconds > 0) _lengthBiased = new AliasTable(_sorted);
    }

    /// <summary>The number of observed durations.</summary>
    public int Count => _sorted.Length;

    /// <summary>The longest observed duration in seconds.</summary>
    public double MaxSeconds => _sorted[^1];

    /// <inheritdoc/>
    public override double MeanSeconds { get; }

    /// <inheritdoc/>
    public override double Survival(double seconds) => (double)(_sorted.Length - FirstAbove(seconds)) / _sorted.Length;

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return _sorted[Math.Clamp((int)Math.Ceiling(probability * _sorted.Length) - 1, 0, _sorted.Length - 1)];
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds)
    {
        double u = Math.Max(0, seconds);
        int first = FirstAbove(u);
        return Math.Max(0, (_sumFrom[first] - (_sorted.Length - first) * u) / _sorted.Length);
    }

    /// <inheritdoc/>
    public override double InverseIntegratedTail(double tailSeconds)
    {
        double n = _sorted.Length;
        // The integrated tail is linear between two durations: find the pair, then solve.
        int low = 0, high = _sorted.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_sumFrom[middle] - (n - middle) * _sorted[middle] <= tailSeconds * n) high = middle;
            else low = middle + 1;
        }
        return Math.Clamp((_sumFrom[low] - tailSeconds * n) / (n - low), 0, _sorted[low]);
    }

    /// <inheritdoc/>
    public override double Sample(ref RandomStream random) => _sorted[random.NextInt(_sorted.Length)];

    /// <inheritdoc/>
    public override double SampleResidual(ref RandomStream random) =>
        _lengthBiased is null ? 0 : random.NextOpenDouble() * _sorted[_lengthBiased.Next(ref random)];

    /// <inheritdoc/>
    public override string ToString() => $"empirical(n={_sorted.Length}, max={MaxSeconds:R})";

    /// <summary>The index of the first duration above <paramref name="seconds"/>.</summary>
    private int FirstAbove(double seconds)
    {
        int low = 0, high = _sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_sorted[middle] > seconds) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
