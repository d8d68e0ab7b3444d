using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>What a scenario, kubectl and Prometheus say of ztunnel's memory and of its restarts.</summary>
public class MemoryReaderTests
{
    private const long Mi = 1L << 20;

    [Fact]
    public void A_scenario_says_what_a_process_takes_and_what_there_is()
    {
        ZTunnelMemory memory = Of("memory: { base: 30Mi, perConnection: 20Ki, limit: 512Mi, room: 1Gi }").Memory;
        Assert.Equal((30.0 * Mi, 20480.0, 512 * Mi, 1024 * Mi), (memory.BaseBytes, memory.BytesPerConnection, memory.LimitBytes!.Value,
            memory.RoomOn("any")!.Value));
        Assert.False(memory.IsAssumed);
        ZTunnelMemory constant = Of("memory: 60Mi").Memory;
        Assert.Equal((60.0 * Mi, 0.0, false), (constant.Of(1e6), constant.BytesPerConnection, constant.IsAssumed));
        ZTunnelMemory assumed = Of("memory: { limit: 512Mi }").Memory;
        Assert.Equal((ZTunnelMemory.Assumed.BaseBytes, 512 * Mi, true), (assumed.BaseBytes, assumed.LimitBytes!.Value, assumed.IsAssumed));
        // 100 open connections on a node.
        Scenario scenario = Scenario.Parse(Text("memory: { base: 30Mi, perConnection: 20Ki }"));
        Assert.Equal(30 * Mi + 100 * 20480, scenario.ZTunnelMemoryBytes);
    }

    [Theory]
    [InlineData("memory: { base: lots }", "f:2: ztunnel.memory.base: an amount of bytes")]
    [InlineData("memory: { bse: 30Mi }", "did you mean 'base'")]
    [InlineData("unplannedRestarts: -1", "ztunnel.unplannedRestarts")]
    [InlineData("unplannedRestarts: { restarts: 3 }", "over")]
    [InlineData("memory: { prometheus: nothing.json }", "nothing.json")]
    public void What_is_wrong_is_said(string ztunnel, string expected)
    {
        InputException e = Assert.Throws<InputException>(() => Scenario.Parse(Text(ztunnel), "f"));
        Assert.Contains(expected, e.Message);
    }

    [Fact]
    public void Restarts_are_given_a_year_or_as_they_were_counted()
    {
        Assert.Equal(12, Of("unplannedRestarts: 12").UnplannedRestarts!.PerYear(10), 1e-9);
        Assert.Equal(7 / 90.0 * 365.25, Of("unplannedRestarts: { restarts: 7, over: 90d }").UnplannedRestarts!.PerYear(10), 1e-9);
        Assert.Null(Of("").UnplannedRestarts);
    }

    [Fact]
    public void Kubectl_shows_restarts_limits_and_room()
    {
        ClusterFile file = new ClusterFile()
            .Node("n1").Since("2026-08-01T00:00:00Z", "2026-11-09T00:00:00Z")
            .Node("n2").Since("2026-08-01T00:00:00Z", "2026-11-09T00:00:00Z")
            .ZTunnel("n1", ZTunnel("2026-08-01T00:00:00Z", restarts: 3, "OOMKilled"))
            .ZTunnel("n2", ZTunnel("2026-09-30T00:00:00Z", restarts: 1, "Error"))
            .Pod("shop", "big", "n2", "StatefulSet", "big", "100m", """
                {"spec":{"containers":[{"resources":{"requests":{"cpu":"100m","memory":"7Gi"}}}]}}
                """);
        Rollout rollout = FromCluster(file).Rollout;
        RestartCount restarts = rollout.UnplannedRestarts!;
        // 100 days of the one, 40 of the other.
        Assert.Equal((4.0, 140.0, 1L), (restarts.Count, restarts.NodeDays, restarts.OutOfMemory));
        Assert.Contains("kubectl", restarts.Source);
        Assert.Equal((600 * Mi, 8192 * Mi, 1024 * Mi),
            (rollout.Memory.LimitBytes!.Value, rollout.Memory.RoomOn("n1")!.Value, rollout.Memory.RoomOn("n2")!.Value));
        Assert.Equal("n2", new ProcessMemory(rollout).Node);
        // What is said in the scenario replaces that.
        Assert.Equal(100 * Mi, FromCluster(file, "memory: { room: 100Mi }").Rollout.Memory.RoomOn("n1"));
    }

