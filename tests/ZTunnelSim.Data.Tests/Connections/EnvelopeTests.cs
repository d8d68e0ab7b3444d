using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>However a log travelled, it has the same connections, of the same ztunnels.</summary>
public class EnvelopeTests
{
    private const string CriTime = "2026-11-25T05:05:10.180000001Z";
    private static readonly string[] Pods = ["ztunnel-x7k2p", "ztunnel-89z75"];

    private static readonly (string Pod, string Text, string Json)[] Records = [.. Enumerable.Range(0, 12).Select(Record)];

    /// <summary>Envelopes that name the pod of each record.</summary>
    public static TheoryData<string, string> WithPods => new()
    {
        { "kubectl --prefix", Lines((pod, text) => $"[pod/{pod}/istio-proxy] {text}") },
        { "kubectl --prefix --timestamps", Lines((pod, text) => $"[pod/{pod}/istio-proxy] {CriTime} {text}") },
        { "kubectl --prefix, JSON records", Lines((pod, _, json) => $"[pod/{pod}/istio-proxy] {json}") },
        { "stern", Lines((pod, text) => $"{pod} istio-proxy {text}") },
        { "stern in colours", Lines((pod, text) => $"\u001b[38;5;76m{pod}\u001b[0m \u001b[38;5;76mistio-proxy\u001b[0m {text}") },
        { "stern json", Lines((pod, text) => Json(new { message = text, nodeName = "n1", @namespace = "istio-system", podName = pod })) },
        { "stern json, JSON records", Lines((pod, _, json) => Json(new { message = json, nodeName = "n1", podName = pod })) },
        { "logcli", Lines((pod, text) => $"{CriTime} {{app=\"ztunnel\", container=\"istio-proxy\", pod=\"{pod}\"}} {text}") },
        { "logcli jsonl", Lines((pod, text) => Json(new { labels = new { app = "ztunnel", pod }, line = text, timestamp = CriTime })) },
        { "Loki's API", Loki(streamFirst: true) },
        { "Loki's API, labels last", Loki(streamFirst: false) },
        { "Cloud Logging, text", JsonArray((pod, text) => new { insertId = "a", resource = Resource(pod), textPayload = text + "\n" }) },
        { "Cloud Logging, fields", JsonArray((pod, _, json) => new { jsonPayload = JsonNode.Parse(json), resource = Resource(pod) }) },
        { "Cloud Logging, fields without their time", Lines((pod, _, json) => Json(new
            { resource = Resource(pod), timestamp = Without(json, "time")["then"], jsonPayload = Without(json, "time")["rest"] })) },
        { "CloudWatch", Json(new { events = Records.Select(r => new
            { logStreamName = $"from-node.var.log.containers.{r.Pod}_istio-system_istio-proxy-0a.log", timestamp = 1764047110000, message = r.Text }) }) },
        { "CloudWatch, Container Insights", Json(new { events = Records.Select(r => new
            { timestamp = 1764047110000, message = Json(new { log = r.Text, stream = "stdout", kubernetes = new { pod_name = r.Pod } }) }) }) },
        { "Fluent Bit", Lines((pod, text) => Json(new
            { date = 1764047110.1, log = text + "\n", stream = "stdout", kubernetes = new { pod_name = pod, host = "n1" } })) },
        { "Fluentd", Lines((pod, text) => $"{CriTime}\tkubernetes.var.log.containers.{pod}_istio-system_istio-proxy-0a.log\t{Json(new { log = text })}") },
        { "Vector", Lines((pod, text) => Json(new
            { file = $"/var/log/pods/istio-system_{pod}_0a/istio-proxy/0.log", kubernetes = new { pod_node_name = "n1" }, message = text, source_type = "kubernetes_logs" })) },
        { "OpenTelemetry", Json(new { resourceLogs = Records.Select(r => new
            {
                resource = new { attributes = new[] { new { key = "k8s.pod.name", value = new { stringValue = r.Pod } } } },
                scopeLogs = new[] { new { logRecords = new[] { new { timeUnixNano = "1", body = new { stringValue = r.Text } } } } },
            }) }) },
        { "Elasticsearch", Json(new { hits = new { total = 12, hits = Records.Select(r => new
            { _index = "logs", _source = new { message = r.Text, kubernetes = new { pod = new { name = r.Pod } } } }) } }) },
        { "Elasticsearch, objects for dots", Lines((pod, _, json) => Json(new
            { _source = Expanded(json), kubernetes = new { pod = new { name = pod } } })) },
        { "syslog", Lines((pod, text) => $"<14>1 {CriTime} n1 {pod} 1 - - {text}") },
        { "pretty-printed", JsonSerializer.Serialize(Records.Select(r => new { who = new { pod = r.Pod }, what = r.Text }), Pretty) },
        { "of nobody's: batches by pod", Json(new { batches = Pods.Select(pod => new
            { rows = Records.Where(r => r.Pod == pod).Select(r => new object[] { 1, r.Text }), from = $"shipper for {pod}" }) }) },
        { "of nobody's: deep", Lines((pod, text) => Json(new { a = new[] { new { b = new { c = new[] { new { t = text } } } } }, z = pod })) },
        { "of nobody's: columns", Lines((pod, text) => $"eu-1 | {pod} | {text}") },
        { "a runtime's file of a collector's objects", Lines((pod, text) => $"{CriTime} stdout F {Json(new { log = text, pod })}") },
    };

