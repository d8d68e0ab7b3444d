namespace ZTunnelSim.Collecting;

/// <summary>Collects ztunnel's counters of the last days from Prometheus, wherever it is.</summary>
internal sealed class PrometheusCounters(
    ApiServer server, BundleContents bundle, PrometheusOptions options, IProgress<CollectProgress>? progress)
{
    private const string What = "Prometheus", Day = "d";

    private static readonly (string Counter, string File)[] Counters =
        [(CounterNames.Opened, "prometheus/opened.json"), (CounterNames.Closed, "prometheus/closed.json")];

    private readonly List<string> _notes = [];

    /// <summary>Which Prometheus it was, a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <exception cref="InputException">A file that the options name can't be read.</exception>
    public async Task CollectAsync(CancellationToken cancellation)
    {
        if (options.Url is not null)
        {
            using PrometheusAtUrl prometheus = new(options);
            await TryAsync(prometheus, cancellation);
            return;
        }
        IReadOnlyList<PrometheusCandidate> candidates;
        try
        {
            candidates = await PrometheusDiscovery.FindAsync(server, options.Selector, cancellation);
        }
        catch (ApiFailure e)
        {
            bundle.Lacks(
                What, null, $"it was not looked for, as Services may not be listed ({e.Reason}); give its address with --prometheus.",
                e.ReasonWithoutNames);
            return;
        }
        if (candidates.Count == 0)
        {
            string labels = options.Selector is { } selector
                ? $"labelled {selector}"
                : $"labelled as by {PrometheusDiscovery.LookedFor}; name its labels with --prometheus-selector";
            bundle.Lacks(
                What, null, $"not found: no Service of the cluster is {labels}, or give its address with --prometheus.", "not found");
        }
        if (candidates.Count > 1)
        {
            _notes.Add(
                $"Services that may be Prometheus: {string.Join("; ", candidates)}. The first one with ztunnel's counters is taken; "
                + "--prometheus-selector chooses.");
        }
        foreach (PrometheusCandidate candidate in candidates)
        {
            if (await TryAsync(new PrometheusService(server, candidate), cancellation)) return;
        }
    }

    private async Task<bool> TryAsync(PrometheusEndpoint prometheus, CancellationToken cancellation)
    {
        try
        {
            await CollectAsync(prometheus, cancellation);
            return true;
        }
        catch (PrometheusFailure e)
        {
            bundle.Lacks(What, null, e.Message, "it gave no counters");
            return false;
        }
    }

    private async Task CollectAsync(PrometheusEndpoint prometheus, CancellationToken cancellation)
    {
        CounterQueries queries = new(prometheus, progress);
        string matcher = await queries.FindAsync(cancellation) ?? throw new PrometheusFailure(
            $"{prometheus.Name} answers, and has no series {CounterNames.Opened}: it does not scrape ztunnel (port 15020 of its pods), or "
            + "drops its counters.");
        long series = await queries.CountAsync(matcher, cancellation);
        long seconds = options.Days * 86_400L, step = CounterQueries.StepFor(seconds, series);
        // On multiples of the step both counters, and another run, have the same times.
        long end = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / step * step, start = end - seconds / step * step;
        List<CounterMatrix> matrices = [];
        foreach ((string counter, _) in Counters)
        {
            CounterMatrix matrix = await queries.AskAsync(counter, matcher, start, end, step, cancellation);
            if (matrix.Count == 0) throw new PrometheusFailure($"{prometheus.Name} answers, and has no series {counter}{matcher}.");
            matrices.Add(matrix);
        }
        foreach (((string counter, string file), CounterMatrix matrix) in Counters.Zip(matrices))
        {
            AtomicFile.Write(bundle.PathOf(file), stream => matrix.Write(stream, bundle.Redaction));
            bundle.Add(new(file, "prometheus", 0)
            {
                Count = matrix.Count,
                First = DateTimeOffset.FromUnixTimeSeconds(start),
                Last = DateTimeOffset.FromUnixTimeSeconds(end),
            });
        }
        string which = matcher == "{}" ? "of all proxies, as no label tells ztunnel's" : matcher;
        _notes.Add(Invariant(
            $"{prometheus.Name}: {matrices[0].Count:#,0} series {which}, {options.Days} {Day} in steps of {DurationFormat.Brief(step)}."));
    }
}
