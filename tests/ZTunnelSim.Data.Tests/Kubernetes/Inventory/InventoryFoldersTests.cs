using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>What support tools gather holds the cluster too: a folder or an archive stands for what kubectl printed.</summary>
public sealed class InventoryFoldersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A file for each node and pod, lists of them beside, and much that is of no use.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_must_gather_shows_what_kubectl_shows(bool packed)
    {
        const string Root = "must-gather.local.1/quay-io";
        ClusterInventory expected = InventoryReader.Load(Fixture("nodes-pods-pdb-ds.json"), Fixture("namespaces.json"));
        foreach (JsonNode item in Items("nodes-pods-pdb-ds.json").Concat(Items("namespaces.json")))
        {
            string kind = (string)item["kind"]!, name = (string)item["metadata"]!["name"]!;
            string? space = (string?)item["metadata"]!["namespace"];
            string path = kind switch
            {
                "Node" => $"cluster-scoped-resources/core/nodes/{name}.yaml",
                "Pod" => $"namespaces/{space}/pods/{name}/{name}.yaml",
                _ => $"namespaces/{space ?? name}/{kind.ToLowerInvariant()}s/{name}.yaml",
            };
            Write($"{Root}/{path}", $"---\n{item.ToJsonString()}");
        }
        foreach (IGrouping<string, JsonNode> space in Items("pods.json").GroupBy(p => (string)p["metadata"]!["namespace"]!))
        {
            // The list of a namespace says at its end what it is.
            Write($"{Root}/namespaces/{space.Key}/core/pods.yaml",
                $"---\n{new JsonObject { ["apiVersion"] = "v1", ["items"] = new JsonArray([.. space.Select(p => p.DeepClone())]), ["kind"] = "PodList" }}");
        }
        Write($"{Root}/namespaces/istio-system/core/configmaps.yaml", "---\napiVersion: v1\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data: {a: b}\nkind: ConfigMapList\n");
        Write($"{Root}/namespaces/istio-system/pods/istiod-1/istiod/logs/current.log", "2026-11-25T05:05:10Z info kind: Pod apiVersion: v1\n");
        Write($"{Root}/event-filter.html", "<html>kind: Node</html>");
        Write("timestamp", "2026-11-25 05:05:10");

        ClusterInventory read = InventoryReader.Load(packed ? Tar() : _folder);
        Assert.Equal(expected.Nodes.Select(n => n.Name), read.Nodes.Select(n => n.Name));
        Assert.Equal(expected.Pods.Select(p => (p.Namespace, p.Name, p.Node, p.InAmbientMesh)), read.Pods.Select(p => (p.Namespace, p.Name, p.Node, p.InAmbientMesh)));
        Assert.Equal(expected.Budgets.Select(b => $"{b}"), read.Budgets.Select(b => $"{b}"));
        Assert.Equal(new ZTunnelNodes(expected).Nodes.Select(n => n.Name), new ZTunnelNodes(read).Nodes.Select(n => n.Name));
        // Each pod stands there twice, and what is of no use is not read.
        Assert.Contains(read.Skipped, s => s.Reason == "pods listed before" && s.Count >= expected.Pods.Count);
        Assert.DoesNotContain(read.Skipped, s => s.Reason.Contains("can't be read", StringComparison.Ordinal));
    }

    /// <summary>istioctl keeps the cluster's objects as YAML, and of the nodes only what kubectl describes.</summary>
    [Fact]
    public void A_bug_report_tells_nodes_as_kubectl_describes_them()
    {
        Write("bug-report/cluster/nodes", Described);
        Write("bug-report/cluster/k8s-resources", """
            apiVersion: v1
            items:
            - apiVersion: v1
              kind: Pod
              metadata: { name: ztunnel-x7k2p, namespace: istio-system, labels: { app: ztunnel } }
              spec: { nodeName: worker-1, containers: [{ name: istio-proxy }], terminationGracePeriodSeconds: 45 }
              status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
            kind: List
            """);
        ClusterInventory read = InventoryReader.Load(_folder);
        Assert.Equal(["control-1", "worker-1"], read.Nodes.Select(n => n.Name));
        InventoryNode control = read.Nodes[0], worker = read.Nodes[1];
        Assert.Equal([new NodeTaint("node-role.kubernetes.io/control-plane", "", "NoSchedule"), new NodeTaint("dedicated", "infra", "NoExecute")], control.Taints);
        Assert.Equal((true, false), (control.Unschedulable, control.IsReady));
        Assert.Equal((false, true), (worker.Unschedulable, worker.IsReady));
        Assert.Empty(worker.Taints);
        Assert.Equal((3920, 14_000_000L * 1024, 110), (worker.AllocatableMilliCpu, worker.AllocatableMemoryBytes, worker.AllocatablePods));
        Assert.Equal("linux", worker.Labels["kubernetes.io/os"]);
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 8, 1, 9, TimeSpan.Zero), worker.Created);
        Assert.Equal("worker-1", Assert.Single(new ZTunnelNodes(read).Nodes).Name);
    }

    /// <summary>The API server's own lists have no kinds in their items, and their own stands at their end, behind much else.</summary>
    [Fact]
    public void A_list_that_says_late_what_it_holds_is_read()
    {
        JsonNode[] nodes = [.. Items("nodes-pods-pdb-ds.json").Where(i => (string)i["kind"]! == "Node")];
        foreach (JsonNode node in nodes)
        {
            node.AsObject().Remove("kind");
            node["metadata"]!["annotations"] = new JsonObject { ["long"] = new string('x', 70_000) };
        }
        JsonObject list = new() { ["apiVersion"] = "v1", ["items"] = new JsonArray([.. nodes.Select(n => n.DeepClone())]), ["kind"] = "NodeList" };
        Write("nodes.json", list.ToJsonString());
        Assert.Equal(nodes.Length, InventoryReader.Load(_folder).Nodes.Count);
    }

    [Fact]
    public void A_damaged_file_among_others_is_counted_and_hides_none_of_them()
    {
        foreach (JsonNode item in Items("nodes-pods-pdb-ds.json").Where(i => (string)i["kind"]! == "Node"))
            Write($"nodes/{item["metadata"]!["name"]}.json", item.ToJsonString());
        Write("nodes/broken.json", """{ "apiVersion": "v1", "kind": "Node", "metadata": {""");
        Write("nodes/odd.yaml", "apiVersion: v1\nkind: Node\nmetadata: { name: odd }\nstatus: { allocatable: { cpu: many } }\n");
        ClusterInventory read = InventoryReader.Load(_folder);
        Assert.Equal(Items("nodes-pods-pdb-ds.json").Count(i => (string)i["kind"]! == "Node"), read.Nodes.Count);
        SkippedObjects skipped = Assert.Single(read.Skipped, s => s.Reason.StartsWith("files that can't be read", StringComparison.Ordinal));
        Assert.Equal(2, skipped.Count);
        Assert.Contains("broken.json", skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_it_is_an_error()
    {
        Write("a.yaml", "kind: ConfigMap\napiVersion: v1\n");
        Assert.Contains("kubectl get nodes,pods,pdb -A -o json", Assert.Throws<InputException>(() => InventoryReader.Load(_folder)).Message, StringComparison.Ordinal);
    }

    private const string Described = """
        Name:               control-1
        Roles:              control-plane
        Labels:             beta.kubernetes.io/os=linux
                            node-role.kubernetes.io/control-plane=
        Annotations:        alpha.kubernetes.io/provided-node-ip: 10.0.0.2
                            note: Ready: True
        CreationTimestamp:  Mon, 02 Nov 2026 08:00:00 +0000
        Taints:             node-role.kubernetes.io/control-plane:NoSchedule
                            dedicated=infra:NoExecute
        Unschedulable:      true
        Conditions:
          Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
          ----             ------  -----------------                 ------------------                ------                       -------
          MemoryPressure   False   Fri, 27 Nov 2026 08:00:00 +0000   Mon, 02 Nov 2026 08:00:00 +0000   KubeletHasSufficientMemory   kubelet has sufficient memory available
          Ready            Unknown Fri, 27 Nov 2026 08:00:00 +0000   Mon, 02 Nov 2026 08:00:00 +0000   NodeStatusUnknown            Kubelet stopped posting node status.
        Addresses:
          InternalIP:  10.0.0.2
        Capacity:
          cpu:     4
          memory:  16000000Ki
          pods:    110
        Allocatable:
          cpu:     4
          memory:  15000000Ki
          pods:    110
        Non-terminated Pods:          (1 in total)
          Namespace                   Name                   CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
          kube-system                 etcd-control-1         100m (2%)     0 (0%)      100Mi (0%)       0 (0%)         25d
        Events:              <none>


        Name:               worker-1
        Roles:              <none>
        Labels:             kubernetes.io/os=linux
        CreationTimestamp:  Mon, 02 Nov 2026 09:01:09 +0100
        Taints:             <none>
        Unschedulable:      false
        Conditions:
          Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
          ----             ------  -----------------                 ------------------                ------                       -------
          Ready            True    Fri, 27 Nov 2026 08:00:00 +0000   Mon, 02 Nov 2026 08:00:00 +0000   KubeletReady                 kubelet is posting ready status
        Allocatable:
          cpu:     3920m
          memory:  14000000Ki
          pods:    110
        """;

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "data", "recorded", "kubernetes", "fixtures", name);

    private static IEnumerable<JsonNode> Items(string fixture)
    {
        JsonNode list = JsonNode.Parse(File.ReadAllText(Fixture(fixture)))!;
        string kind = ((string)list["kind"]!)[..^"List".Length];
        foreach (JsonNode item in list["items"]!.AsArray().Select(i => i!.DeepClone()))
        {
            if (kind.Length > 0) item["kind"] ??= kind;
            yield return item;
        }
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private string Tar()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "all.tar.gz");
        using FileStream file = File.Create(path);
        using GZipStream gzip = new(file, CompressionLevel.Fastest);
        TarFile.CreateFromDirectory(_folder, gzip, includeBaseDirectory: false);
        return path;
    }
}