    [Fact]
    public void Two_ztunnels_have_what_they_request_however_full_the_node_is()
    {
        ClusterFile file = new ClusterFile()
            .Node("n1").Since("2026-08-01T00:00:00Z", "2026-11-09T00:00:00Z")
            .ZTunnel("n1", ZTunnel("2026-08-01T00:00:00Z", restarts: 0, reason: null))
            .Pod("shop", "big", "n1", "StatefulSet", "big", "100m", """
                {"spec":{"containers":[{"resources":{"requests":{"cpu":"100m","memory":"8Gi"}}}]}}
                """);
        Assert.Equal(2 * 300 * Mi, FromCluster(file, assumesRoom: true).Rollout.Memory.RoomOn("n1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Metrics_of_both_make_a_line_that_most_samples_lie_below(bool hasGauge)
    {
        // 40 MiB and 8 KiB for a connection, and up to 4 MiB of noise.
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "memory.json");
        File.WriteAllText(path, Metrics(hasGauge, connectionBytes: 8192));
        ZTunnelMemory memory = Of($"memory: {{ prometheus: '{path}', limit: 1Gi }}").Memory;
        Assert.InRange(memory.BytesPerConnection, 8192 * 0.98, 8192 * 1.02);
        Assert.InRange(memory.BaseBytes, 43.0 * Mi, 45.0 * Mi);
        Assert.Contains("200 samples of 2 ztunnels", memory.Source);
        Assert.Equal((1024 * Mi, false), (memory.LimitBytes!.Value, memory.IsAssumed));
    }

    [Fact]
    public void Metrics_of_one_alone_tell_nothing()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "memory.json");
        JsonNode metrics = JsonNode.Parse(Metrics(hasGauge: true, connectionBytes: 8192))!;
        JsonArray series = metrics["data"]!["result"]!.AsArray();
        foreach (JsonNode? one in series.Where(s => $"{s!["metric"]!["__name__"]}" == "istio_tcp_sockets_open").ToArray()) series.Remove(one);
        File.WriteAllText(path, metrics.ToJsonString());
        InputException e = Assert.Throws<InputException>(() => Of($"memory: {{ prometheus: '{path}' }}"));
        Assert.Contains("has 0 samples of container_memory_working_set_bytes", e.Message);
    }

    private static string Metrics(bool hasGauge, double connectionBytes)
    {
        Random random = new(5);
        JsonArray series = [];
        foreach (string pod in new[] { "ztunnel-a", "ztunnel-b" })
        {
            double[] open = [.. Enumerable.Range(0, 100).Select(_ => (double)random.Next(1000, 20_000))];
            Add("container_memory_working_set_bytes", pod, "istio-proxy",
                open.Select(o => 40.0 * Mi + connectionBytes * o + 4 * Mi * random.NextDouble()));
            // The whole pod's, which counts it again.
            Add("container_memory_working_set_bytes", pod, "", open.Select(o => 1e9));
            if (hasGauge)
            {
                Add("istio_tcp_sockets_open", pod, null, open);
                continue;
            }
            Add("istio_tcp_connections_opened_total", pod, null, open.Select((o, i) => 1e6 + 1e4 * i + o));
            Add("istio_tcp_connections_closed_total", pod, null, open.Select((o, i) => 1e6 + 1e4 * i));
        }
        return new JsonObject
        {
            ["status"] = "success",
            ["data"] = new JsonObject { ["resultType"] = "matrix", ["result"] = series },
        }.ToJsonString();

        void Add(string name, string pod, string? container, IEnumerable<double> values)
        {
            JsonObject labels = new() { ["__name__"] = name, ["pod"] = pod };
            if (container is not null) labels["container"] = container;
            series.Add(new JsonObject
            {
                ["metric"] = labels,
                ["values"] = new JsonArray([.. values.Select((v, i) => (JsonNode)new JsonArray(1.7e9 + 60 * i, FormattableString.Invariant($"{v:R}")))]),
            });
        }
    }

    private static string ZTunnel(string created, int restarts, string? reason)
    {
        string last = reason is null ? "" : $",\"lastState\":{{\"terminated\":{{\"reason\":\"{reason}\"}}}}";
        return $$$$"""
            {"metadata":{"creationTimestamp":"{{{{created}}}}"},
             "spec":{"containers":[
               {"name":"istio-proxy","resources":{"requests":{"cpu":"200m","memory":"300Mi"},"limits":{"memory":"600Mi"}}}]},
             "status":{"containerStatuses":[
               {"name":"istio-proxy","restartCount":{{{{restarts}}}},"state":{"running":{"startedAt":"{{{{created}}}}"}}{{{{last}}}}}]}}
            """;
    }

    private static Scenario FromCluster(ClusterFile file, string ztunnel = "", bool assumesRoom = false)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "cluster.json"), file.ToString());
        string path = Path.Combine(folder, "s.yaml"), room = assumesRoom ? ", assumeSurgeRoom: true" : "";
        File.WriteAllText(path, Text(ztunnel).Replace(
            "cluster: { nodes: 10 }", $"cluster: {{ kubectl: cluster.json{room} }}", StringComparison.Ordinal));
        return Scenario.Load(path);
    }

    private static Rollout Of(string ztunnel) => Scenario.Parse(Text(ztunnel), "f").Rollout;

    private static string Text(string ztunnel) => $$"""
        cluster: { nodes: 10 }
        ztunnel: { terminationGracePeriodSeconds: [30, 300]{{(ztunnel.Length > 0 ? $", {ztunnel}" : "")}} }
        workloads:
          - { name: w, openPerNode: 100, lifetime: { exponential: { mean: 20m } } }
        """;
}
