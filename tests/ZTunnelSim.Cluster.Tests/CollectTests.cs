using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>What a collection of a live cluster brings, and what it does where it may not or can't read something.</summary>
public class CollectTests
{
    private static readonly string[] Pods =
    [
        "ztunnel-6s78t", "ztunnel-d84fp", "ztunnel-flkb6", "ztunnel-hv9v2", "ztunnel-mdzqn", "ztunnel-mnl6m", "ztunnel-v9j89",
        "ztunnel-vjxgn",
    ];

    [Fact]
    public async Task A_bundle_is_what_the_readers_read()
    {
        await using ApiServerDouble server = await FullServerAsync();
        Collected run = new();
        (int exitCode, string output, string errors) = await run.RunAsync(server);
        Assert.Equal((0, ""), (exitCode, errors));

        // The whole cluster as kubectl would have printed it.
        ClusterInventory read = InventoryReader.Load(run.Objects);
        string fixtures = Path.Combine(Recordings.Folder("kubernetes"), "fixtures");
        ClusterInventory given = InventoryReader.Load(
            [.. ((string[])["nodes-pods-pdb-ds.json", "workloads.json", "namespaces.json"]).Select(f => Path.Combine(fixtures, f))]);
        Assert.Equal(given.Nodes.Select(n => n.Name), read.Nodes.Select(n => n.Name));
        Assert.Equal(given.Pods.Select(Said), read.Pods.Select(Said));
        Assert.Equal(given.Budgets.Select(b => b.ToString()), read.Budgets.Select(b => b.ToString()));
        Assert.Equal(given.ZTunnels.Pods.Select(p => p.Times), read.ZTunnels.Pods.Select(p => p.Times));
        Assert.Equal(given.AmbientNamespaces.Order(), read.AmbientNamespaces.Order());

        ZTunnelManifest manifest = ZTunnelManifest.Load(run.PathOf("cluster/ztunnel-daemonset.json"));
        Assert.Equal((30, 0), (manifest.GracePeriod.Seconds, manifest.Warnings.Count));
        Assert.Contains("TERMINATION_GRACE_PERIOD_SECONDS", run.Read("cluster/ztunnel-daemonset.json"));

        ConnectionData logs = ConnectionFiles.Read(run.PathOf("logs"));
        Assert.Equal(Pods.Length * 3, logs.Workloads.Sum(w => w.Count));
        ConnectionData open = ConnectionFiles.Read(run.PathOf("connections/ztunnel-6s78t.json"));
        Assert.Equal((1, 2), (open.Open.Single().Inbound, open.Open.Single().Outbound));

        CounterData counters = CounterFiles.Read(Directory.GetFiles(run.PathOf("metrics")));
        WorkloadCounters cart = Assert.Single(counters.Workloads);
        Assert.Equal(("cart.shop", 8 * 50.0, 8), (cart.Workload, cart.Opened, cart.Nodes!.Value));

        Assert.Equal(BundlePaths(), run.Files);
        Assert.All(server.Requests, r => Assert.StartsWith("GET ", r));
        Assert.DoesNotContain(server.Requests, r => r.Contains("secrets") || r.Contains("configmaps"));
        Assert.Contains("RBAC used, all of it to read: list pods, nodes,", output);
        Assert.Contains("get pods/proxy, pods/log in istio-system", output);
        Assert.Contains($"Next: ztunnelsim recommend {run.Bundle} --max-resets 5%", output);
        Assert.Contains("sinceSeconds=86400&container=istio-proxy", string.Join('\n', server.Requests));

        static string Said(InventoryPod pod) =>
            $"{pod.Namespace}/{pod.Name} {pod.Node} {pod.Owner} {pod.Phase} {pod.IsReady} {pod.InAmbientMesh} {pod.RequestedMilliCpu} "
            + pod.HasLocalData;
    }

