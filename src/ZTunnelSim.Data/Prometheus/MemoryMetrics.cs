using MathNet.Numerics;

namespace ZTunnelSim.Data;

/// <summary>What memory a ztunnel takes by its connections, fitted to Prometheus' metrics of both.</summary>
/// <remarks>
/// Bytes are the kubelet's <c>container_memory_working_set_bytes</c> of ztunnel's container; connections are istio_tcp_sockets_open or,
/// where there is none, those opened less those closed since the process started. The two are put together by pod and time. The line is
/// that of least squares, raised until 95 of 100 samples lie below it: it is for what there has to be room for.
/// </remarks>
internal static class MemoryMetrics
{
    /// <summary>Fewer samples make no line.</summary>
    private const int Fewest = 10;

    /// <summary>The share of samples that lie below the line.</summary>
    private const double Below = 0.95;

    private const string Pod = "pod", Container = "container", Proxy = "istio-proxy";

    /// <summary>Fits.</summary>
    /// <param name="paths">Replies of query_range with both metrics, or scrapes that carry times.</param>
    /// <exception cref="InputException">A file can't be read, or they have too few samples of both.</exception>
    public static ZTunnelMemory Read(IReadOnlyList<string> paths)
    {
        CounterSet set = CounterFiles.Series(paths, new CounterReadOptions(), out _, out string files, CancellationToken.None);
        CounterSeries[] series = [.. set.Series];
        CounterSeries[] memory = [.. series.Where(s => s.Counter == Counter.WorkingSet)];
        if (memory.Any(s => s.Label(Container) == Proxy)) memory = [.. memory.Where(s => s.Label(Container) == Proxy)];
        bool hasSockets = series.Any(s => s.Counter == Counter.SocketsOpen);
        Dictionary<(string Pod, double Seconds), double> open = [];
        foreach (CounterSeries one in series)
        {
            double sign = one.Counter switch
            {
                Counter.SocketsOpen => 1,
                Counter.Opened when !hasSockets => 1,
                Counter.Closed when !hasSockets => -1,
                _ => 0,
            };
            if (sign == 0 || one.Label(Pod) is not { } pod) continue;
            foreach ((double seconds, double value) in one.Values)
                open[(pod, seconds)] = open.GetValueOrDefault((pod, seconds)) + sign * value;
        }
        (double Open, double Bytes)[] points =
        [
            .. from one in memory
               where one.Label(Pod) is not null
               from sample in one.Values
               where open.TryGetValue((one.Label(Pod)!, sample.Key), out double held) && held >= 0
               select (open[(one.Label(Pod)!, sample.Key)], sample.Value),
        ];
        return points.Length >= Fewest ? Fitted(points, memory.Select(s => s.Label(Pod)).Distinct().Count()) : throw new InputException(
            $"has {points.Length:#,0} samples of {CounterNames.WorkingSet} and of {CounterNames.SocketsOpen} (or {CounterNames.Opened} and "
            + $"_closed_total) of the same pod and time; at least {Fewest} are needed to tell what a connection takes.", files);
    }

    private static ZTunnelMemory Fitted((double Open, double Bytes)[] points, int pods)
    {
        double[] open = [.. points.Select(p => p.Open)], bytes = [.. points.Select(p => p.Bytes)];
        // Of as many connections throughout, or fewer bytes for more, no connection's own part can be told.
        (double a, double b) = open.Max() > open.Min() ? Fit.Line(open, bytes) : (bytes.Average(), 0);
        if (b < 0) (a, b) = (bytes.Average(), 0);
        double raised = SampleQuantile.Of([.. points.Select(p => p.Bytes - a - b * p.Open).Order()], Below);
        return new(Math.Max(0, a + raised), b)
        {
            Source = $"fitted to {points.Length:#,0} samples of {pods:#,0} ztunnels, 95 of 100 of which lie below",
        };
    }
}
