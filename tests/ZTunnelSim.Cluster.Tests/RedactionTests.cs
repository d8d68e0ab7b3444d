using System.IO.Compression;
using System.Text.Json;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>A bundle without names: nobody's name is in it, and it reads as the one with names does.</summary>
public class RedactionTests
{
    private readonly Redaction _redaction = new(new byte[32]);

    [Fact]
    public async Task No_name_of_the_cluster_is_anywhere_in_the_bundle()
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        server.Logs["ztunnel-6s78t"] += """
            2026-11-25T09:00:00.000000Z	error	access	connection complete	src.addr=10.244.1.9:5 src.workload="frontend-7c8b978db4-xk2lp" src.namespace="shop" dst.addr=10.244.2.3:8080 direction="outbound" bytes_sent=0 bytes_recv=0 duration="2ms" error="connection to cart.shop (10.244.2.3) refused: Connection refused (os error 111)"
            2026-11-25T09:00:01.000000Z	info	ztunnel	running with config: proxy: true
            localNode: worker-1
            clusterId: acme-production
            2026-11-25T09:00:02.000000Z	info	app	received signal SIGTERM from worker-1

            """;
        server.AddList(
            "/apis/sailoperator.io/v1/ztunnels", "ZTunnel", "sailoperator.io/v1", """
            { "metadata": { "name": "acme-mesh", "labels": { "acme.com/team": "payments", "version": "acme-2" } },
              "spec": { "version": "v1.27.1", "namespace": "istio-system",
                "values": { "ztunnel": { "terminationGracePeriodSeconds": 60 } } } }
            """);
        CollectTests.Offer(server, "v1");
        Collected run = new(), named = new();
        (int exitCode, string output, _) = await run.RunAsync(server, "--redact");
        Assert.Equal(0, exitCode);
        Assert.Contains("names hashed", output);
        await named.RunAsync(server);

