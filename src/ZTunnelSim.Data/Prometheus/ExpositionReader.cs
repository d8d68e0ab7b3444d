using System.Text;

namespace ZTunnelSim.Data;

/// <summary>A scrape of ztunnel's own <c>/metrics</c>, or of Prometheus' <c>/federate</c>: one file, one time.</summary>
/// <remarks>
/// Scrapes of several ztunnels may be put together in one file: ztunnel does not name itself, so that their series look the same and are
/// added up.
/// </remarks>
internal static class ExpositionReader
{
    /// <summary>Reads a scrape; samples that carry no time get the one given, as Unix seconds.</summary>
    /// <returns>Whether the samples carry their time.</returns>
    public static bool Read(
        Stream stream, string file, double scrapeSeconds, bool strict, CounterSet counters, CancellationToken cancellation)
    {
        using LineReader lines = new(stream, cancellation);
        List<(CounterSeries Series, ExpositionLine Sample)> samples = [];
        List<string> bad = [];
        int badLines = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> bytes))
        {
            if (bytes.Trim(" \t"u8) is [] or [(byte)'#', ..]) continue;
            bool isText = !lines.IsTooLong && Utf8Text.Problem(bytes) is null;
            ExpositionLine? sample = isText ? ExpositionLine.Parse(Encoding.UTF8.GetString(bytes).Trim()) : null;
            Counter? counter = sample is null ? null : CounterNames.Of(sample.Name);
            if (sample is null || (counter is not null && !CounterSeries.IsCount(sample.Value)))
            {
                int number = (int)Math.Min(lines.LineNumber, int.MaxValue);
                if (strict)
                    throw new InputException(
                        $"is no sample such as name{{label=\"value\"}} 12: '{LineReader.Excerpt(bytes)}'", file, number);
                badLines++;
                if (bad.Count < 3) bad.Add($"line {number}");
                continue;
            }
            if (counter is { } known) samples.Add((counters.Of(known, sample.Labels, file), sample));
            else if (sample.Name == "process_start_time_seconds") counters.StartedAt(sample.Value);
            else if (sample.Name == CounterNames.OpenedCreated) counters.CreatedAt(sample.Value);
        }
        if (badLines > 0)
            counters.Notes.Add($"{file}: {badLines} lines are no samples and are left out (first: {string.Join(", ", bad)}).");
        if (samples.All(s => s.Series.Counter is not (Counter.Opened or Counter.Closed)))
            throw new InputException($"holds neither {CounterNames.Opened} nor {CounterNames.Closed}.", file);
        double? time = TimeOf(samples, file);
        AddAt(time ?? scrapeSeconds, samples, file, counters);
        return time is not null;
    }

    private static double? TimeOf(List<(CounterSeries Series, ExpositionLine Sample)> samples, string file)
    {
        Dictionary<CounterSeries, double> times = [];
        foreach ((CounterSeries series, ExpositionLine sample) in samples)
        {
            if (sample.Seconds is not { } seconds) continue;
            if (!times.TryAdd(series, seconds) && times[series] != seconds)
                throw new InputException("holds a series at two times: one file is one scrape, or else query_range JSON.", file);
        }
        // Federated samples have the times at which each ztunnel was scraped; the last of them stands for all.
        return times.Count > 0 ? times.Values.Max() : null;
    }

    private static void AddAt(double seconds, List<(CounterSeries Series, ExpositionLine Sample)> samples, string file, CounterSet counters)
    {
        if (!CounterSeries.IsTime(seconds))
            throw new InputException("is too long after the scrapes before it; say how far apart they are (--scrape-interval).", file);
        if (samples.Any(s => s.Series.Values.ContainsKey(seconds)))
            throw new InputException("has the same time as a scrape before; say how far apart they are (--scrape-interval).", file);
        foreach ((CounterSeries series, ExpositionLine sample) in samples) series.Add(seconds, sample.Value);
        int repeated = samples.Count - samples.Select(s => s.Series).Distinct().Count();
        if (repeated > 0)
            counters.Notes.Add(
                $"{file}: {repeated} samples of a series that comes more than once are added up, as those of several ztunnels.");
    }
}
