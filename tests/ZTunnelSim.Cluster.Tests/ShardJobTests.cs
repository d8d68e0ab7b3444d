using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>
/// The manifest of a Job, read by the Kubernetes client's own types, which are made from Kubernetes' OpenAPI schema and take no key that is
/// not in it; and the rules that the API server adds to them.
/// </summary>
public class ShardJobTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    [Fact]
    public void Kubernetes_types_take_it_and_its_rules_hold()
    {
        string scenario = Write("scenario.yaml", "cluster: { nodes: 2 }\n");
        Manifest manifest = Manifest.Of(Job("ns") with { Parallelism = 3 }, scenario);
        V1JobSpec spec = manifest.Job.Spec;
        Assert.Equal(("Indexed", 8, 3, 3), (spec.CompletionMode, spec.Completions, spec.Parallelism, spec.BackoffLimitPerIndex));
        // Only with a limit for each index; at most as many as there are; backoffLimit is not set, since its default goes with them.
        Assert.InRange(spec.MaxFailedIndexes!.Value, 0, 8);
        // A policy on failures needs pods that are not started again in place, and rules of one requirement each.
        Assert.Equal("Never", spec.Template.Spec.RestartPolicy);
        V1Container container = Assert.Single(spec.Template.Spec.Containers);
        V1PodFailurePolicyRule wrong = spec.PodFailurePolicy.Rules[0], disrupted = spec.PodFailurePolicy.Rules[1];
        Assert.Equal(
            ("FailJob", container.Name, "In", 2, 0),
            (wrong.Action, wrong.OnExitCodes.ContainerName, wrong.OnExitCodes.OperatorProperty, wrong.OnExitCodes.Values.Single(),
                wrong.OnPodConditions?.Count ?? 0));
        Assert.Equal("Ignore", disrupted.Action);
        Assert.Null(disrupted.OnExitCodes);
        Assert.Equal(("DisruptionTarget", "True"), (disrupted.OnPodConditions.Single().Type, disrupted.OnPodConditions.Single().Status));
        Assert.Equal(["ns"], manifest.All.Select(o => o.Metadata.NamespaceProperty).Distinct());
        // The names of pods' hosts end with an index.
        Assert.All(manifest.All, o => Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", o.Metadata.Name));
    }

    [Fact]
    public void Its_pods_keep_to_the_restricted_standard_and_mount_what_they_name()
    {
        Manifest manifest = Manifest.Of(Job(), Write("scenario.yaml", "cluster: { nodes: 2 }\n"));
        V1PodSpec pod = manifest.Job.Spec.Template.Spec;
        V1Container container = pod.Containers.Single();
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.True(pod.SecurityContext.RunAsUser > 0);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.Equal(
            (false, true), (container.SecurityContext.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
        Assert.Equal(["cpu", "memory"], container.Resources.Limits.Keys.Order());
        Assert.Equal(pod.Volumes.Select(v => v.Name), container.VolumeMounts.Select(m => m.Name));
        V1Volume Volume(string path) => pod.Volumes.Single(v => v.Name == container.VolumeMounts.Single(m => m.MountPath == path).Name);
        Assert.Equal(manifest.ConfigMap!.Metadata.Name, Volume("/scenario").ConfigMap.Name);
        Assert.Equal(manifest.Claim!.Metadata.Name, Volume("/parts").PersistentVolumeClaim.ClaimName);
        Assert.NotNull(Volume("/tmp").EmptyDir);
        Assert.Equal(["sweep", "--precision", "1%", "--shard=index/8", "--out=/parts", "--", "/scenario/scenario.yaml"], container.Args);
    }

    [Fact]
    public void Claims_that_are_there_take_the_place_of_what_would_be_made()
    {
        string scenario = Write("scenario.yaml", "cluster: { nodes: 2 }\n");
        Manifest manifest = Manifest.Of(Job() with { DataClaim = "data.claim", OutClaim = "out" }, scenario);
        Assert.Null(manifest.ConfigMap);
        Assert.Null(manifest.Claim);
        Assert.Equal(
            ["data.claim", "out"],
            manifest.Job.Spec.Template.Spec.Volumes.Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>());
    }

    [Fact]
    public void A_pod_reads_the_bytes_that_are_here_whatever_they_are_and_however_their_files_are_called()
    {
        byte[][] contents =
        [
            .. new[]
            {
                "", "\n", "\n\n", "a", "a\n", "a\n\n\n", " a\n  b \n", "\ta\n", "a\r\nb\r\n", "# c\n---\n...\n- {a: b}\n",
                "a: |\n  b\n\n c\n",
                "\uFEFFa\n", "\u0085\u2028\u2029\n", "\0\u0001\u007F\n", "true", "null\n", "1e3", "'\"\\\n", "🙂 ü\n", "%YAML 1.1\n",
                "{{ x }}\n",
                "    \n  \n", "\n  a\n", "a #b\n", "*a &b !c\n", "x: $(VAR)\n",
            }.Select(Encoding.UTF8.GetBytes),
            [0xFF, 0xFE, 0x00], [0x1F, 0x8B, 0x08], [0xC3, 0x28], RandomNumberGenerator.GetBytes(10_000),
        ];
        string[] names =
            ["plain.csv", "sub/deep/a.log", "a b.csv", "ü🙂.csv", "it's \"x\".csv", "a: b.csv", "- a.csv", "#.csv", "$(X).csv"];
        (string Name, byte[] Content)[] files = [.. contents.Select((content, i) => ($"{i}{names[i % names.Length]}", content))];
        string own = Path.Combine(_folder, "below", "scenario.yaml");
        string text = "cluster: { nodes: 2 }\n";
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        File.WriteAllText(own, text);
        List<(string, string)> named = [];
        foreach ((string name, byte[] content) in files)
        {
            string path = Path.Combine(_folder, "beside", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            named.Add(($"../beside/{name}", path));
        }
        Manifest manifest = Manifest.Of(Job(), new ScenarioFiles(own, named));
        V1ConfigMap map = manifest.ConfigMap!;
        Assert.All(Keys(map), key => Assert.Matches("^[-._a-zA-Z0-9]{1,253}$", key));
        V1Container container = manifest.Job.Spec.Template.Spec.Containers.Single();
        Assert.Equal("/scenario/below/scenario.yaml", container.Args[^1]);
        // What is mounted lies as it lies here, seen from the scenario.
        Dictionary<string, byte[]> mounted = manifest.Job.Spec.Template.Spec.Volumes[0].ConfigMap.Items.ToDictionary(
            item => item.Path,
            item => map.Data.TryGetValue(item.Key, out string? lines) ? Encoding.UTF8.GetBytes(lines) : map.BinaryData[item.Key]);
        Assert.Equal(files.Length + 1, mounted.Count);
        Assert.Equal(files.Length + 1, Keys(map).Count());
        Assert.All(files, file => Assert.Equal(file.Content, mounted[$"beside/{file.Name}"]));
        Assert.Equal(text, Encoding.UTF8.GetString(mounted["below/scenario.yaml"]));
        Assert.Contains(map.Data, d => d.Value == "a\r\nb\r\n");
        Assert.All(mounted.Keys, path => Assert.False(path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal)));

        static IEnumerable<string> Keys(V1ConfigMap map) => [.. map.Data?.Keys ?? [], .. map.BinaryData?.Keys ?? []];
    }

    [Fact]
    public void Options_reach_the_tool_as_they_are()
    {
        string[] options =
            ["--workload=a b=0", "--workload=$(HOME)=1", "--x=\"'\\", "--x=\n", "true", "8", "--time-zone=Europe/Berlin", "$$(A)"];
        Manifest manifest = Manifest.Of(Job() with { Options = options }, Write("s.yaml", "a\n"));
        IList<string> given = manifest.Job.Spec.Template.Spec.Containers[0].Args;
        Assert.Equal(options, given.Skip(1).Take(options.Length).Select(Expanded));

        // As the kubelet does it where there is no such variable: $$ is an escaped $, and a name that is not known stays.
        static string Expanded(string text) => text.Replace("$$", "$", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_too_large_or_has_no_place_in_a_pod_is_refused_with_what_to_do()
    {
        string scenario = Write("scenario.yaml", "a\n"), large = Path.Combine(_folder, "large.log");
        byte[] random = new byte[1 << 20];
        new Random(1).NextBytes(random);
        File.WriteAllBytes(large, random);
        string refusal = Assert.Throws<InputException>(
            () => Manifest.Of(Job(), new ScenarioFiles(scenario, [("large.log", large)]))).Message;
        Assert.Contains("--data-claim", refusal);
        Assert.Contains("it has 1,048,578 bytes, and 1,04", refusal);
        Assert.Contains(" packed, but a ConfigMap holds 1,048,576", refusal);
        Manifest.Of(Job() with { DataClaim = "data" }, new ScenarioFiles(scenario, [("large.log", large)]));
        Assert.Contains(
            $"names '{large}', which a pod does not have",
            Assert.Throws<InputException>(() => Manifest.Of(Job(), new ScenarioFiles(scenario, [(large, large)]))).Message);
    }

    [Fact]
    public void Data_are_packed_where_they_would_be_too_large_and_only_as_many_as_need_be()
    {
        string scenario = Write("scenario.yaml", "a\n");
        string[] texts = [new('x', 900_000), new('y', 100_000), new('z', 200_000)];
        string[] paths = [.. texts.Select((text, i) => Write($"{i}.log", text))];
        ScenarioFiles files = new(scenario, [.. paths.Select(path => (Path.GetFileName(path), path))]);
        V1ConfigMap map = Manifest.Of(Job(), files).ConfigMap!;
        Assert.Equal(["0-scenario.yaml", "2-1.log", "3-2.log"], map.Data.Keys.Order());
        byte[] packed = Assert.Single(map.BinaryData).Value;
        string hash = files.Hash();
        File.WriteAllBytes(paths[0], packed);
        // They are the same data: read as such, and so is their hash.
        using StreamReader reader = new(InputFile.Open(paths[0], standardInput: null));
        Assert.Equal(texts[0], reader.ReadToEnd());
        Assert.Equal(hash, files.Hash());
        // What is packed is not packed again.
        Assert.Equal(packed, Assert.Single(Manifest.Of(Job(), files).ConfigMap!.BinaryData).Value);
    }

    [Fact]
    public void The_pod_that_fetches_parts_is_one_that_Kubernetes_takes()
    {
        string text = JobWriter.Write(Job(), JobFiles.Of(new(Write("s.yaml", "a\n"), [])));
        string line = text.Split('\n').Single(l => l.Contains("--overrides=", StringComparison.Ordinal));
        V1Pod pod = KubernetesYaml.Deserialize<V1Pod>(line[(line.IndexOf('\'') + 1)..line.LastIndexOf('\'')], strict: true);
        Assert.Equal("v1", pod.ApiVersion);
        Assert.Equal("part-job-parts", pod.Spec.Volumes.Single().PersistentVolumeClaim.ClaimName);
        Assert.True(pod.Spec.Containers.Single().VolumeMounts.Single().ReadOnlyProperty);
        // All before the first document is a comment.
        Assert.All(text[..text.IndexOf("---\n", StringComparison.Ordinal)].TrimEnd('\n').Split('\n'), l => Assert.StartsWith("# ", l));
    }

    private static ShardJob Job(string? inNamespace = null) => new("sweep", ["--precision", "1%"], 8)
    {
        Name = "part-job",
        Image = "registry.example:5000/ztunnelsim:0.1.0",
        Parallelism = 8,
        Namespace = inNamespace,
    };

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A manifest as the Kubernetes client reads it, every key of which it has to know.</summary>
    private sealed record Manifest(V1ConfigMap? ConfigMap, V1PersistentVolumeClaim? Claim, V1Job Job)
    {
        public IEnumerable<IMetadata<V1ObjectMeta>> All =>
            new IMetadata<V1ObjectMeta>?[] { ConfigMap, Claim, Job }.OfType<IMetadata<V1ObjectMeta>>();

        public static Manifest Of(ShardJob job, string scenario) => Of(job, new ScenarioFiles(scenario, []));

        public static Manifest Of(ShardJob job, ScenarioFiles files)
        {
            string text = JobWriter.Write(job, JobFiles.Of(files));
            List<object> objects = KubernetesYaml.LoadAllFromString(text, strict: true);
            Assert.Equal(objects.Count, objects.Select(o => o.GetType()).Distinct().Count());
            Manifest manifest = new(
                objects.OfType<V1ConfigMap>().SingleOrDefault(), objects.OfType<V1PersistentVolumeClaim>().SingleOrDefault(),
                objects.OfType<V1Job>().Single());
            Assert.Equal(objects.Count, manifest.All.Count());
            return manifest;
        }
    }
}
