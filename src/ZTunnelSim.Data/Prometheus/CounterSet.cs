namespace ZTunnelSim.Data;

/// <summary>All series read so far, from any number of files.</summary>
internal sealed class CounterSet
{
    /// <summary>A bound of memory.</summary>
    public const int MaxSeries = 1_000_000;

    private readonly Dictionary<string, CounterSeries> _series = [];
    private double? _started, _created;

    public IEnumerable<CounterSeries> Series => _series.Values;

    public List<string> Notes { get; } = [];

    /// <summary>Since when a single scrape counts, in Unix seconds: null where none is known, NaN where processes differ.</summary>
    public double? CountedSince => _started ?? _created;

    /// <summary>Takes the start of a process.</summary>
    public void StartedAt(double seconds) => _started = _started is null || _started == seconds ? seconds : double.NaN;

    /// <summary>Takes the creation of a series, with its first connection: the earliest one is close to the process's start.</summary>
    public void CreatedAt(double seconds) => _created = Math.Min(_created ?? seconds, seconds);

    /// <summary>The series with these labels.</summary>
    /// <exception cref="InputException">There are too many.</exception>
    public CounterSeries Of(Counter counter, IReadOnlyDictionary<string, string> labels, string file)
    {
        string key =
            $"{counter}\n{string.Join('\n', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}\n{l.Value}"))}";
        if (_series.TryGetValue(key, out CounterSeries? series)) return series;
        if (_series.Count == MaxSeries)
            throw new InputException($"holds more than {MaxSeries} series; ask for fewer labels or workloads.", file);
        return _series[key] = new CounterSeries(counter, labels);
    }
}
