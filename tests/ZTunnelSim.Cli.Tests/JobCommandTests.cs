using System.Text;
using k8s;
using k8s.Models;

namespace ZTunnelSim.Cli.Tests;

/// <summary>The manifest itself is held to Kubernetes' types by ShardJobTests; here is what the command makes of its arguments.</summary>
public class JobCommandTests
{
    [Fact]
    public async Task The_pods_of_the_example_run_its_parts()
    {
        (int exitCode, string manifest, string errors) = await Tool.RunAsync(
            "job", Tool.Example, "--shards", "8", "--namespace", "sim", "--name", "night", "--parallelism", "3", "--cpu", "2", "--memory",
            "500M", "--", "--replications", "1000", "--precision", "1%");
        Assert.Equal((0, ""), (exitCode, errors));
        foreach (string expected in new[]
        {
            "  completionMode: Indexed\n  completions: 8\n  parallelism: 3\n  backoffLimitPerIndex: 3\n",
            "        args:\n        - sweep\n        - \"--replications\"\n        - \"1000\"\n"
                + "        - \"--precision\"\n        - \"1%\"\n"
                + "        - \"--shard=index/8\"\n        - \"--out=/parts\"\n        - \"--\"\n        - \"/scenario/scenario.yaml\"\n",
            "  name: night\n  namespace: sim\n", $"image: \"ztunnelsim:{ResultDocument.Version!.Split('+')[0]}\"", "memory: \"500M\"",
            "path: \"postgres-connections.csv\"", "binaryData:\n  2-ztunnel.log: \"H4sI",
            "\n#   kubectl -n sim cp night-fetch:/parts parts\n",
        })
        {
            Assert.Contains(expected, manifest);
        }
        // Another study, scenario or option makes another name, and nothing else does.
        string[] names = new string[4];
        string[][] variants =
            [[Tool.Example], [Tool.Example, "--study", "compare"], [Tool.Example, "--", "--seed", "2"], [Tool.Example, "--image", "i"]];
        for (int i = 0; i < variants.Length; i++)
        {
            (_, manifest, _) = await Tool.RunAsync(["job", "--shards", "2", .. variants[i]]);
            names[i] = manifest.Split('\n').Last(line => line.StartsWith("  name: ", StringComparison.Ordinal));
        }
        Assert.Equal(3, names.Distinct().Count());
        Assert.Equal(names[0], names[3]);
    }

    [Fact]
    public async Task What_pods_make_of_the_manifest_merges_to_what_one_machine_gives()
    {
        const int Of = 2;
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, parts = Path.Combine(folder, "parts");
        (int exitCode, string text, string errors) = await Tool.RunAsync(
            "job", Tool.Example, "--shards", $"{Of}", "--", "--replications", "30");
        Assert.True(exitCode == 0, errors);
        List<object> objects = KubernetesYaml.LoadAllFromString(text, strict: true);
        V1ConfigMap map = objects.OfType<V1ConfigMap>().Single();
        V1PodSpec pod = objects.OfType<V1Job>().Single().Spec.Template.Spec;
        foreach (V1KeyToPath item in pod.Volumes.Single(v => v.ConfigMap is not null).ConfigMap.Items)
        {
            string path = Path.Combine(folder, "scenario", item.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            byte[] content = map.Data.TryGetValue(item.Key, out string? lines) ? Encoding.UTF8.GetBytes(lines) : map.BinaryData[item.Key];
            await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
        }
        for (int index = 0; index < Of; index++)
        {
            // The pod's folders are at its root, and these in a folder of the test.
            string[] arguments = [.. pod.Containers[0].Args.Select(a => a
                .Replace("/scenario/", $"{folder}/scenario/", StringComparison.Ordinal)
                .Replace("=/parts", $"={parts}", StringComparison.Ordinal))];
            (exitCode, _, errors) = await Tool.RunInPodAsync(index, arguments);
            Assert.True(exitCode == 0, errors);
        }
        (_, string whole, _) = await Tool.RunAsync("sweep", Tool.Example, "--replications", "30", "-o", "json");
        (exitCode, string merged, errors) = await Tool.RunAsync("merge", parts, "--scenario", Tool.Example, "-o", "json");
        Assert.True(exitCode == 0, errors);
        Assert.Equal(whole, merged);
    }

    [Theory]
    [InlineData("--shards takes a whole number from 1 to 1,000", "--shards", "1001")]
    [InlineData("sweep has no option '--replicatons'", "--shards", "2", "--", "--replicatons", "5")]
    [InlineData("--replications takes", "--shards", "2", "--", "--replications", "1")]
    [InlineData("takes no more than one scenario here", "--shards", "2", "--", "another.yaml")]
    [InlineData("--out", "--shards", "2", "--", "--out", "elsewhere")]
    [InlineData("--image takes the name of an image", "--shards", "2", "--image", "a b")]
    [InlineData("--name takes a name of", "--shards", "2", "--name", "Night")]
    [InlineData("--namespace takes a name of", "--shards", "2", "--namespace", "a\nkind: Secret")]
    [InlineData("--out-claim takes the name of", "--shards", "2", "--out-claim", "a/b")]
    [InlineData("--memory takes an amount above 0", "--shards", "2", "--memory", "lots")]
    public async Task What_pods_could_not_do_is_told_at_once(string expected, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(["job", Tool.Example, .. arguments]);
        Assert.Equal((ExitCode.BadInput, ""), (exitCode, output));
        Assert.Contains(expected, errors);
    }

    [Fact]
    public async Task What_can_not_be_swept_and_what_is_not_there_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, scenario = Path.Combine(folder, "s.yaml");
        await File.WriteAllTextAsync(scenario, """
            cluster: { nodes: 3 }
            ztunnel: { terminationGracePeriodSeconds: 30, updateStrategy: { type: OnDelete } }
            workloads: [{ name: db, arrivalsPerSecond: 0.5, lifetime: { csv: { file: no.csv } } }]
            """, TestContext.Current.CancellationToken);
        (int exitCode, _, string errors) = await Tool.RunAsync("job", scenario, "--shards", "2");
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("updateStrategy", errors);
        (exitCode, _, errors) = await Tool.RunAsync("job", scenario, "--shards", "2", "--study", "compare");
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("no.csv: does not exist.", errors);
    }
}
