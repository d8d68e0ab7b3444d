using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>Collects a bundle: all that there is to read, and what may not be read is told.</summary>
internal sealed class Collector(ClusterAccess access, CollectOptions options, IProgress<CollectProgress>? progress)
{
    private readonly ApiServer _server = new(access);
    private readonly List<string> _notes = [];

    /// <summary>Collects.</summary>
    /// <param name="cancellation">Stops within a moment: what was collected so far goes.</param>
    /// <exception cref="InputException">The cluster can't be talked to, or the folder is taken.</exception>
    public async Task<CollectResult> RunAsync(CancellationToken cancellation)
    {
        DateTimeOffset started = DateTimeOffset.UtcNow;
        // Before anything is written, it is known whether the server answers.
        string? version = await VersionAsync(cancellation);
        using BundleFolder folder = new(options.Out);
        BundleContents bundle = new(folder, options.Redact ? new Redaction() : null);
        ClusterObjects objects = new(_server, bundle, progress);
        IReadOnlyList<ZTunnelPod> all =
            await objects.CollectPodsAsync(options.Namespace ?? CollectOptions.DefaultNamespace, cancellation);
        IReadOnlyList<ZTunnelPod> pods = Chosen(all);
        ZTunnelSources ztunnels = new(_server, bundle, pods, options.Since, progress);
        // The counters' two scrapes are as far apart as everything else takes.
        await ztunnels.CollectMetricsAsync(0, cancellation);
        await objects.CollectAsync(cancellation);
        await objects.CollectOwnersAsync(pods, cancellation);
        await objects.CollectIstioAsync(cancellation);
        await ztunnels.CollectConnectionsAsync(cancellation);
        await ztunnels.CollectLogsAsync(cancellation);
        PrometheusCounters prometheus = new(_server, bundle, options.Prometheus, progress);
        await prometheus.CollectAsync(cancellation);
        await ztunnels.CollectMetricsAsync(1, cancellation);
        cancellation.ThrowIfCancellationRequested();

        string[] spaces = pods.Count > 0
            ? [.. pods.Select(pod => pod.Namespace).Distinct().Order(StringComparer.Ordinal)]
            : [options.Namespace ?? CollectOptions.DefaultNamespace];
        BundleManifest manifest = new()
        {
            Started = started,
            Finished = DateTimeOffset.UtcNow,
            Context = bundle.Name(access.Context),
            Server = bundle.Name(access.Server.Authority),
            KubernetesVersion = version,
            Namespaces = [.. spaces.Select(bundle.Name)],
            SinceSeconds = options.Since.TotalSeconds,
            Redacted = options.Redact,
            Files = bundle.Files,
            NotRead = bundle.WrittenGaps(),
            Rbac = [.. _server.Used.Select(rule =>
                (rule with { Namespace = rule.Namespace is { } space ? bundle.Name(space) : null }).ToString())],
        };
        folder.Complete(manifest);
        return new(manifest, access.Context, bundle.Gaps, ztunnels.Coverage, [.. _notes, .. prometheus.Notes], _server.Used);
    }

    private async Task<string?> VersionAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await _server.GetAsync(new("get", "", "", null, "/version"), cancellation);
            using JsonDocument version = await _server.ReadJsonAsync(response, cancellation);
            return version.RootElement.At("gitVersion").Text();
        }
        catch (ApiFailure)
        {
            // It answers, and that is what matters.
            return null;
        }
    }

    /// <summary>The pods of the namespace that was asked for, or else of istio-system, or else all.</summary>
    private IReadOnlyList<ZTunnelPod> Chosen(IReadOnlyList<ZTunnelPod> all)
    {
        string space = options.Namespace ?? CollectOptions.DefaultNamespace;
        ZTunnelPod[] there = [.. all.Where(pod => pod.Namespace == space)];
        string[] others = [.. all.Select(pod => pod.Namespace).Distinct().Order(StringComparer.Ordinal)];
        if (there.Length > 0) return there;
        const string Sought = "a pod of a DaemonSet that is named ztunnel, or a pod labelled app=ztunnel";
        if (options.Namespace is not null)
        {
            _notes.Add(
                $"There is no ztunnel pod in the namespace '{space}' ({Sought}): there are no logs and no metrics."
                + (others.Length > 0 ? $" There are some in {string.Join(", ", others)}." : ""));
            return [];
        }
        _notes.Add(
            all.Count > 0
                ? $"There is no ztunnel pod in '{space}'; those of {string.Join(", ", others)} were taken."
                : $"There is no ztunnel pod in any namespace that may be read ({Sought}): there are no logs and no metrics.");
        return all;
    }
}