    /// <summary>Envelopes that do not.</summary>
    public static TheoryData<string, string> WithoutPods => new()
    {
        { "CRI", Lines((_, text) => $"{CriTime} stdout F {text}") },
        { "CRI, JSON records", Lines((_, _, json) => $"{CriTime} stderr F {json}") },
        { "CRI in parts", Lines((_, text) => $"{CriTime} stdout P {text[..40]}\n{CriTime} stdout P {text[40..60]}\n{CriTime} stdout F {text[60..]}") },
        { "docker", Lines((_, text) => Json(new { log = text + "\n", stream = "stdout", time = CriTime })) },
        { "docker, JSON records", Lines((_, _, json) => Json(new { log = json + "\n", stream = "stdout", time = CriTime })) },
        { "after messages", "Defaulted container \"istio-proxy\" out of: istio-proxy\n" + Lines((_, text) => $"{CriTime} stdout F {text}") },
        { "a list of texts", Json(Records.Select(r => r.Text)) },
    };

    [Theory]
    [MemberData(nameof(WithPods))]
    public void The_pod_is_kept(string name, string log)
    {
        ConnectionReadReport report = Check(name, log);
        Assert.Equal(Pods.Order(), report.Windows.Select(w => w.ZTunnel).Distinct().Order());
        foreach (ObservationWindow window in report.Windows) Assert.Equal(Records.Count(r => r.Pod == window.ZTunnel), window.Connections);
    }

    [Theory]
    [MemberData(nameof(WithoutPods))]
    public void Records_are_found(string name, string log) => Check(name, log);

    [Fact]
    public void A_line_that_is_no_JSON_is_counted_and_the_rest_is_read()
    {
        string[] lines = Lines((pod, text) => Json(new { log = text, pod })).Split('\n');
        lines[3] = lines[3][..50];
        ConnectionReadReport report = Read(string.Join('\n', lines));
        Assert.Equal(Records.Length - 1, report.Connections);
        Assert.Equal(1, report.NotUnderstood);
    }

    [Fact]
    public void A_log_that_ends_in_a_part_of_a_line_has_that_part()
    {
        string last = Record(99).Text;
        Assert.Equal(Records.Length + 1, Read($"{Lines((_, text) => $"{CriTime} stdout F {text}")}\n{CriTime} stdout P {last}").Connections);
        Assert.Equal(1, Read($"{Lines((_, text) => $"{CriTime} stdout F {text}")}\n{CriTime} stdout P {last[..^3]}").NotUnderstood);
    }

    [Fact]
    public void A_document_that_ends_early_gives_what_it_has()
    {
        string log = Loki(streamFirst: true);
        ConnectionReadReport report = Read(log[..(log.Length / 2)]);
        Assert.InRange(report.Connections, 3, 8);
        Assert.Equal(1, report.NotUnderstood);
    }

    [Fact]
    public void Documents_longer_than_any_buffer_are_streamed()
    {
        StringBuilder log = new("[");
        for (int i = 0; i < 4000; i++) log.Append(i > 0 ? "," : "").Append(Json(new { textPayload = Record(i).Text, resource = Resource(Pods[i % 2]) }));
        Assert.Equal(4000, Read(log.Append(']').ToString()).Connections);
    }

