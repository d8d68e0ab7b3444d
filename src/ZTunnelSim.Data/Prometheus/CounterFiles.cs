namespace ZTunnelSim.Data;

/// <summary>
/// Reads Istio's counters of opened and closed connections, and finds arrival rates, open connections and mean lifetimes in them, without
/// any log.
/// </summary>
/// <remarks>
/// Accepted are replies of Prometheus' HTTP API (query_range, or query at two times at least) that name both counters, and scrapes as text,
/// each file one scrape: two or more, or a single one that tells when the process started (<c>process_start_time_seconds</c> or
/// OpenMetrics' <c>_created</c>). Files may be gzip; <c>-</c> is standard input.
/// </remarks>
public static class CounterFiles
{
    /// <summary>Nobody scrapes more often, in seconds.</summary>
    private const double LeastScrapeInterval = 1;

    /// <summary>Reads files.</summary>
    /// <param name="paths">The files, at least one; scrapes in the order in which they were made.</param>
    /// <param name="options">How; null is the default.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InputException">
    /// A file can't be read or is none of these, the two counters don't go together, or there is but one time and nothing that tells since
    /// when it counts.
    /// </exception>
    public static CounterData Read(IEnumerable<string> paths, CounterReadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= new CounterReadOptions();
        options.Validate();
        CounterSet counters = Series(paths, options, out bool isDated, out string files, cancellation);
        return CounterSummary.Of(counters, options, isDated, files);
    }

    /// <summary>Reads the series of files as they are.</summary>
    /// <param name="paths">The files, at least one; scrapes in the order in which they were made.</param>
    /// <param name="options">How.</param>
    /// <param name="isDated">Whether the times are those of a clock.</param>
    /// <param name="names">The files, for messages.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="InputException">A file can't be read or is none of these.</exception>
    internal static CounterSet Series(
        IEnumerable<string> paths, CounterReadOptions options, out bool isDated, out string names, CancellationToken cancellation)
    {
        CounterSet counters = new();
        List<string> files = [];
        isDated = true;
        double? writtenBefore = null;
        foreach (string path in paths)
        {
            using PeekStream stream = InputFile.Open(path, options.StandardInput, onCut: Cut);
            ReadOnlySpan<byte> head = stream.Peek().TrimStart(" \t\r\n"u8);
            if (head.StartsWith("{"u8))
            {
                QueryResultReader.Read(stream, path, counters);
            }
            else
            {
                // The options' interval has no origin of its own: only differences matter.
                double scrape = options.ScrapeIntervalSeconds is { } interval ? files.Count * interval : WrittenAt(path);
                bool isTimed = ExpositionReader.Read(stream, path, scrape, options.Strict, counters, cancellation);
                isDated &= isTimed || options.ScrapeIntervalSeconds is null;
                if (!isTimed && options.ScrapeIntervalSeconds is null)
                {
                    RequireApart(path, scrape, writtenBefore);
                    writtenBefore = scrape;
                }
            }
            files.Add(path);
        }
        if (writtenBefore is not null)
            counters.Notes.Add("The scrapes carry no times: the times at which the files were last written are taken.");
        if (files.Count == 0) throw new InputException("no file is named.");
        names = string.Join(", ", files);
        return counters;

        void Cut(InputException problem)
        {
            if (options.Strict) throw problem;
            counters.Notes.Add(problem.Message);
        }
    }

    /// <summary>Files that were copied, unpacked or checked out were all written at once, in any order: their times say nothing.</summary>
    private static void RequireApart(string path, double written, double? before)
    {
        double apart = written - before ?? double.PositiveInfinity;
        if (apart >= LeastScrapeInterval) return;
        string when = apart < 0 ? $"{-apart:0.###} s before" : $"only {apart:0.###} s after";
        throw new InputException(
            $"carries no times and was written {when} the scrape before it, which can't be when it was made: say how far apart the scrapes "
            + "were (--scrape-interval).", path);
    }

    private static double WrittenAt(string path) =>
        ((path == InputFile.StandardInput ? DateTime.UtcNow : File.GetLastWriteTimeUtc(path)) - DateTime.UnixEpoch).TotalSeconds;
}
