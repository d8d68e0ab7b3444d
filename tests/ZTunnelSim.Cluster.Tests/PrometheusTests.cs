using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>Counters from Prometheus, by its address and through the API server, and what is said where there are none.</summary>
public class PrometheusTests(RealPrometheus real) : IClassFixture<RealPrometheus>
{
    private const string Proxy = "/api/v1/namespaces/monitoring/services/http:prom-stack-prometheus:9090/proxy";

    private static readonly string[] Files = ["prometheus/opened.json", "prometheus/closed.json"];

    [Fact]
    public async Task A_real_Prometheus_gives_rates_and_open_connections()
    {
        Assert.SkipUnless(RealPrometheus.IsHere, "Prometheus is not installed on this machine.");
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        Collected run = new();
        (int exitCode, string output, string errors) =
            await run.RunAsync(server, "--prometheus", real.Address.AbsoluteUri, "--prometheus-days", "2");
        Assert.Equal((0, ""), (exitCode, errors));
        RequireCounters(run);
        Assert.Contains($"Prometheus at {real.Address}: 3 series {{pod=~\"ztunnel-.*\"}}, 2 d in steps of 2 min 00 s.", output);
        // What the tool says comes next works as it stands there.
        const string Next = "Next: ztunnelsim ";
        string line = output.Split('\n').Single(l => l.StartsWith(Next, StringComparison.Ordinal));
        string[] next = line[Next.Length..].Trim().Split(' ');
        using System.Diagnostics.Process recommend = Collected.StartTool(server.WriteKubeconfig(run.Folder), next);
        string answer = await recommend.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await recommend.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(recommend.ExitCode is 0 or 3, answer);
        Assert.Contains("cart.shop", answer);
        Assert.Contains($"8 nodes (those with a ztunnel in {run.Bundle}), each with the connections that the counters show on average.", answer);
    }

    [Fact]
    public async Task A_real_Prometheus_is_found_and_asked_through_the_API_server()
    {
        Assert.SkipUnless(RealPrometheus.IsHere, "Prometheus is not installed on this machine.");
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        AddStack(server);
        server.Add("/api/v1/services", """
            { "metadata": { "name": "old", "namespace": "old", "labels": { "app": "prometheus" } }, "spec": { "ports": [{ "port": 9090 }] } }
            """);
        server.Instead = Forward(real.Address);
        Collected run = new(), named = new();
        (int exitCode, string output, _) = await run.RunAsync(server, "--prometheus-days", "2", "--redact");
        Assert.Equal(0, exitCode);
        RequireCounters(run);
        Assert.Contains(
            "Services that may be Prometheus: service monitoring/prom-stack-prometheus:9090, labelled as by kube-prometheus-stack; "
            + "service old/old:9090, labelled as by Prometheus.", output);
        Assert.Contains("get services/proxy in monitoring", output);
        Assert.Empty(run.FilesWith("cart"));
        await named.RunAsync(server, "--prometheus-days", "2");
        Assert.NotEmpty(named.Addresses);
        Assert.Empty(run.Addresses.Intersect(named.Addresses));
        Assert.Equal(
            CounterFiles.Read(Files.Select(run.PathOf)).Workloads.Single().Workload,
            CounterFiles.Read(Directory.GetFiles(run.PathOf("metrics"))).Workloads.Single().Workload);
    }

    [Fact]
    public async Task Where_a_query_asks_for_too_much_it_is_cut_in_parts()
    {
        Assert.SkipUnless(RealPrometheus.IsHere, "Prometheus is not installed on this machine.");
        // With a bound of its own on samples (a tenth of it here): halves pass where the whole does not.
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        AddStack(server);
        int refused = 0;
        Func<HttpContext, Task<bool>> forward = Forward(real.Address);
        server.Instead = async context =>
        {
            bool isLong = double.TryParse(context.Request.Query["start"], out double from)
                && double.Parse(context.Request.Query["end"]!) - from > 6 * 3600;
            if (!isLong) return await forward(context);
            refused++;
            context.Response.StatusCode = 422;
            await context.Response.WriteAsJsonAsync(new
            {
                status = "error",
                errorType = "execution",
                error = "query processing would load too many samples into memory",
            });
            return true;
        };
        Collected run = new();
        Assert.Equal(0, (await run.RunAsync(server, "--prometheus-days", "2")).ExitCode);
        Assert.True(refused > 4);
        RequireCounters(run);
    }

