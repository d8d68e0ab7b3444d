using System.Text.Json;

namespace ZTunnelSim.Collecting;

/// <summary>A Service that may be Prometheus.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">Its port for queries.</param>
/// <param name="IsHttps">Whether that port speaks TLS.</param>
/// <param name="Prefix">What precedes /api/v1 in its paths.</param>
/// <param name="Means">The chart that labels its Services so.</param>
internal sealed record PrometheusCandidate(string Namespace, string Service, int Port, bool IsHttps, string Prefix, string Means)
{
    /// <summary>As the API server's proxy has it: <c>https:name:port</c>.</summary>
    public string ProxyName => $"{(IsHttps ? "https" : "http")}:{Service}:{Port}";

    public override string ToString() => $"service {Namespace}/{Service}:{Port}, {Means}";
}

/// <summary>Finds Prometheus among the cluster's Services, by the labels that the usual charts give them.</summary>
internal static class PrometheusDiscovery
{
    /// <summary>Ports of queries, the likeliest first.</summary>
    private static readonly string[] PortNames = ["http-web", "http-query", "web", "http", "http-metrics", "https", "reverse-proxy"];

    private static readonly int[] PortNumbers = [9090, 80, 10902, 8080, 8428, 8481, 9009];

    /// <summary>
    /// Labels of Services: what asks several Prometheis comes first. Sources: the charts prometheus-community/kube-prometheus-stack and
    /// prometheus, bitnami/thanos, grafana/mimir-distributed, VictoriaMetrics/helm-charts, Prometheus Operator, Istio's samples/addons.
    /// </summary>
    private static readonly KnownService[] Known =
    [
        new("Thanos", "", new() { ["app.kubernetes.io/name"] = "thanos", ["app.kubernetes.io/component"] = "query-frontend" }),
        new("Thanos", "", new() { ["app.kubernetes.io/name"] = "thanos", ["app.kubernetes.io/component"] = "query" }),
        new("Thanos", "", new() { ["app.kubernetes.io/name"] = "thanos-query" }),
        new("Mimir", "/prometheus", new() { ["app.kubernetes.io/name"] = "mimir", ["app.kubernetes.io/component"] = "gateway" }),
        new("Mimir", "/prometheus", new() { ["app.kubernetes.io/name"] = "mimir", ["app.kubernetes.io/component"] = "nginx" }),
        new("Mimir", "/prometheus", new() { ["app.kubernetes.io/name"] = "mimir", ["app.kubernetes.io/component"] = "query-frontend" }),
        new("VictoriaMetrics", "/select/0/prometheus", new() { ["app.kubernetes.io/name"] = "vmselect" }),
        new("VictoriaMetrics", "/select/0/prometheus", new() { ["app"] = "vmselect" }),
        new("VictoriaMetrics", "", new() { ["app.kubernetes.io/name"] = "vmsingle" }),
        new("VictoriaMetrics", "", new() { ["app.kubernetes.io/name"] = "victoria-metrics-single" }),
        new("kube-prometheus-stack", "", new() { ["app"] = "kube-prometheus-stack-prometheus" }),
        new("prometheus chart", "", new() { ["app.kubernetes.io/name"] = "prometheus", ["app.kubernetes.io/component"] = "server" }),
        new("kube-prometheus", "", new() { ["app.kubernetes.io/name"] = "prometheus", ["app.kubernetes.io/component"] = "prometheus" }),
        new("prometheus chart", "", new() { ["app"] = "prometheus", ["component"] = "server" }),
        new("Prometheus Operator", "", new() { ["operated-prometheus"] = "true" }),
        new("Prometheus", "", new() { ["app.kubernetes.io/name"] = "prometheus" }),
        new("Prometheus", "", new() { ["app"] = "prometheus" }),
    ];

    /// <summary>What is looked for without a selector, in words.</summary>
    public static string LookedFor => string.Join(", ", Known.Select(k => k.Chart).Distinct());

    /// <summary>The Services that match, the likeliest first.</summary>
    /// <exception cref="ApiFailure">Services may not be listed.</exception>
    public static async Task<IReadOnlyList<PrometheusCandidate>> FindAsync(
        ApiServer server, string? selector, CancellationToken cancellation)
    {
        List<(int Rank, PrometheusCandidate Candidate)> found = [];
        ApiRequest list = ApiRequest.List(
            "", "v1", "services", query: selector is null ? "" : $"labelSelector={Uri.EscapeDataString(selector)}");
        await server.ListAsync(list, found.Clear, (item, _) => Look(item, selector, found), cancellation);
        return [.. found.OrderBy(f => f.Rank).ThenBy(f => f.Candidate.ToString(), StringComparer.Ordinal).Select(f => f.Candidate)];
    }

    private static void Look(JsonElement service, string? selector, List<(int Rank, PrometheusCandidate Candidate)> found)
    {
        JsonElement labels = service.At("metadata", "labels");
        int rank = Array.FindIndex(Known, known => known.Matches(labels));
        if (rank < 0 && selector is null) return;
        JsonElement[] ports = [.. service.At("spec", "ports").Items().Where(p => p.At("port").ValueKind == JsonValueKind.Number)];
        if (ports.Length == 0) return;
        JsonElement port = ports.OrderBy(Likelihood).First();
        string name = port.At("name").Text() ?? "";
        found.Add((rank < 0 ? Known.Length : rank, new(
            service.At("metadata", "namespace").Text() ?? "default", service.At("metadata", "name").Text() ?? "",
            port.At("port").GetInt32(), name.StartsWith("https", StringComparison.Ordinal) || port.At("port").GetInt32() == 443,
            rank < 0 ? "" : Known[rank].Prefix, rank < 0 ? $"labelled {selector}" : $"labelled as by {Known[rank].Chart}")));

        static int Likelihood(JsonElement port) =>
            Array.IndexOf(PortNames, port.At("name").Text()) is >= 0 and var byName ? byName
            : Array.IndexOf(PortNumbers, port.At("port").GetInt32()) is >= 0 and var byNumber ? PortNames.Length + byNumber
            : int.MaxValue;
    }

    private sealed record KnownService(string Chart, string Prefix, Dictionary<string, string> Labels)
    {
        public bool Matches(JsonElement labels) => Labels.All(label => labels.At(label.Key).Text() == label.Value);
    }
}