    [Fact]
    public async Task The_manifest_says_of_each_file_what_it_is_and_what_its_log_covers()
    {
        await using ApiServerDouble server = await FullServerAsync();
        Collected run = new();
        await run.RunAsync(server, "--since", "2h", "--namespace", "istio-system");
        JsonElement manifest = run.Manifest;
        Assert.Equal(1, manifest.GetProperty("version").GetInt32());
        Assert.StartsWith("ztunnelsim 0.1.0", manifest.GetProperty("tool").GetString());
        Assert.Equal("lab", manifest.GetProperty("context").GetString());
        Assert.Equal("v1.36.3", manifest.GetProperty("kubernetesVersion").GetString());
        Assert.Equal(7200, manifest.GetProperty("sinceSeconds").GetDouble());
        JsonElement[] files = [.. manifest.GetProperty("files").EnumerateArray()];
        Assert.Equal(
            run.Files.Where(f => f != "bundle.json"), files.Select(f => f.GetProperty("path").GetString()));
        Assert.All(files, f => Assert.Equal(
            new FileInfo(run.PathOf(f.GetProperty("path").GetString()!)).Length, f.GetProperty("bytes").GetInt64()));
        JsonElement log = files.Single(f => f.GetProperty("path").GetString() == "logs/ztunnel-6s78t.log");
        Assert.Equal(("log", "worker-1"), (log.GetProperty("kind").GetString(), log.GetProperty("node").GetString()));
        Assert.Equal(TimeSpan.FromMinutes(30), log.GetProperty("last").GetDateTimeOffset() - log.GetProperty("first").GetDateTimeOffset());
        Assert.Contains("list pods", manifest.GetProperty("rbac").EnumerateArray().Select(r => r.GetString()));
        Assert.Contains("sinceSeconds=7200", string.Join('\n', server.Requests));
    }

