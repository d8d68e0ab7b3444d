using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>
/// Collects what each ztunnel tells: its logs, the connections that it holds, and its metrics. Some pods are asked at a time.
/// </summary>
internal sealed class ZTunnelSources(
    ApiServer server, BundleContents bundle, IReadOnlyList<ZTunnelPod> pods, TimeSpan since, IProgress<CollectProgress>? progress)
{
    /// <summary>How many pods are asked at once: the API server and the kubelets have other work.</summary>
    private const int AtOnce = 8;

    /// <summary>How often a log that breaks off is asked for.</summary>
    private const int Attempts = 3;

    /// <summary>
    /// After so many pods of which none could be read the others are not asked: what is closed on these is closed on all, and each may take
    /// its time to say so.
    /// </summary>
    private const int GivesUpAfter = 16;

    private const int AdminPort = 15000, StatsPort = 15020;

    private readonly Lock _lock = new();
    private readonly List<LogCoverage> _coverage = [];
    private readonly LogRedaction? _logRedaction = bundle.Redaction is null ? null : new(bundle.Redaction);

    /// <summary>What the logs cover, by node.</summary>
    public IReadOnlyList<LogCoverage> Coverage
    {
        get
        {
            lock (_lock)
            {
                return [.. _coverage.OrderBy(c => c.Node, StringComparer.Ordinal).ThenBy(c => c.Pod, StringComparer.Ordinal)
                    .ThenBy(c => c.IsPrevious)];
            }
        }
    }

    /// <summary>Reads the logs: that of the process that runs, and of the one before where there was one.</summary>
    public async Task CollectLogsAsync(CancellationToken cancellation)
    {
        Tries tries = new(), triesBefore = new();
        await ForEachAsync("logs", async pod =>
        {
            await LogAsync(pod, isPrevious: false, tries, cancellation);
            if (pod.Restarts > 0) await LogAsync(pod, isPrevious: true, triesBefore, cancellation);
        }, cancellation);
    }

    /// <summary>
    /// Asks for the connections that each ztunnel holds. Its admin port listens on the pod's own loopback unless it is told otherwise, so
    /// that the API server does not reach it.
    /// </summary>
    public Task CollectConnectionsAsync(CancellationToken cancellation)
    {
        Tries tries = new();
        return ForEachAsync("connections", async pod =>
        {
            if (!pod.IsRunning) return;
            await TryAsync("the connections open now", pod, tries, async () =>
            {
                using HttpResponseMessage response = await server.GetAsync(Proxy(pod, AdminPort, "config_dump"), cancellation);
                DateTimeOffset taken = DateTimeOffset.UtcNow;
                string file = $"connections/{bundle.Name(pod.Name)}.json";
                using JsonDocument dump = await server.ReadJsonAsync(response, cancellation);
                if (dump.RootElement.At("workloadState").ValueKind == JsonValueKind.Undefined)
                    throw new ApiFailure(null, "the dump has no workloadState: its ztunnel is too old to tell its connections.");
                AtomicFile.Write(bundle.PathOf(file), stream => ConnectionDump.Write(dump.RootElement, stream, bundle.Redaction));
                bundle.Add(Entry(file, "connections", pod) with { Taken = taken });
            });
        }, cancellation);
    }

    /// <summary>Scrapes the counters of each ztunnel.</summary>
    /// <param name="number">The how manieth scrape it is, from 0.</param>
    /// <param name="cancellation">Stops.</param>
    public Task CollectMetricsAsync(int number, CancellationToken cancellation)
    {
        // One time for all: a reader adds the ztunnels up, and each is scraped again as long after as the others are.
        DateTimeOffset stage = DateTimeOffset.UtcNow;
        Tries tries = new();
        return ForEachAsync("metrics", async pod =>
        {
            if (!pod.IsRunning) return;
            await TryAsync(number == 0 ? "metrics" : "metrics at the end", pod, tries, async () =>
            {
                using HttpResponseMessage response = await server.GetAsync(Proxy(pod, StatsPort, "stats/prometheus"), cancellation);
                DateTimeOffset taken = DateTimeOffset.UtcNow;
                string text = Encoding.UTF8.GetString(await server.ReadAllAsync(response, cancellation));
                string counters = Scrape.Of(text, bundle.Name(pod.Node), bundle.Name(pod.Name), stage, bundle.Redaction)
                    ?? throw new ApiFailure(null, $"the scrape has no {CounterNames.Opened}: no connection was opened yet.");
                string file = $"metrics/{bundle.Name(pod.Name)}.{number}.prom";
                AtomicFile.Write(bundle.PathOf(file), counters);
                bundle.Add(Entry(file, "metrics", pod) with { Taken = taken });
            });
        }, cancellation);
    }

    private async Task LogAsync(ZTunnelPod pod, bool isPrevious, Tries tries, CancellationToken cancellation)
    {
        string file = $"logs/{bundle.Name(pod.Name)}{(isPrevious ? ".previous" : "")}.log";
        await TryAsync(isPrevious ? "the log of the process before" : "the log", pod, tries, async () =>
        {
            string query = string.Create(
                CultureInfo.InvariantCulture, $"log?sinceSeconds={Math.Max(1, Math.Ceiling(since.TotalSeconds)):0}");
            if (pod.Container is { } container) query += $"&container={Uri.EscapeDataString(container)}";
            if (isPrevious) query += "&previous=true";
            DateTimeOffset asked = DateTimeOffset.UtcNow;
            try
            {
                await StreamAsync(ApiRequest.Of("pods", pod.Namespace, pod.Name, query), bundle.PathOf(file), cancellation);
            }
            catch (ApiFailure)
            {
                bundle.Drop(file);
                throw;
            }
            (DateTimeOffset? first, DateTimeOffset? last) = LogCoverage.WindowOf(bundle.PathOf(file));
            bundle.Add(Entry(file, isPrevious ? "previousLog" : "log", pod) with { First = first, Last = last });
            DateTimeOffset from = asked - since;
            lock (_lock) _coverage.Add(new(pod.FullName, pod.Node, isPrevious, first, last, pod.Started > from ? pod.Started.Value : from));
        });
    }

    /// <summary>Writes a log to a file as it comes; one that breaks off is asked for anew.</summary>
    private async Task StreamAsync(ApiRequest request, string path, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using HttpResponseMessage response = await server.GetAsync(request, cancellation);
                await using Stream body = await response.Content.ReadAsStreamAsync(cancellation);
                await using LogFile log = new(path, _logRedaction);
                byte[] buffer = new byte[128 * 1024];
                while (await server.ReadAsync(body, buffer, cancellation) is > 0 and var count) log.Write(buffer.AsSpan(0, count));
                log.Complete();
                return;
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                if (attempt == Attempts) throw new ApiFailure(null, $"the log broke off: {ClusterAccess.OneLine(e)}");
            }
        }
    }

    private async Task TryAsync(string what, ZTunnelPod pod, Tries tries, Func<Task> read)
    {
        if (tries is { HasSucceeded: false, Failed: >= GivesUpAfter })
        {
            bundle.Lacks(what, pod.FullName, $"not asked for, as none of the first {GivesUpAfter} could be read.");
            return;
        }
        try
        {
            await read();
            tries.HasSucceeded = true;
            return;
        }
        catch (ApiFailure e)
        {
            bundle.Lacks(what, pod.FullName, e);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            bundle.Lacks(what, pod.FullName, $"the answer can't be read: {ClusterAccess.OneLine(e)}", "the answer can't be read");
        }
        tries.Fail();
    }

    private async Task ForEachAsync(string what, Func<ZTunnelPod, Task> read, CancellationToken cancellation)
    {
        int done = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(pods, options, async (pod, _) =>
        {
            await read(pod);
            progress?.Report(new(what, Interlocked.Increment(ref done), pods.Count));
        });
    }

    private static ApiRequest Proxy(ZTunnelPod pod, int port, string path) =>
        ApiRequest.Of("pods", pod.Namespace, $"{pod.Name}:{port}", $"proxy/{path}");

    private BundleFile Entry(string file, string kind, ZTunnelPod pod) => new(file, kind, 0)
    {
        Namespace = bundle.Name(pod.Namespace),
        Pod = bundle.Name(pod.Name),
        Node = pod.Node.Length == 0 ? null : bundle.Name(pod.Node),
    };

    /// <summary>How the pods asked so far did with one thing.</summary>
    private sealed class Tries
    {
        private int _failed;
        private volatile bool _hasSucceeded;

        public int Failed => Volatile.Read(ref _failed);

        public bool HasSucceeded
        {
            get => _hasSucceeded;
            set => _hasSucceeded = value;
        }

        public void Fail() => Interlocked.Increment(ref _failed);
    }
}