    [Theory]
    [InlineData(401, "it wants a login of its own; give its address with --prometheus, and --prometheus-token-file.")]
    [InlineData(403, "it takes the verb 'get' on 'services/proxy' in 'monitoring'")]
    [InlineData(503, "does not answer through the API server's proxy (503 ServiceUnavailable: no endpoints available for service)")]
    public async Task A_refusal_on_the_way_is_no_absence_of_data(int code, string expected)
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        AddStack(server);
        server.Instead = context => context.Request.Path.StartsWithSegments(Proxy)
            ? ApiServerDouble.RefuseAsync(context, code, "X", code == 503 ? "no endpoints available for service" : "no")
            : Task.FromResult(false);
        Collected run = new();
        (int exitCode, string output, _) = await run.RunAsync(server);
        Assert.Equal(0, exitCode);
        string line = Assert.Single(output.Split('\n'), l => l.StartsWith("Not read: Prometheus: ", StringComparison.Ordinal));
        Assert.Contains(expected, line);
        Assert.DoesNotContain("has no series", line);
        Assert.DoesNotContain(Files[0], run.Files);
    }

    [Theory]
    [InlineData(200, """{ "status": "success", "data": { "resultType": "vector", "result": [] } }""",
        "answers, and has no series istio_tcp_connections_opened_total: it does not scrape ztunnel")]
    [InlineData(400, """{ "status": "error", "errorType": "bad_data", "error": "invalid parameter \"query\"" }""",
        "answers 400 bad_data: invalid parameter \"query\"")]
    [InlineData(200, "<html>login</html>", "answers with something else than Prometheus' HTTP API: is a prefix of its path missing?")]
    [InlineData(404, "404 page not found", "answers 404 NotFound: 404 page not found")]
    public async Task What_it_answers_is_told(int code, string body, string expected)
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        AddStack(server);
        server.Instead = async context =>
        {
            if (!context.Request.Path.StartsWithSegments(Proxy)) return false;
            context.Response.StatusCode = code;
            await context.Response.WriteAsync(body);
            return true;
        };
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        const string Service = "service monitoring/prom-stack-prometheus:9090, labelled as by kube-prometheus-stack";
        Assert.Contains($"Not read: Prometheus: Prometheus ({Service}) {expected}", output);
    }

    [Fact]
    public async Task Where_none_is_found_it_is_said_what_was_looked_for()
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        Assert.Contains(
            "Not read: Prometheus: not found: no Service of the cluster is labelled as by Thanos, Mimir, VictoriaMetrics, kube-prom", output);
        (_, output, _) = await run.RunAsync(server, "--prometheus-selector", "team=metrics");
        Assert.Contains("Prometheus: not found: no Service of the cluster is labelled team=metrics, or give its address", output);
        Assert.Contains(server.Requests, r => r.Contains("/api/v1/services?labelSelector=team%3Dmetrics&limit="));
    }

    [Fact]
    public async Task By_its_address_the_token_and_the_certificates_count()
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync(), prometheus = await ApiServerDouble.StartAsync();
        prometheus.Instead = async context =>
        {
            await context.Response.WriteAsync("""{ "status": "success", "data": { "resultType": "vector", "result": [] } }""");
            return true;
        };
        Collected run = new();
        string url = prometheus.Address + "select/0/prometheus/";
        string token = Path.Combine(run.Folder, "token"), ca = Path.Combine(run.Folder, "ca.pem");
        await File.WriteAllTextAsync(token, ApiServerDouble.Token + "\n", TestContext.Current.CancellationToken);
        (_, string output, _) = await run.RunAsync(server, "--prometheus", url);
        Assert.Contains("can't be reached: ", output);
        Assert.Contains("Name the certificates that vouch for it with --prometheus-ca.", output);
        await File.WriteAllTextAsync(ca, prometheus.CertificatePem, TestContext.Current.CancellationToken);
        (_, output, _) = await run.RunAsync(server, "--prometheus", url, "--prometheus-ca", ca);
        Assert.Contains("does not let this user ask (401 Unauthorized: Unauthorized): give a bearer token with --prom", output);
        (_, output, _) = await run.RunAsync(server, "--prometheus", url, "--prometheus-ca", ca, "--prometheus-token-file", token);
        Assert.Contains("answers, and has no series", output);
        Assert.Contains(prometheus.Requests, r => r.StartsWith("GET /select/0/prometheus/api/v1/query?query=count", StringComparison.Ordinal));
        (int exitCode, _, string errors) = await run.RunAsync(server, "--prometheus", url, "--prometheus-ca", token);
        Assert.Equal(2, exitCode);
        Assert.Contains("holds no certificate (PEM).", errors);
    }

    [Fact]
    public async Task A_password_in_the_address_is_told_to_nobody_else()
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync(), prometheus = await ApiServerDouble.StartAsync();
        Collected run = new();
        string ca = Path.Combine(run.Folder, "ca.pem"), url = prometheus.Address.AbsoluteUri.Replace("https://", "https://me:pass-word@");
        await File.WriteAllTextAsync(ca, prometheus.CertificatePem, TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) = await run.RunAsync(server, "--prometheus", url, "--prometheus-ca", ca);
        Assert.Equal(0, exitCode);
        Assert.Contains("does not let this user ask (401", output);
        Assert.DoesNotContain("pass-word", output + errors);
        Assert.Empty(run.FilesWith("pass-word"));
        Assert.Equal($"Basic {Convert.ToBase64String("me:pass-word"u8)}", prometheus.LastAuthorization);
    }

    [Theory]
    [InlineData("""{ "app.kubernetes.io/name": "mimir", "app.kubernetes.io/component": "gateway" }""", "/prometheus")]
    [InlineData("""{ "app.kubernetes.io/name": "vmselect" }""", "/select/0/prometheus")]
    [InlineData("""{ "app.kubernetes.io/name": "vmsingle" }""", "")]
    [InlineData("""{ "app.kubernetes.io/name": "thanos", "app.kubernetes.io/component": "query" }""", "")]
    [InlineData("""{ "app.kubernetes.io/name": "prometheus", "app.kubernetes.io/component": "server" }""", "")]
    public async Task Charts_are_known_by_their_labels(string labels, string prefix)
    {
        await using ApiServerDouble server = await ApiServerDouble.StartAsync();
        server.Add("/api/v1/services", $$"""
            { "metadata": { "name": "p", "namespace": "m", "labels": {{labels}} },
              "spec": { "ports": [{ "name": "grpc", "port": 9095 }, { "name": "http", "port": 8080 }] } }
            """);
        Collected run = new();
        await run.RunAsync(server);
        Assert.Contains(server.Requests, r => r.StartsWith(
            $"GET /api/v1/namespaces/m/services/http:p:8080/proxy{prefix}/api/v1/query?query=count", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(7, 100, 300)]
    [InlineData(1, 100, 60)]
    [InlineData(365, 100, 18_000)]
    [InlineData(7, 100_000, 3_600)]
    [InlineData(7, 1_000_000, 32_400)]
    public void Steps_bound_what_is_held_in_memory(int days, long series, long step) =>
        Assert.Equal(step, CounterQueries.StepFor(days * 86_400L, series));

    /// <summary>What <c>fit</c> would refuse in the file afterwards is not written into it.</summary>
    [Theory]
    [InlineData("-1")]
    [InlineData("1e200")]
    [InlineData("NaN")]
    [InlineData("many")]
    public void A_value_that_no_counter_has_is_told(string value)
    {
        using JsonDocument series = JsonDocument.Parse($$"""{ "metric": { "node": "a" }, "values": [[60, "3"], [120, "{{value}}"]] }""");
        CounterMatrix matrix = new("opened", start: 60, step: 60, points: 2);
        PrometheusFailure failure = Assert.Throws<PrometheusFailure>(() => matrix.Add(series.RootElement));
        Assert.Contains($"'{value}' is no count", failure.Message);
    }

    /// <summary>4 a minute in the cluster, each open for 5 minutes: 20 at any time, 10 a node.</summary>
    private static void RequireCounters(Collected run)
    {
        CounterData counters = CounterFiles.Read(Files.Select(run.PathOf));
        WorkloadCounters cart = Assert.Single(counters.Workloads);
        Assert.Equal(2, cart.Nodes);
        Assert.InRange(cart.Opened / counters.Period.Seconds * 60, 3.9, 4.01);
        Assert.InRange(cart.MeanOpen, 19.5, 20.5);
        Assert.InRange(cart.LittlesLaw!.MeanLifetimeSeconds.Value, 280, 320);
        Assert.InRange(counters.Period.Seconds, 2 * 86_400 - 600, 2 * 86_400);
        using JsonDocument reply = JsonDocument.Parse(run.Read(Files[0]));
        JsonElement metric = reply.RootElement.GetProperty("data").GetProperty("result")[0].GetProperty("metric");
        Assert.False(metric.TryGetProperty("team", out _));
    }

    private static void AddStack(ApiServerDouble server) => server.Add("/api/v1/services", """
        { "metadata": { "name": "prom-stack-prometheus", "namespace": "monitoring",
            "labels": { "app": "kube-prometheus-stack-prometheus" } },
          "spec": { "ports": [{ "name": "reloader-web", "port": 8080 }, { "name": "http-web", "port": 9090 }] } }
        """);

    /// <summary>As the API server's proxy does: what is below a service's path goes to the service.</summary>
    private static Func<HttpContext, Task<bool>> Forward(Uri address) => async context =>
    {
        if (!context.Request.Path.StartsWithSegments(Proxy, out PathString rest)) return false;
        using HttpClient client = new();
        Uri asked = new($"{address.AbsoluteUri.TrimEnd('/')}{rest}{context.Request.QueryString}");
        using HttpResponseMessage answer = await client.GetAsync(asked);
        context.Response.StatusCode = (int)answer.StatusCode;
        await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync());
        return true;
    };
}
