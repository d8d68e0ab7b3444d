namespace ZTunnelSim.Data.Tests;

/// <summary>Files and clusters in which istio-cni is rolled along with ztunnel.</summary>
public class CniBesideZTunnelTests
{
    private const string ZTunnel = """
        apiVersion: sailoperator.io/v1
        kind: ZTunnel
        metadata: { name: default }
        spec: { values: { ztunnel: { terminationGracePeriodSeconds: 60 } } }
        """;

    [Theory]
    [InlineData("apiVersion: sailoperator.io/v1\nkind: IstioCNI\nmetadata: { name: default }\n")]
    [InlineData("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: istio-cni-node }\n")]
    [InlineData("apiVersion: x/v1\nkind: HelmRelease\nspec: { chart: { spec: { chart: cni } } }\n")]
    public void One_file_with_both_is_warned_of(string other) =>
        Assert.Contains(Warnings($"{ZTunnel}\n---\n{other}"), w => w.Contains("both DaemonSets roll together", StringComparison.Ordinal));

    [Fact]
    public void One_helmfile_with_both_is_warned_of() => Assert.Contains(
        Warnings("""
            repositories: [{ name: istio, url: "https://example.invalid" }]
            releases:
              - { name: istio-cni, chart: istio/cni }
              - { name: ztunnel, chart: istio/ztunnel, values: [{ terminationGracePeriodSeconds: 60 }] }
            """), w => w.Contains("Roll istio-cni first", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: fluent-bit }\n")]
    [InlineData("---\napiVersion: x/v1\nkind: HelmRelease\nspec: { chart: { spec: { chart: istiod } } }\n")]
    public void Other_files_are_not(string other) => Assert.Empty(Warnings($"{ZTunnel}\n{other}"));

    [Theory]
    [InlineData("a", "b", "c", "d", true)]
    [InlineData("a", "a", "c", "d", false)]
    [InlineData("a", "b", "c", "c", false)]
    public void A_cluster_where_both_are_half_way_is_told(string cni1, string cni2, string ztunnel1, string ztunnel2, bool isTold)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        static string Of(string hash) => $"{{\"metadata\":{{\"labels\":{{\"app\":\"x\",\"controller-revision-hash\":\"{hash}\"}}}}}}";
        File.WriteAllText(Path.Combine(folder, "cluster.json"), new ClusterFile().Node("n1").Node("n2")
            .ZTunnel("n1", Of(ztunnel1)).ZTunnel("n2", Of(ztunnel2))
            .Pod("istio-system", "cni-1", "n1", "DaemonSet", "istio-cni-node", "100m", Of(cni1))
            .Pod("istio-system", "cni-2", "n2", "DaemonSet", "istio-cni-node", "100m", Of(cni2)).ToString());
        string path = Path.Combine(folder, "s.yaml");
        File.WriteAllText(path, """
            cluster: { kubectl: cluster.json }
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads: [{ name: w, openPerNode: 1, lifetime: 5m }]
            """);
        Assert.Equal(isTold, Scenario.Load(path).SkippedLines.Any(s => s.Contains("both DaemonSets are rolled together", StringComparison.Ordinal)));
    }

    private static IReadOnlyList<string> Warnings(string text) => ZTunnelSettingsReader.Parse(text, "file.yaml").Warnings;
}