        string[] names = Names(server);
        Assert.True(names.Length > 100, $"{names.Length} names");
        Assert.All(names, name => Assert.Empty(run.FilesWithWord(name).Select(file => $"{name} is in {file}")));
        string[] addresses = named.Addresses;
        Assert.All((string[])["10.96.0.7", "10.244.1.9", "10.244.2.3"], address => Assert.Contains(address, addresses));
        Assert.Empty(run.Addresses.Intersect(addresses));
        string[] others = ["acme", "frontend", "\"lab\"", "127.0.0.1", ApiServerDouble.Secret, "worker-1"];
        foreach (string other in others)
            Assert.Empty(run.FilesWith(other).Select(file => $"{other} is in {file}"));
        Assert.DoesNotContain("lab", run.Manifest.GetProperty("context").GetString());
    }

    [Fact]
    public async Task A_bundle_without_names_reads_as_that_with_names()
    {
        await using ApiServerDouble server = await CollectTests.FullServerAsync();
        Collected named = new(), hashed = new();
        await named.RunAsync(server);
        await hashed.RunAsync(server, "--redact");

        ClusterInventory before = Inventory(named), after = Inventory(hashed);
        Assert.Equal(Structure(before), Structure(after));
        Assert.Equal(before.ZTunnels.Pods.Select(p => p.Times).Order(Times), after.ZTunnels.Pods.Select(p => p.Times).Order(Times));
        Assert.All(after.ZTunnels.Pods, pod => Assert.StartsWith("ztunnel-", pod.Name));
        Assert.Equal(before.AmbientNamespaces.Count, after.AmbientNamespaces.Count);
        Assert.Equal(before.ParallelStatefulSets.Count, after.ParallelStatefulSets.Count);
        Assert.Equal(30, ZTunnelManifest.Load(hashed.PathOf("cluster/ztunnel-daemonset.json")).GracePeriod.Seconds);

        WorkloadLifetimes cart = Assert.Single(ConnectionFiles.Read(hashed.PathOf("logs")).Workloads);
        WorkloadLifetimes original = Assert.Single(ConnectionFiles.Read(named.PathOf("logs")).Workloads);
        Assert.Equal(original.Count, cart.Count);
        Assert.Equal(original.Observations, cart.Observations);
        // One name is one name in all files: logs, counters, dumps and objects.
        WorkloadCounters counted = Assert.Single(CounterFiles.Read(Directory.GetFiles(hashed.PathOf("metrics"))).Workloads);
        Assert.Equal(cart.Workload, counted.Workload);
        string[] owners = [.. after.Pods.Select(p => $"{p.Owner.Name}.{p.Namespace}")];
        Assert.Contains(cart.Workload, owners);
        string dump = Directory.GetFiles(hashed.PathOf("connections"))[0];
        Assert.Equal(cart.Workload, ConnectionFiles.Read(dump).Open.Single().Workload);
        // Two bundles have two keys.
        Collected again = new();
        await again.RunAsync(server, "--redact");
        Assert.Empty(again.FilesWith(cart.Workload));

        static ClusterInventory Inventory(Collected run) => InventoryReader.Load(run.Objects);

        // What each pod is, without its name, and how many share its owner, its node and its budgets.
        static IEnumerable<string> Structure(ClusterInventory cluster) => cluster.Pods.Select(pod =>
            $"{pod.Owner.Kind} {pod.Phase} {pod.IsReady} {pod.InAmbientMesh} {pod.RequestedMilliCpu} {pod.RequestedMemoryBytes} "
            + $"{pod.IsZTunnel} {pod.Priority} {pod.HasLocalData} "
            + $"{cluster.Pods.Count(p => p.Owner == pod.Owner && p.Namespace == pod.Namespace)} "
            + $"{cluster.Pods.Count(p => p.Node == pod.Node)} {cluster.BudgetsOf(pod).Count()}").Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("z2a_n0-g2.log.gz")]
    [InlineData("z8_B-g0.log.gz")]
    [InlineData("z10_A-g4.log.gz")]
    public async Task A_recorded_log_without_names_reads_as_it_did(string name)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string plain = Path.Combine(folder, "ztunnel.log"), hashed = Path.Combine(folder, "ztunnel-hashed.log");
        string recorded = Path.Combine(Recordings.Folder("ztunnel"), "logs", name);
        await using (GZipStream packed = new(File.OpenRead(recorded), CompressionMode.Decompress))
        await using (FileStream copy = File.Create(plain)) await packed.CopyToAsync(copy, TestContext.Current.CancellationToken);
        await using (LogFile log = new(hashed, new LogRedaction(_redaction)))
        {
            // In pieces, as it comes from a server.
            foreach (byte[] piece in File.ReadAllBytes(plain).Chunk(1009)) log.Write(piece);
            log.Complete();
        }
        ConnectionData before = ConnectionFiles.Read(plain), after = ConnectionFiles.Read(hashed);
        Assert.True(before.Workloads.Sum(w => w.Count) > 100);
        Assert.Equal(
            before.Workloads.Select(w => (w.Count, w.Observations.Sum(o => o.Seconds))).Order(),
            after.Workloads.Select(w => (w.Count, w.Observations.Sum(o => o.Seconds))).Order());
        Assert.Equal(Told(before.Report), Told(after.Report));
        Assert.DoesNotContain("zlab", File.ReadAllText(hashed));

        // Lines without a time, of the configuration and of messages over several lines, are left out.
        static string Told(ConnectionReadReport report) => string.Join(
            ", ",
            report.SkippedByReason
                .Where(s => s.Reason is not (SkipReason.Configuration or SkipReason.UnknownForm or SkipReason.OtherLogLine))
                .Select(s => $"{s.Reason} {s.Count}")
                .Append($"{report.Outbound} out, {report.Inbound} in, {report.KilledByDrain} cut, {report.CutAtItsWord} at its word, "
                    + $"{report.CutWithTunnel} with a tunnel, {report.EndedWithPod} with a pod, {report.OpenAtEnd} open, "
                    + $"{report.FailedAttempts} failed"));
    }

    [Theory]
    [InlineData("""{"level":"info","time":"2026-11-25T08:01:00.000000Z","scope":"access","message":"connection complete","src.addr":"10.1.2.3:4","src.workload":"api-7485cf4495-abcde","dst.service":"cart.shop.svc.cluster.local","bytes_sent":1,"bytes_recv":2,"duration":"3ms","direction":"outbound"}""")]
    [InlineData("2026-11-25T08:01:00.000000Z\tinfo\taccess\tconnection complete\tsrc.addr=10.1.2.3:4 src.workload=\"api-7485cf4495-abcde\" dst.service=\"cart.shop.svc.cluster.local\" direction=\"outbound\" bytes_sent=1 bytes_recv=2 duration=\"3ms\"")]
    [InlineData("2026-11-25T08:01:00.000000Z  INFO access: connection complete src.addr=10.1.2.3:4 src.workload=\"api-7485cf4495-abcde\" dst.service=\"cart.shop.svc.cluster.local\" direction=\"outbound\" bytes_sent=1 bytes_recv=2 duration=\"3ms\"")]
    public void Each_form_of_a_line_stays_what_it_is(string line)
    {
        string written = new LogRedaction(_redaction).Line(line)!;
        Assert.DoesNotContain("cart", written);
        Assert.DoesNotContain("10.1.2.3", written);
        Assert.DoesNotContain("api", written);
        string file = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "ztunnel.log");
        File.WriteAllText(file, written + "\n");
        WorkloadLifetimes read = Assert.Single(ConnectionFiles.Read(file).Workloads);
        Assert.Equal(_redaction.Text("cart.shop"), read.Workload);
        Assert.Equal(0.003, read.Observations[0].Seconds);
    }

    [Theory]
    [InlineData(LineError.AfterStart)]
    [InlineData(LineError.PeerGone)]
    [InlineData(LineError.Dropped)]
    [InlineData(LineError.StreamClosed)]
    [InlineData(LineError.TunnelBroke)]
    [InlineData(LineError.Policy)]
    [InlineData(LineError.Refused)]
    [InlineData(LineError.Unroutable)]
    [InlineData(LineError.TimedOut)]
    [InlineData(LineError.HttpStatus)]
    [InlineData(LineError.BeforeStart)]
    internal void An_error_in_ztunnels_own_words_says_the_same(LineError error) =>
        Assert.Equal(error, LineErrors.Of(System.Text.Encoding.UTF8.GetBytes(LineErrors.TextOf(error)!)));

    [Fact]
    public void A_name_keeps_its_structure()
    {
        string deployment = _redaction.Text("my-api"), space = _redaction.Text("payments");
        string pod = _redaction.Text("my-api-7485cf4495-xk2lp");
        Assert.StartsWith(deployment + "-", pod);
        Assert.Equal(deployment, System.Text.Encoding.UTF8.GetString(Owner(pod)));
        Assert.Equal($"{deployment}.{space}.svc.cluster.local", _redaction.Text("my-api.payments.svc.cluster.local"));
        Assert.Equal($"spiffe://cluster.local/ns/{space}/sa/{deployment}", _redaction.Text("spiffe://cluster.local/ns/payments/sa/my-api"));
        Assert.Matches("^ztunnel-[bcdfghjklmnpqrstvwxz2456789]{5}$", _redaction.Text("ztunnel-xk2lp"));
        Assert.Equal(_redaction.Text("db") + "-2", _redaction.Text("db-2"));
        // A node's name that is its address keeps none of it.
        Assert.Matches("^(a[0-9a-f]{12}-){4}a[0-9a-f]{12}$", _redaction.Text("ip-10-0-12-34"));
        Assert.Matches(@"^\d+\.\d+\.\d+\.\d+:8080$", _redaction.Text("10.1.2.3:8080"));
        Assert.NotEqual("10.1.2.3:8080", _redaction.Text("10.1.2.3:8080"));
        Assert.Matches(@"^\[fd[0-9a-f:]+\]:15008$", _redaction.Text("[2001:db8::7]:15008"));
        Assert.Matches("^fd[0-9a-f:]+$", _redaction.Text("2001:db8::7"));
        Assert.NotEqual(_redaction.Text("my-api"), new Redaction().Text("my-api"));

        static byte[] Owner(string pod) => PodName.Owner(System.Text.Encoding.UTF8.GetBytes(pod)).ToArray();
    }

    [Theory]
    [InlineData(27UL * 27)]
    [InlineData(1000UL)]
    [InlineData(2UL)]
    public void A_permutation_makes_no_two_numbers_one(ulong size)
    {
        Permutation permutation = new(new byte[32], "test", size);
        ulong[] all = [.. Enumerable.Range(0, (int)size).Select(i => permutation.Of((ulong)i)).Order()];
        Assert.Equal(Enumerable.Range(0, (int)size).Select(i => (ulong)i), all);
    }

    private static readonly Comparer<ProcessTimes?> Times = Comparer<ProcessTimes?>.Create(
        (a, b) => string.CompareOrdinal(a?.ToString(), b?.ToString()));

    /// <summary>The names of all objects that no word of Istio's own is in, and their nodes' addresses.</summary>
    private static string[] Names(ApiServerDouble server) =>
    [
        .. ((string[])[
            "/api/v1/nodes", "/api/v1/pods", "/api/v1/namespaces", "/apis/policy/v1/poddisruptionbudgets", "/apis/apps/v1/deployments",
            "/apis/apps/v1/replicasets", "/apis/apps/v1/statefulsets", "/apis/apps/v1/daemonsets"])
            .SelectMany(server.Objects).Select(o => (string)o["metadata"]!["name"]!)
            .Where(name => name is not ("ztunnel" or "waypoint")).Distinct(),
    ];
}