    [Fact]
    public async Task A_program_gets_one_document_that_keeps_to_its_schema()
    {
        await using ApiServerDouble server = await FullServerAsync();
        server.Instead = context => (string)context.Request.Path! == "/apis/policy/v1/poddisruptionbudgets"
            ? Forbid(context, "poddisruptionbudgets")
            : Task.FromResult(false);
        Collected run = new();
        (int exitCode, string output, string errors) = await run.RunAsync(server, "--output", "json");
        Assert.Equal((0, ""), (exitCode, errors));
        NJsonSchema.JsonSchema schema = await NJsonSchema.JsonSchema.FromFileAsync(
            Path.Combine(AppContext.BaseDirectory, "data", "schemas", "collect.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(output).Select(e => $"{e.Path}: {e.Kind}"));
        JsonElement document = JsonDocument.Parse(output).RootElement;
        Assert.Equal("ztunnelsim/collect/v1", document.GetProperty("schema").GetString());
        Assert.Equal(run.Files.Length - 1, document.GetProperty("files").GetArrayLength());
        Assert.Equal(Pods.Length, document.GetProperty("logs").GetArrayLength());
        Assert.Contains("poddisruptionbudgets: 403 Forbidden", document.GetProperty("notRead")[0].GetString());
    }

    [Fact]
    public async Task A_log_that_begins_late_is_told_with_what_it_covers()
    {
        await using ApiServerDouble server = await FullServerAsync();
        DateTime now = DateTime.UtcNow;
        foreach (string pod in Pods)
        {
            Status(server, pod)["state"] = JsonNode.Parse($$"""{ "running": { "startedAt": "{{now.AddDays(-3):yyyy-MM-ddTHH:mm:ssZ}}" } }""");
            server.Logs[pod] = Log(pod == Pods[0] ? 13 : 30, pod, now.AddMinutes(-30));
        }
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server, "--since", "1d");
        Assert.Matches(@"\| worker-1\s+\| istio-system/ztunnel-6s78t\s+\|\s+13 min.*beginning missing", output);
        Assert.Contains("8 of 8 logs do not go back for 1 d 0 h", output);
        Assert.Contains("that of node worker-1 covers 13 min", output);
        Assert.Contains("10 MiB unless it is set", output);
    }

    [Fact]
    public async Task No_secret_and_no_value_of_an_environment_is_written()
    {
        await using ApiServerDouble server = await FullServerAsync();
        server.AddList("/apis/sailoperator.io/v1/ztunnels", "ZTunnel", "sailoperator.io/v1", $$$"""
            { "apiVersion": "sailoperator.io/v1", "kind": "ZTunnel", "metadata": { "name": "default" },
              "spec": { "version": "v1.27.1", "namespace": "istio-system", "values": {
                "global": { "password": "{{{ApiServerDouble.Secret}}}" },
                "ztunnel": { "terminationGracePeriodSeconds": 60, "env": {
                  "KEY": "{{{ApiServerDouble.Secret}}}", "CONNECTION_TERMINATION_DEADLINE": "20s" } } } } }
            """);
        server.AddList("/apis/sailoperator.io/v1/istios", "Istio", "sailoperator.io/v1", $$$"""
            { "metadata": { "name": "default" },
              "spec": { "version": "v1.27.1", "values": { "pilot": { "env": { "KEY": "{{{ApiServerDouble.Secret}}}" } } } } }
            """);
        Offer(server, "v1");
        Collected run = new();
        Assert.Equal(0, (await run.RunAsync(server)).ExitCode);
        Assert.Empty(run.FilesWith(ApiServerDouble.Secret));
        Assert.Empty(run.FilesWith("last-applied"));
        Assert.Empty(run.FilesWith("managedFields"));
        // Of ztunnel's own environment the names stay, and the values that say how long it drains.
        Assert.Equal(["cluster/owners.json", "cluster/ztunnel-daemonset.json"], run.FilesWith("\"TOKEN\""));
        Assert.Empty(run.FilesWith("istiod.istio-system.svc:15012"));
        Assert.Contains("\"CONNECTION_TERMINATION_DEADLINE\":\"20s\"", run.Read("cluster/ztunnel-resources.json"));
        ZTunnelManifest cr = ZTunnelManifest.Load(run.PathOf("cluster/ztunnel-resources.json"));
        Assert.Equal(60, cr.GracePeriod.Seconds);
        Assert.Contains("CONNECTION_TERMINATION_DEADLINE is 20s", Assert.Single(cr.Warnings));
    }

    [Fact]
    public async Task What_may_not_be_read_is_told_and_the_rest_is_read()
    {
        await using ApiServerDouble server = await FullServerAsync();
        server.Instead = context => (string)context.Request.Path! switch
        {
            "/api/v1/nodes" => Forbid(context, "nodes"),
            "/apis/policy/v1/poddisruptionbudgets" => Forbid(context, "poddisruptionbudgets"),
            var path when path.EndsWith("ztunnel-d84fp/log", StringComparison.Ordinal) => Forbid(context, "pods/log"),
            _ => Task.FromResult(false),
        };
        Collected run = new();
        (int exitCode, string output, _) = await run.RunAsync(server);
        Assert.Equal(0, exitCode);
        Assert.Contains("Not read: nodes: 403 Forbidden: nodes is forbidden: User \"me\" cannot do that. Without nodes no command", output);
        Assert.Contains("Not read: poddisruptionbudgets: 403 Forbidden", output);
        Assert.Contains("Not read: the log of istio-system/ztunnel-d84fp: 403 Forbidden: pods/log is forbidden", output);
        Assert.DoesNotContain("cluster/nodes.json", run.Files);
        Assert.DoesNotContain("logs/ztunnel-d84fp.log", run.Files);
        Assert.Contains("logs/ztunnel-6s78t.log", run.Files);
        Assert.Contains("cluster/pods.json", run.Files);
        string[] gaps =
            [.. run.Manifest.GetProperty("notRead").EnumerateArray().Select(g => $"{g.GetProperty("what")}: {g.GetProperty("reason")}")];
        Assert.Contains("nodes: 403 Forbidden: nodes is forbidden: User \"me\" cannot do that", gaps);
        Assert.Contains("the log of istio-system/ztunnel-d84fp: 403 Forbidden: pods/log is forbidden: User \"me\" cannot do that", gaps);
    }

    [Fact]
    public async Task Where_only_ztunnels_namespace_may_be_read_that_is_read()
    {
        await using ApiServerDouble server = await FullServerAsync();
        foreach (string resource in (string[])["/api/v1/{0}pods", "/apis/apps/v1/{0}daemonsets"])
        {
            string all = string.Format(resource, ""), own = string.Format(resource, "namespaces/istio-system/");
            server.AddList(
                own, resource.Contains("pods") ? "Pod" : "DaemonSet", resource.Contains("pods") ? "v1" : "apps/v1",
                [.. server.Objects(all).Where(o => (string?)o["metadata"]!["namespace"] == "istio-system").Select(o => o.ToJsonString())]);
        }
        server.Instead = context => context.Request.Path.Value is "/api/v1/pods" or "/apis/apps/v1/daemonsets"
            ? Forbid(context, "it")
            : Task.FromResult(false);
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        Assert.Contains("Not read: pods: 403 Forbidden", output);
        Assert.Equal(8, InventoryReader.LoadZTunnels(run.PathOf("cluster/pods.json")).Pods.Count);
        Assert.Contains("logs/ztunnel-vjxgn.log", run.Files);
        Assert.Contains("cluster/ztunnel-daemonset.json", run.Files);
    }

    [Fact]
    public async Task A_pods_ports_that_can_not_be_reached_are_one_line()
    {
        await using ApiServerDouble server = await FullServerAsync();
        server.Dump = null;
        server.Metrics = null;
        Collected run = new();
        (int exitCode, string output, _) = await run.RunAsync(server);
        Assert.Equal(0, exitCode);
        string line = Assert.Single(output.Split('\n'), l => l.StartsWith("Not read: the connections open now", StringComparison.Ordinal));
        Assert.Contains("8 pods (istio-system/ztunnel-6s78t, ", line);
        Assert.Contains("connect: connection refused", line);
        Assert.Contains("'istioctl ztunnel-config connections -o json' gets them", line);
        Assert.DoesNotContain(run.Files, f => f.StartsWith("connections/") || f.StartsWith("metrics/"));
        // Each was asked once: a port that nobody listens on does not get better by being asked for again.
        Assert.Equal(8, server.Requests.Count(r => r.Contains(":15000/proxy/")));
    }

    [Fact]
    public async Task What_none_of_many_pods_lets_be_read_is_not_asked_of_all()
    {
        await using ApiServerDouble server = await FullServerAsync();
        server.Dump = null;
        JsonObject pattern = server.Objects("/api/v1/pods").Single(p => (string?)p["metadata"]!["name"] == Pods[0]);
        for (int i = 0; i < 60; i++)
        {
            JsonObject another = pattern.DeepClone().AsObject();
            another["metadata"]!["name"] = $"ztunnel-bbb{(char)('c' + i / 8)}{i % 8}";
            server.Add("/api/v1/pods", another.ToJsonString());
        }
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        Assert.InRange(server.Requests.Count(r => r.Contains(":15000/proxy/")), 16, 24);
        Assert.Matches(@"Not read: the connections open now of \d\d pods \(.*: not asked for, as none of the first 16 could be read\.", output);
        Assert.Equal(2 * 68, server.Requests.Count(r => r.Contains(":15020/proxy/")));
        Assert.Equal(68, server.Requests.Count(r => r.Contains("/log?")));
        Assert.Contains("What the logs cover (12 of 68, the shortest)", output);
    }

    [Fact]
    public async Task The_log_of_the_process_before_is_read_where_there_was_one()
    {
        await using ApiServerDouble server = await FullServerAsync();
        foreach (string pod in Pods[..2]) Status(server, pod)["restartCount"] = 1;
        server.Logs["ztunnel-6s78t.previous"] = Log(minutes: 5);
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        Assert.Contains("logs/ztunnel-6s78t.previous.log", run.Files);
        Assert.DoesNotContain("logs/ztunnel-d84fp.previous.log", run.Files);
        Assert.Contains(
            "Not read: the log of the process before of istio-system/ztunnel-d84fp: 400 BadRequest: previous terminated container", output);
        Assert.Equal(2, server.Requests.Count(r => r.Contains("previous=true")));
    }

    [Fact]
    public async Task A_kubelets_complaint_is_no_log()
    {
        await using ApiServerDouble server = await FullServerAsync();
        server.Logs["ztunnel-6s78t"] = "unable to retrieve container logs for containerd://4f3a";
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        Assert.DoesNotContain("logs/ztunnel-6s78t.log", run.Files);
        Assert.Contains("the log of istio-system/ztunnel-6s78t: unable to retrieve container logs for containerd://4f3a", output);
    }

    [Fact]
    public async Task Lists_are_read_in_pages_and_anew_where_the_server_forgot_them()
    {
        await using ApiServerDouble server = await FullServerAsync();
        for (int i = 0; i < 600; i++)
        {
            server.Add("/api/v1/pods", $$$"""
                { "metadata": { "name": "many-{{{i}}}", "namespace": "shop" }, "spec": { "nodeName": "worker-1", "containers": [] },
                  "status": { "phase": "Running" } }
                """);
        }
        bool forgot = false;
        server.Instead = async context =>
        {
            if (forgot || context.Request.Path != "/api/v1/pods" || context.Request.Query["continue"] != "500") return false;
            forgot = true;
            return await ApiServerDouble.RefuseAsync(context, 410, "Expired", "The provided continue parameter is too old");
        };
        Collected run = new();
        Assert.Equal(0, (await run.RunAsync(server)).ExitCode);
        Assert.True(forgot);
        using JsonDocument pods = JsonDocument.Parse(run.Read("cluster/pods.json"));
        string[] names = [.. pods.RootElement.GetProperty("items").EnumerateArray()
            .Select(p => p.GetProperty("metadata").GetProperty("name").GetString()!)];
        Assert.Equal(655, names.Length);
        Assert.Equal(655, names.Distinct().Count());
        Assert.Equal(6, server.Requests.Count(r => r.StartsWith("GET /api/v1/pods?limit=250", StringComparison.Ordinal)));
        Assert.Equal(8, server.Requests.Count(r => r.Contains("/log?")));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_when_it_says()
    {
        await using ApiServerDouble server = await FullServerAsync();
        int asked = 0;
        long first = 0, second = 0;
        server.Instead = async context =>
        {
            if (context.Request.Path != "/api/v1/nodes") return false;
            if (++asked == 1) first = Stopwatch.GetTimestamp();
            if (asked == 2) second = Stopwatch.GetTimestamp();
            if (asked > 2) return false;
            context.Response.Headers.RetryAfter = asked == 1 ? "1" : "0";
            return await ApiServerDouble.RefuseAsync(context, asked == 1 ? 429 : 503, "TooManyRequests", "too many requests");
        };
        Collected run = new();
        Assert.Equal(0, (await run.RunAsync(server)).ExitCode);
        Assert.Equal(3, asked);
        Assert.InRange(Stopwatch.GetElapsedTime(first, second).TotalSeconds, 0.95, 5);
        Assert.Contains("cluster/nodes.json", run.Files);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_half_way_it_leaves_no_bundle_and_run_again_a_whole_one(bool withMercy)
    {
        await using ApiServerDouble server = await FullServerAsync();
        TaskCompletionSource reached = new();
        server.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("ztunnel-vjxgn/log", StringComparison.Ordinal)) return false;
            await context.Response.WriteAsync(Log(minutes: 30)[..500]);
            await context.Response.Body.FlushAsync();
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        Collected run = new();
        using (Process process = run.Start(server.WriteKubeconfig(run.Folder)))
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            if (withMercy)
            {
                using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                process.Kill();
            }
            string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (withMercy)
            {
                Assert.Equal(130, process.ExitCode);
                Assert.Contains("nothing was written", errors);
            }
        }
        Assert.False(Directory.Exists(run.Bundle));
        string partial = run.Bundle + ".partial";
        Assert.Equal(!withMercy, Directory.Exists(partial));
        Assert.False(File.Exists(Path.Combine(partial, "bundle.json")));
        if (!withMercy) await File.WriteAllTextAsync(Path.Combine(partial, "logs", "ztunnel-of-another-cluster.log"), "x");

        server.Instead = null;
        Assert.Equal(0, (await run.RunAsync(server)).ExitCode);
        Assert.Equal(BundlePaths(), run.Files);
        Assert.False(Directory.Exists(partial));
        // And once more over a whole one, which stays until the new one is whole.
        server.Logs[Pods[0]] = Log(minutes: 7);
        Assert.Equal(0, (await run.RunAsync(server)).ExitCode);
        Assert.Equal(BundlePaths(), run.Files);
        Assert.Equal(Log(minutes: 7), run.Read("logs/ztunnel-6s78t.log"));
        Assert.Equal(["bundle", "kubeconfig"], Directory.GetFileSystemEntries(run.Folder).Select(Path.GetFileName).Order());

        using Process recommend = Collected.StartTool(server.WriteKubeconfig(run.Folder), "recommend", run.Bundle, "--max-resets", "50%");
        string answer = await recommend.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await recommend.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(recommend.ExitCode is 0 or 3, answer);
        Assert.Contains("8 nodes (those with a ztunnel in ", answer);
        Assert.Contains("maxUnavailable=0 minReadySeconds=0, as the manifest has it", answer);

        using Process fit = Collected.StartTool(server.WriteKubeconfig(run.Folder), "fit", run.Bundle, "--out", Path.Combine(run.Folder, "fit"));
        string fitted = await fit.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await fit.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(fit.ExitCode == 0, fitted);
        Assert.Equal(8, Scenario.Load(Path.Combine(run.Folder, "fit", "scenario.yaml"), TestContext.Current.CancellationToken).Rollout.Cluster.Nodes.Count);
    }

    [Fact]
    public async Task A_folder_that_is_no_bundle_is_left_alone()
    {
        await using ApiServerDouble server = await ApiServerDouble.StartAsync();
        Collected run = new();
        Directory.CreateDirectory(run.Bundle);
        await File.WriteAllTextAsync(run.PathOf("thesis.txt"), "mine", TestContext.Current.CancellationToken);
        (int exitCode, _, string errors) = await run.RunAsync(server);
        Assert.Equal(2, exitCode);
        Assert.Contains("holds something else than a bundle", errors);
        Assert.Equal(["thesis.txt"], run.Files);
    }

    [Fact]
    public async Task Where_there_is_no_ztunnel_it_is_said_what_was_looked_for()
    {
        await using ApiServerDouble server = await FullServerAsync();
        Collected run = new();
        (int exitCode, string output, _) = await run.RunAsync(server, "--namespace", "ambient");
        Assert.Equal(0, exitCode);
        Assert.Contains(
            "There is no ztunnel pod in the namespace 'ambient' (a pod of a DaemonSet that is named ztunnel, or a pod labelled "
            + "app=ztunnel)", output);
        Assert.Contains("There are some in istio-system.", output);
        Assert.Contains("There is nothing in it to fit", output);
    }

    [Fact]
    public async Task A_ztunnel_in_another_namespace_is_found()
    {
        await using ApiServerDouble server = await FullServerAsync();
        foreach (string list in (string[])["/api/v1/pods", "/apis/apps/v1/daemonsets"])
        {
            foreach (JsonNode metadata in server.Objects(list).Select(o => o["metadata"]!))
            {
                if (((string)metadata["name"]!).StartsWith("ztunnel", StringComparison.Ordinal)) metadata["namespace"] = "mesh";
            }
        }
        Collected run = new();
        (_, string output, _) = await run.RunAsync(server);
        Assert.Contains("There is no ztunnel pod in 'istio-system'; those of mesh were taken.", output);
        Assert.Contains("logs/ztunnel-6s78t.log", run.Files);
        Assert.Contains("cluster/ztunnel-daemonset.json", run.Files);
    }

    private static Task<bool> Forbid(HttpContext context, string resource) =>
        ApiServerDouble.RefuseAsync(context, 403, "Forbidden", $"{resource} is forbidden: User \"me\" cannot do that");

    internal static string[] BundlePaths() =>
    [
        .. Pods.SelectMany(p => (string[])[$"connections/{p}.json", $"logs/{p}.log", $"metrics/{p}.0.prom", $"metrics/{p}.1.prom"])
            .Concat(((string[])["namespaces", "nodes", "owners", "poddisruptionbudgets", "pods", "ztunnel-daemonset"])
                .Select(n => $"cluster/{n}.json"))
            .Append("bundle.json").Order(StringComparer.Ordinal),
    ];

    /// <summary>A server whose ztunnels have logs, metrics and connections.</summary>
    internal static async Task<ApiServerDouble> FullServerAsync()
    {
        ApiServerDouble server = await ApiServerDouble.StartAsync();
        foreach (string pod in Pods) server.Logs[pod] = Log(minutes: 30, pod);
        ConcurrentCounter scrapes = new();
        server.Metrics = pod => Exposition(100 + 50 * scrapes.Next(pod));
        server.Dump = """
            {
              "certificates": [{ "identity": "spiffe://cluster.local/ns/shop/sa/cart", "pem": "CERT" }],
              "workloadState": { "cluster//Pod/shop/cart-64544c85b6-9w2xz": {
                "info": { "name": "cart-64544c85b6-9w2xz", "namespace": "shop", "serviceAccount": "cart" },
                "connections": {
                  "inbound": [{ "src": "10.244.1.9:4711", "originalDst": "10.244.2.3:8080", "protocol": "HBONE" }],
                  "outbound": [{ "src": "10.244.2.3:40000", "originalDst": "10.96.0.7:80", "protocol": "HBONE" },
                               { "src": "10.244.2.3:40001", "originalDst": "10.96.0.7:80", "protocol": "TCP" }] } } }
            }
            """;
        return server;
    }

    /// <summary>Three connections, each pod's its own, and lines of other kinds.</summary>
    internal static string Log(int minutes, string pod = "ztunnel-6s78t", DateTime? from = null)
    {
        StringBuilder log = new();
        DateTime start = from ?? new(2026, 11, 25, 8, 0, 0);
        log.Append(Line(start, "debug\tproxy::inbound\taccepted for shop/cart from payments"));
        foreach (int at in (int[])[1, minutes / 2, minutes])
        {
            log.Append(Line(
                start.AddMinutes(at),
                $"info\taccess\tconnection complete\tsrc.addr=10.244.{1 + Array.IndexOf(Pods, pod)}.9:{40000 + at + log.Length} "
                + "src.workload=\"frontend-7c8b978db4-xk2lp\" src.namespace=\"shop\" src.identity=\"spiffe://cluster.local/ns/shop/sa/frontend\" "
                + "dst.addr=10.244.2.3:15008 "
                + "dst.hbone_addr=10.244.2.3:8080 dst.service=\"cart.shop.svc.cluster.local\" dst.workload=\"cart-64544c85b6-9w2xz\" "
                + "dst.namespace=\"shop\" dst.identity=\"spiffe://cluster.local/ns/shop/sa/cart\" direction=\"outbound\" bytes_sent=67 "
                + "bytes_recv=490 duration=\"1300ms\""));
        }
        return log.ToString();

        static string Line(DateTime time, string text) => $"{time:yyyy-MM-ddTHH:mm:ss.ffffff}Z\t{text}\n";
    }

    private static string Exposition(int opened)
    {
        const string Labels = "reporter=\"source\",source_workload=\"frontend\",source_workload_namespace=\"shop\","
            + "destination_service=\"cart.shop.svc.cluster.local\",destination_workload=\"cart\",destination_workload_namespace=\"shop\","
            + "response_flags=\"-\"";
        return $$"""
            # HELP istio_tcp_connections_opened The total number of TCP connections opened.
            # TYPE istio_tcp_connections_opened counter
            istio_tcp_connections_opened_total{{"{" + Labels + "}"}} {{opened}}
            istio_tcp_connections_closed_total{{"{" + Labels + "}"}} {{opened - 20}}
            istio_build{component="ztunnel",tag="1.27.1"} 1
            # EOF
            """;
    }

    internal static void Offer(ApiServerDouble server, string version)
    {
        Func<HttpContext, Task<bool>>? others = server.Instead;
        server.Instead = async context =>
        {
            if (context.Request.Path != "/apis/sailoperator.io") return others is not null && await others(context);
            await context.Response.WriteAsync($$"""{ "kind": "APIGroup", "versions": [{ "version": "{{version}}" }] }""");
            return true;
        };
    }

    private static JsonNode Status(ApiServerDouble server, string pod) => server.Objects("/api/v1/pods")
        .Single(p => (string?)p["metadata"]!["name"] == pod)["status"]!["containerStatuses"]![0]!;

    private sealed class ConcurrentCounter
    {
        private readonly Dictionary<string, int> _counts = [];

        public int Next(string name)
        {
            lock (_counts) return _counts[name] = _counts.GetValueOrDefault(name, -1) + 1;
        }
    }
}