    [Fact]
    public void Lines_keep_their_numbers()
    {
        string log = Lines((_, text) => $"{CriTime} stdout P {text[..40]}\n{CriTime} stdout F {text[40..]}") + $"\n{CriTime} stdout F what?";
        Assert.Equal(2 * Records.Length + 1, Read(log).SkippedByReason.Single(s => s.Reason == SkipReason.UnknownForm).Examples[0].Line);
    }

    private static ConnectionReadReport Check(string name, string log)
    {
        ConnectionReadReport report = Read(log);
        Assert.True(report.Connections == Records.Length, $"{name}: {report.Connections} connections");
        Assert.Equal(Enumerable.Range(0, Records.Length).Sum(Seconds), Given.Records(log).Sum(r => r.DurationSeconds), 1e-9);
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(log));
        Assert.Equal(Records.Length, Read(packed.ToArray()).Connections);
        return report;
    }

    private static ConnectionReadReport Read(string log) => Read(Encoding.UTF8.GetBytes(log));

    private static ConnectionReadReport Read(byte[] log) => ConnectionFiles.Read("-", new() { StandardInput = new MemoryStream(log) }).Report;

    private static double Seconds(int i) => 1.5 + i;

    private static (string Pod, string Text, string Json) Record(int i)
    {
        string time = new DateTime(2026, 11, 25, 5, 0, 0).AddSeconds(i).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        string duration = $"{1000 * Seconds(i)}ms";
        string source = $"10.0.{i / 250}.{i % 250}:40000";
        string text = $"{time}\tinfo\taccess\tconnection complete\tsrc.addr={source} src.workload=\"a\" src.namespace=\"x\" dst.addr=10.1.0.1:15008 "
            + $"dst.service=\"b.y.svc.cluster.local\" dst.workload=\"b-0\" dst.namespace=\"y\" direction=\"outbound\" bytes_sent=9 bytes_recv=8 "
            + $"duration=\"{duration}\"";
        string json = "{" + $"\"level\":\"info\",\"time\":\"{time}\",\"scope\":\"access\",\"message\":\"connection complete\",\"src.addr\":\"{source}\","
            + "\"src.workload\":\"a\",\"src.namespace\":\"x\",\"dst.addr\":\"10.1.0.1:15008\",\"dst.service\":\"b.y.svc.cluster.local\","
            + $"\"dst.workload\":\"b-0\",\"dst.namespace\":\"y\",\"direction\":\"outbound\",\"bytes_sent\":9,\"bytes_recv\":8,\"duration\":\"{duration}\"" + "}";
        return (Pods[i % 3 % 2], text, json);
    }

    private static string Lines(Func<string, string, string> line) => string.Join('\n', Records.Select(r => line(r.Pod, r.Text)));

    private static string Lines(Func<string, string, string, string> line) => string.Join('\n', Records.Select(r => line(r.Pod, r.Text, r.Json)));

    private static string JsonArray(Func<string, string, object> item) => Json(Records.Select(r => item(r.Pod, r.Text)));

    private static string JsonArray(Func<string, string, string, object> item) => Json(Records.Select(r => item(r.Pod, r.Text, r.Json)));

    private static object Resource(string pod) => new { type = "k8s_container", labels = new { pod_name = pod, namespace_name = "istio-system" } };

    private static string Loki(bool streamFirst) => Json(new
    {
        status = "success",
        data = new
        {
            resultType = "streams",
            result = Pods.Select(pod => streamFirst
                ? (object)new { stream = new { pod, app = "ztunnel" }, values = Values(pod) }
                : new { values = Values(pod), stream = new { pod, app = "ztunnel" } }),
        },
    });

    private static string[][] Values(string pod) => [.. Records.Where(r => r.Pod == pod).Select(r => new[] { "1764047110180000001", r.Text })];

    private static JsonObject Without(string json, string name)
    {
        JsonObject rest = (JsonObject)JsonNode.Parse(json)!;
        string then = (string)rest[name]!;
        rest.Remove(name);
        return new JsonObject { ["rest"] = rest, ["then"] = then };
    }

    /// <summary>With an object for each dot of a name.</summary>
    private static JsonObject Expanded(string json)
    {
        JsonObject result = [];
        foreach ((string name, JsonNode? value) in (JsonObject)JsonNode.Parse(json)!)
        {
            string[] parts = name.Split('.');
            JsonObject at = result;
            foreach (string part in parts[..^1]) at = (JsonObject)(at[part] ??= new JsonObject());
            at[parts[^1]] = value?.DeepClone();
        }
        return result;
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true };
}
