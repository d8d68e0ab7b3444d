namespace ZTunnelSim;

/// <summary>Sums up a number over replications.</summary>
/// <param name="keepsValues">Whether each value is kept, since quantiles are asked for.</param>
internal sealed class Tally(bool keepsValues = false)
{
    private const double Median = 0.50, High = 0.95;

    private readonly List<double> _values = [];
    private double _most = double.NegativeInfinity;

    public RunningStatistics Statistics { get; } = new();

    public void Add(double value)
    {
        Statistics.Add(value);
        _most = Math.Max(_most, value);
        if (keepsValues) _values.Add(value);
    }

    public MeasureSummary Summary(Measure measure, double confidence)
    {
        double[] sorted = Sorted();
        Estimate estimate = measure.Estimate(Statistics, confidence);
        return new(estimate, SampleQuantile.Of(sorted, Median), SampleQuantile.Of(sorted, High), _most);
    }

    /// <summary>Whether the quantiles that results name are as precise as wanted.</summary>
    public bool HasPreciseQuantiles(Precision precision)
    {
        double[] sorted = Sorted();
        return precision.IsReached(sorted, Median) && precision.IsReached(sorted, High);
    }

    private double[] Sorted()
    {
        double[] sorted = [.. _values];
        Array.Sort(sorted);
        return sorted;
    }
}

/// <summary>What the replications of a study tell of a measure; quantiles are kept where results name them.</summary>
internal sealed record MeasureSummary(Estimate Estimate, double P50, double P95, double Most);
