using System.Text;

namespace ZTunnelSim.Data;

/// <summary>From series to rates, open connections and mean lifetimes.</summary>
/// <remarks>
/// A ztunnel's opened minus its closed connections are those it holds, at any time: both counters begin at 0 with the process. Over all
/// series of a workload the differences add up, whether some were reset or not. The mean of them over the period is by the trapezoid rule.
/// An attempt that fails is opened and closed too. Its close carries a response flag, such as CONNECT or DENY, where that of a connection
/// has "-"; where the label was dropped, the counter of failed ones (of ztunnel 1.30) tells how many they are at most.
/// </remarks>
internal static class CounterSummary
{
    private const string FlagLabel = "response_flags";

    /// <summary>Counters of less than whole connections leave so little by rounding where nothing was opened.</summary>
    private const double Nothing = 1e-9;

    /// <exception cref="InputException">The counters don't go together, or there are too few times.</exception>
    public static CounterData Of(CounterSet counters, CounterReadOptions options, bool isDated, string files)
    {
        List<string> notes = [.. counters.Notes];
        ConnectionDirection direction = Direction(counters.Series.Where(IsCount), options.Direction);
        CounterSeries[] ofSide = [.. counters.Series.Where(s => SideOf(s) == ConnectionDirection.Unknown || SideOf(s) == direction)];
        CounterSeries[] used = [.. ofSide.Where(IsCount)];
        if (!counters.Series.Any(IsCount))
            throw new InputException($"holds neither {CounterNames.Opened} nor {CounterNames.Closed}.", files);
        if (used.Length == 0) throw new InputException($"no series is of the {direction.ToString().ToLowerInvariant()} side.", files);
        double[] times = [.. used.SelectMany(s => s.Values.Keys).Distinct().Order()];
        RequireBoth(used, files);
        RequireSameTimes(used, files);
        (double from, double to) = (times[0], times[^1]);
        double beginning = from;
        if (times.Length == 1)
        {
            beginning = SinceProcessStart(counters.CountedSince, to, files);
            notes.Add(
                "One scrape alone: counted from the start of the process, and the connections open now are taken as the mean since then.");
        }
        int? nodes = options.Nodes ?? Nodes(used, times);
        int resets = 0, late = 0;
        bool isFlagged = used.Any(s => s.Counter == Counter.Closed && s.Label(FlagLabel) is not null);
        ILookup<string, CounterSeries> failures = ofSide.Where(s => s.Counter == Counter.Failed).ToLookup(s => NameOf(s, options.Grouping));
        WorkloadCounters Summarise(IGrouping<string, CounterSeries> group)
        {
            CounterSeries[] workload = [.. group];
            if (MeanOpen(workload, times) < 0 && WithoutUnopened(workload) is var others && MeanOpen(others, times) >= 0)
            {
                string flags = FlagsOf(workload.Except(others));
                notes.Add($"{group.Key}: closes with the flags {flags} were never counted as opened: they are left out.");
                workload = others;
            }
            double opened = 0, closed = 0, failed = 0;
            foreach (CounterSeries series in workload)
            {
                double increase = series.Increase(beginning, out int falls);
                if (series.Counter == Counter.Opened) opened += increase;
                else closed += increase;
                if (series.Counter == Counter.Closed && series.Label(FlagLabel) is not (null or "-")) failed += increase;
                resets += falls;
                if (times.Length > 1 && series.Values.Keys.First() > from) late++;
            }
            if (!isFlagged) failed = failures[group.Key].Sum(s => s.Increase(beginning, out _));
            failed = Math.Min(failed, Math.Min(opened, closed));
            double meanOpen = MeanOpen(workload, times);
            if (meanOpen < 0)
            {
                notes.Add($"{group.Key}: more connections closed than opened since the processes began ({meanOpen:0.#}); taken as none "
                    + "open. Is a series missing?");
                meanOpen = 0;
            }
            return new WorkloadCounters
            {
                Workload = group.Key,
                Opened = opened - failed,
                Closed = closed - failed,
                FailedAttempts = failed,
                MeanOpen = meanOpen,
                Nodes = nodes,
                Crossings = CrossingsOf(counters.Series.Where(s => NameOf(s, options.Grouping) == group.Key), from, nodes),
                Starts = isDated && times.Length > 1 ? StartsOf(workload, isFlagged ? [] : failures[group.Key], times) : null,
                LittlesLaw = opened - failed > Nothing
                    ? LittlesLaw.Of(opened - failed, closed - failed, meanOpen, to - beginning, samples: times.Length)
                    : null,
            };
        }
        WorkloadCounters[] workloads =
            [.. used.GroupBy(s => NameOf(s, options.Grouping)).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Summarise)];
        if (resets > 0) notes.Add($"{resets} times a counter fell: it began from 0 again, as a process was replaced.");
        if (late > 0) notes.Add($"{late} series were not there at the beginning of the period: they are counted from 0.");
        double attempts = workloads.Sum(w => w.FailedAttempts);
        if (attempts > 0)
        {
            const string TooMany = "which also counts connections that lived and ended in an error: the rates may be a little too low";
            string how = isFlagged ? "by response_flags" : $"{CounterNames.Failed}, {TooMany}";
            notes.Add($"{attempts:#,0} attempts failed, which are counted as opened and as closed too; they are left out ({how}).");
        }
        NoteSockets(ofSide, times, workloads.Sum(w => w.MeanOpen), notes);
        return new CounterData(
            new(TimeOf(beginning), TimeOf(to), isDated, times.Length, Series: used.Length, nodes, direction, notes), workloads);
    }

    private static StartCounts StartsOf(CounterSeries[] workload, IEnumerable<CounterSeries> failures, double[] times) => CounterStarts.Of(
        workload.Where(s => s.Counter == Counter.Opened),
        workload.Where(s => s.Counter == Counter.Closed && s.Label(FlagLabel) is not (null or "-")).Concat(failures), times);

    /// <summary>The series without closes of a flag that no opening has: older versions counted failed attempts as closed only.</summary>
    private static CounterSeries[] WithoutUnopened(CounterSeries[] workload)
    {
        HashSet<string> opened = [.. workload.Where(s => s.Counter == Counter.Opened).Select(s => s.Label(FlagLabel) ?? "-")];
        return [.. workload.Where(s => opened.Contains(s.Label(FlagLabel) ?? "-"))];
    }

    private static string FlagsOf(IEnumerable<CounterSeries> series) =>
        string.Join(", ", series.Select(s => s.Label(FlagLabel)).Distinct().Order(StringComparer.Ordinal));

    private static bool IsCount(CounterSeries series) => series.Counter is Counter.Opened or Counter.Closed;

    /// <summary>A gauge that ztunnel keeps besides the counters.</summary>
    private static void NoteSockets(CounterSeries[] series, double[] times, double open, List<string> notes)
    {
        double[] sums = [.. series.Where(s => s.Counter == Counter.SocketsOpen).SelectMany(s => s.Values)
            .Where(v => v.Key >= times[0] && v.Key <= times[^1]).GroupBy(v => v.Key).Select(g => g.Sum(v => v.Value))];
        if (sums.Length == 0) return;
        notes.Add(
            $"{CounterNames.SocketsOpen} is {sums.Average():#,0.#} on average; opened less closed makes {open:#,0.#} connections open.");
    }

    /// <summary>
    /// Connections inside the mesh are counted at both ends' nodes, unless these are one: as many as chance makes it, by what share of each
    /// side's connections every node has.
    /// </summary>
    private static double CrossingsOf(IEnumerable<CounterSeries> workload, double from, int? nodes)
    {
        Dictionary<ConnectionDirection, Dictionary<string, double>> sides = [];
        foreach (CounterSeries series in workload.Where(s => s.Counter == Counter.Opened && SideOf(s) != ConnectionDirection.Unknown))
        {
            if (!sides.TryGetValue(SideOf(series), out Dictionary<string, double>? byNode)) sides[SideOf(series)] = byNode = [];
            string node = series.Instance ?? "";
            byNode[node] = byNode.GetValueOrDefault(node) + series.Increase(from, out _);
        }
        double Total(ConnectionDirection side) => sides.TryGetValue(side, out Dictionary<string, double>? byNode) ? byNode.Values.Sum() : 0;
        (double outbound, double inbound) = (Total(ConnectionDirection.Outbound), Total(ConnectionDirection.Inbound));
        double both = Math.Min(outbound, inbound);
        if (both == 0) return 1;
        Dictionary<string, double> servers = sides[ConnectionDirection.Inbound];
        double together = nodes is null || servers.ContainsKey("")
            ? 1.0 / (nodes ?? double.PositiveInfinity)
            : sides[ConnectionDirection.Outbound].Sum(client => client.Value / outbound * servers.GetValueOrDefault(client.Key) / inbound);
        return (outbound + inbound - both * together) / Math.Max(outbound, inbound);
    }

    private static DateTimeOffset TimeOf(double seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static double SinceProcessStart(double? start, double now, string files) => start switch
    {
        null => throw new InputException(
            "holds the counters at one time only, which gives no rates: give a second scrape, query_range, or a scrape with "
                + "process_start_time_seconds.", files),
        double.NaN => throw new InputException(
            "holds processes that started at different times: give a second scrape.", files, key: "process_start_time_seconds"),
        { } seconds when seconds < now && seconds >= 0 => seconds,
        _ => throw new InputException(
            $"the process started at {start:R}, which is not before the scrape at {now:R}.", files, key: "process_start_time_seconds"),
    };

    private static void RequireBoth(CounterSeries[] series, string files)
    {
        string? missing = series.All(s => s.Counter == Counter.Closed) ? CounterNames.Opened
            : series.All(s => s.Counter == Counter.Opened) ? CounterNames.Closed
            : null;
        if (missing is null) return;
        throw new InputException(
            missing + " is missing: give it too, or ask for both with {__name__=~\"istio_tcp_connections_(opened|closed)_total\"}.", files);
    }

    /// <summary>Where the two counters are known at different times, their difference is of no use.</summary>
    private static void RequireSameTimes(CounterSeries[] series, string files)
    {
        HashSet<double> opened = [.. series.Where(s => s.Counter == Counter.Opened).SelectMany(s => s.Values.Keys)];
        IEnumerable<double> closed = series.Where(s => s.Counter == Counter.Closed).SelectMany(s => s.Values.Keys);
        if (closed.Where(t => !opened.Contains(t)).Select(t => (double?)t).FirstOrDefault() is not { } stray) return;
        throw new InputException(
            $"{CounterNames.Closed} is known at {TimeOf(stray):yyyy-MM-ddTHH:mm:ss.fffZ}, but {CounterNames.Opened} is not: ask for both "
            + "in one query, or with the same start, end and step.", files);
    }

    private static double MeanOpen(IEnumerable<CounterSeries> workload, double[] times)
    {
        double[] open = new double[times.Length];
        foreach (CounterSeries series in workload)
        {
            int sign = series.Counter == Counter.Opened ? 1 : -1;
            foreach ((double seconds, double value) in series.Values) open[Array.BinarySearch(times, seconds)] += sign * value;
        }
        if (times.Length == 1) return open[0];
        double area = 0;
        for (int i = 1; i < times.Length; i++) area += 0.5 * (open[i] + open[i - 1]) * (times[i] - times[i - 1]);
        return area / (times[^1] - times[0]);
    }

    /// <summary>The most ztunnels at one time: over a longer period one may have been replaced by another.</summary>
    private static int? Nodes(CounterSeries[] series, double[] times)
    {
        if (series.Any(s => s.Instance is null)) return null;
        Dictionary<double, HashSet<string>> instances = times.ToDictionary(t => t, _ => new HashSet<string>());
        foreach (CounterSeries s in series)
        {
            foreach (double seconds in s.Values.Keys) instances[seconds].Add(s.Instance!);
        }
        return instances.Values.Max(names => names.Count);
    }

    private static ConnectionDirection Direction(IEnumerable<CounterSeries> series, ConnectionDirection wanted)
    {
        if (wanted != ConnectionDirection.Unknown) return wanted;
        HashSet<ConnectionDirection> sides = [.. series.Select(SideOf)];
        return sides.Contains(ConnectionDirection.Outbound) ? ConnectionDirection.Outbound
            : sides.Contains(ConnectionDirection.Inbound) ? ConnectionDirection.Inbound
            : ConnectionDirection.Unknown;
    }

    private static ConnectionDirection SideOf(CounterSeries series) => series.Label("reporter") switch
    {
        "source" => ConnectionDirection.Outbound,
        "destination" => ConnectionDirection.Inbound,
        _ => ConnectionDirection.Unknown,
    };

    /// <summary>The name that a connection of a log has too; here workloads are named without their pods.</summary>
    private static string NameOf(CounterSeries series, ConnectionGrouping grouping)
    {
        RawConnection names = new()
        {
            Service = Label("destination_service"),
            DestinationWorkload = Label("destination_workload"),
            DestinationNamespace = Label("destination_workload_namespace"),
            SourceWorkload = Label("source_workload"),
            SourceNamespace = Label("source_workload_namespace"),
        };
        Span<byte> buffer = stackalloc byte[WorkloadKey.MaxBytes];
        return Utf8Names<string>.Text(WorkloadKey.Of(in names, grouping, buffer, ofPods: false));

        byte[] Label(string name) => Encoding.UTF8.GetBytes(series.Label(name) ?? "");
    }
}
