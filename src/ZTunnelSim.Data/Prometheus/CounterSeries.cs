namespace ZTunnelSim.Data;

/// <summary>One series of one of the two counters: its labels, and its values by time.</summary>
internal sealed class CounterSeries(Counter counter, IReadOnlyDictionary<string, string> labels)
{
    // The labels by which Prometheus tells one ztunnel from another, the best first.
    private static readonly string[] InstanceLabels = ["node", "instance", "pod"];

    /// <summary>The Unix time from which on no calendar has any, in seconds.</summary>
    private const double EndOfTime = 253_402_300_800;

    /// <summary>Larger ones are none: ztunnel counts in 64 bits.</summary>
    private const double MostCounted = ulong.MaxValue;

    private readonly SortedList<double, double> _values = [];

    public Counter Counter => counter;

    public IReadOnlyDictionary<string, string> Labels => labels;

    /// <summary>The values by Unix time in seconds.</summary>
    public IReadOnlyDictionary<double, double> Values => _values;

    public string? Instance => InstanceLabels.Select(Label).FirstOrDefault(value => value is not null);

    /// <summary>A label's value; null where it is absent, empty or Istio's <c>unknown</c>.</summary>
    public string? Label(string name) => labels.GetValueOrDefault(name) is { Length: > 0 } value && value != "unknown" ? value : null;

    /// <summary>Whether a Unix time in seconds is one that values may have.</summary>
    public static bool IsTime(double seconds) => seconds is >= 0 and < EndOfTime;

    /// <summary>Whether a number is one that a counter may have.</summary>
    public static bool IsCount(double value) => value is >= 0 and <= MostCounted;

    /// <summary>Puts a value in; what is there already for that time is added to.</summary>
    public void Add(double seconds, double value) => _values[seconds] = _values.GetValueOrDefault(seconds) + value;

    /// <summary>
    /// By how much it rose from one time on, as Prometheus' <c>increase</c> counts it, but not extrapolated: a value that is below the one
    /// before was counted from 0 again (the process had been replaced), and so was a series that was not there at that time.
    /// </summary>
    public double Increase(double fromSeconds, out int resets)
    {
        double before = 0;
        resets = 0;
        foreach (double value in _values.Values)
        {
            if (value < before) resets++;
            before = value;
        }
        return Increments(fromSeconds).Sum(piece => piece.Rose);
    }

    /// <summary>The same piece by piece: how much it rose from each of its times to the next; from null where it was not there.</summary>
    public IEnumerable<(double? From, double To, double Rose)> Increments(double fromSeconds)
    {
        double? last = null;
        double before = 0;
        foreach ((double seconds, double value) in _values)
        {
            if (seconds > fromSeconds) yield return (last, seconds, value < before ? value : value - before);
            (before, last) = (value, seconds);
        }
    }
}
