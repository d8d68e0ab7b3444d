using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

public class RunbookTests
{
    private static readonly RunbookTarget Target =
        new() { ManifestFile = "cr.yaml", Namespace = "mesh", Version = "v1.28.3", Source = "s.yaml" };

    private static ClusterInventory Example => InventoryReader.Load(Path.Combine(Path.GetDirectoryName(Files.Example)!, "cluster.json"));

    [Fact]
    public void A_drained_node_goes_through_the_steps_in_their_order()
    {
        string text = EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = Target, Nodes = [new("n1"), new("n2")] });
        foreach (string node in new[] { "n1", "n2" })
        {
            string here = $"--field-selector spec.nodeName={node}";
            int at = text.IndexOf($"### {node} ", StringComparison.Ordinal);
            foreach (string step in new[]
            {
                $"kubectl cordon {node}\n", $"kubectl drain {node} --ignore-daemonsets --delete-emptydir-data --timeout=900s\n",
                $"kubectl delete pod -n mesh -l app=ztunnel {here}\n",
                $"kubectl wait pod -n mesh -l app=ztunnel {here} --for=condition=Ready --timeout=300s\n",
                $"kubectl get pods -n mesh -l app=ztunnel {here} -o jsonpath", $"kubectl uncordon {node}\n",
            })
            {
                int next = text.IndexOf(step, at, StringComparison.Ordinal);
                Assert.True(next > at, $"{step} comes too early or not at all");
                at = next;
            }
        }
        Assert.True(text.IndexOf("updateStrategy.type", StringComparison.Ordinal) < text.IndexOf("""{"spec":{"version":"v1.28.3"}}""", StringComparison.Ordinal));
        Assert.True(text.IndexOf("""{"spec":{"version":"v1.28.3"}}""", StringComparison.Ordinal) < text.IndexOf("### n1", StringComparison.Ordinal));
        foreach (string part in new[] { "When to stop", "Back to the old version",
            "kubectl explain ztunnel.spec.values.ztunnel.updateStrategy" })
            Assert.Contains(part, text);
    }

    [Fact]
    public void The_numbers_of_a_simulation_are_filled_in()
    {
        RunbookNode Node(string name) =>
            new(name) { ExpectedSeconds = 245, EvictedPods = 12, ConnectionsClosed = 340, ConnectionsAppTerminated = 1 };
        string text = EvacuationRunbookWriter.Write(
            new EvacuationRunbook { Target = Target, Nodes = [Node("a"), Node("b")], TotalSeconds = 3900, How = Drain(1200) });
        Assert.Contains("- 2 nodes, about 1 h 05 min\n", text);
        Assert.Contains("- 24 evictions;", text);
        Assert.Contains("- 680 connections closed by their applications\n- 2 connections that outlive", text);
        Assert.Contains(
            "Expected: about 4 min 05 s, 12 pods evicted, 340 connections closed by their applications, 1 cut by their pod's exit.", text);
        Assert.Contains("more than 8 min 10 s, twice", text);
        Assert.Contains("--timeout=1200s", text);
    }

    [Fact]
    public void A_drain_is_as_the_scenario_says()
    {
        NodeEvacuation how = Drain(90) with
        {
            DeleteEmptyDirData = false,
            IgnoreDaemonSets = false,
            PauseSeconds = 60,
            SurgeNodes = 2,
            CordonAllFirst = true,
            ReadyWaitSeconds = 30,
        };
        string text = EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = Target, Nodes = [new("a"), new("b")], How = how });
        foreach (string expected in new[]
        {
            "kubectl drain a --timeout=90s\n", "look around for 1 min", "Add 2 nodes first", "kubectl cordon a b\n",
            "kubectl wait pod -A --field-selector 'status.phase!=Succeeded,status.phase!=Failed' --for=condition=Ready --timeout=30s || echo",
            "A drain ends with its timeout of 1 min 30 s",
        })
        {
            Assert.Contains(expected, text);
        }
        // All are cordoned once, and nobody waits after the last node.
        Assert.Equal(1, Regex.Count(text, "kubectl cordon"));
        Assert.Equal(1, Regex.Count(text, "kubectl wait pod -A"));
        string usual = EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = Target, Nodes = [new("a"), new("b")] });
        foreach (string not in new[] { "look around", "Add ", "kubectl wait pod -A", "at a time;" }) Assert.DoesNotContain(not, usual);
    }

    public static TheoryData<string, string[]> Pools => new()
    {
        {
            "gke", [
                "--max-surge-upgrade=1 --max-unavailable-upgrade=1\n", "gcloud container clusters upgrade CLUSTER --node-pool=POOL",
                "a node goes 1 h after its drain began",
            ]
        },
        { "aks", ["--max-surge 1 --drain-timeout 30\n", "az aks nodepool upgrade", "AKS replaces as many nodes at once as it adds, 1 here"] },
        { "eks", ["--update-config maxUnavailable=2\n", "aws eks update-nodegroup-version", "--force", "a node goes 15 min after"] },
        { "clusterAutoscaler", ["kubectl cordon a 'b c'\n", "enable-ds-eviction: \"false\"", "a node goes 10 min after"] },
    };

    [Theory]
    [MemberData(nameof(Pools))]
    public void A_node_pool_is_replaced_by_the_means_of_its_cloud(string cloud, string[] expected)
    {
        (NodeEvacuation how, _) = EvacuationReader.Read(
            SyntaxReader.Read($"replaceNodes: {cloud}\nparallel: 2\n", "s.yaml").Only, ztunnel: null);
        EvacuationRunbook runbook = new()
        {
            Target = Target,
            Nodes = [new("a") { EvictedPods = 3, CutPods = 0.5 }, new("b c") { EvictedPods = 4, CutPods = 0 }],
            How = how,
            TotalSeconds = 600,
        };
        string text = EvacuationRunbookWriter.Write(runbook);
        foreach (string part in expected) Assert.Contains(part, text);
        foreach (string part in new[]
        {
            "- 2 nodes, 2 nodes at a time, beside 1 more: about 10 min\n", "- 7 evictions", "- 0.5 pods that the limit cuts",
            "controller-revision-hash",
        })
        {
            Assert.Contains(part, text);
        }
        // Nobody drains by hand, and nothing is deleted.
        Assert.DoesNotContain("kubectl drain", text);
        Assert.DoesNotContain("delete pod", text);
        // OnDelete, T and version come before the nodes do.
        int replaced = text.IndexOf("## 3. Replace the nodes", StringComparison.Ordinal);
        Assert.InRange(text.IndexOf("""{"spec":{"version":"v1.28.3"}}""", StringComparison.Ordinal), 0, replaced);
        Assert.InRange(text.IndexOf("OnDelete\",", StringComparison.Ordinal), 0, replaced);
        Assert.DoesNotContain("shorter than ztunnel's drain", text);
    }

    [Fact]
    public void What_the_limit_of_a_pool_cuts_short_is_told()
    {
        EvacuationRunbook runbook = new()
        {
            Target = Target,
            Nodes = [new("a") { LongestPodGraceSeconds = 1000 }],
            How = NodeEvacuation.Eks,
            Drain = (3600, 3595),
            SlowApplications = ["db"],
        };
        string text = EvacuationRunbookWriter.Write(runbook);
        Assert.Contains("**The limit is shorter than ztunnel's drain**, which T = 3600 s lets take 59 min 55 s", text);
        Assert.Contains("are cut by it: those of db.", text);
        Assert.Contains("**Pods with a grace period of up to 16 min 40 s**", text);
        text = EvacuationRunbookWriter.Write(runbook with { How = NodeEvacuation.Gke, SlowApplications = [] });
        Assert.DoesNotContain("limit is shorter", text);
        Assert.DoesNotContain("cut by it", text);
    }

    [Fact]
    public void A_cluster_says_what_its_drains_meet()
    {
        IReadOnlyList<RunbookNode> nodes = InventoryRunbook.Nodes(Example);
        Assert.Equal(21, nodes.Sum(n => n.EvictedPods));
        Assert.Equal(120, nodes[0].LongestPodGraceSeconds);
        Assert.Contains("default/debug: nothing creates it again", string.Concat(nodes[2].Caveats));
        Assert.Equal(2, InventoryRunbook.Budgets(Example).Count(b => b.ToString().EndsWith(": 1 at a time", StringComparison.Ordinal)));
    }

    [Fact]
    public void Budgets_that_block_pods_that_stay_and_cordoned_nodes_are_told()
    {
        ClusterInventory cluster = Example with
        {
            Budgets = [.. Example.Budgets, Example.Budgets[1] with { Name = "second", MaxUnavailable = IntOrPercent.Of(0) }],
            Nodes = [.. Example.Nodes.Select(n => n with { Unschedulable = true })],
            Pods = [.. Example.Pods.Select(p => p with { InAmbientMesh = true })],
        };
        string budgets = string.Concat(InventoryRunbook.Budgets(cluster));
        Assert.Contains("shop/second: maxUnavailable 0, 3 pods: **none may be evicted**", budgets);
        Assert.Contains("more than one budget: 3 pods", budgets);
        string caveats = string.Concat(InventoryRunbook.Nodes(cluster)[0].Caveats);
        Assert.Contains("cordoned already", caveats);
        Assert.Contains("2 pods of the mesh that stay", caveats);
    }

    [Theory]
    [InlineData(ManifestKind.ZTunnelResource, "kubectl patch ztunnel default")]
    [InlineData(ManifestKind.HelmValues, "helm upgrade ztunnel istio/ztunnel -n mesh --reset-then-reuse-values --version \"$new\"")]
    [InlineData(ManifestKind.DaemonSet, "kubectl -n mesh set image daemonset/ztunnel")]
    public void A_rolling_update_is_watched_and_can_be_stopped(object kind, string update)
    {
        string text = RollingRunbookWriter.Write(Rolling with { Target = Target with { Kind = (ManifestKind)kind } });
        foreach (string expected in new[]
        {
            update, "ztunnel drains for 4 min 55 s", "resets: 727 (95 % of rollouts: 658 to 807)", "| db | 700 |\n| api | 27 |",
                "still drains by T = 30 s",
            "rollout status daemonset/ztunnel --timeout=25m", "More than 807 resets", "More than 24 min 18 s",
            "\"updateStrategy\":{\"type\":\"OnDelete\",\"rollingUpdate\":null}", "36 on average",
        })
        {
            Assert.Contains(expected, text);
        }
        Assert.DoesNotContain("still drains by", RollingRunbookWriter.Write(Rolling with { CurrentGracePeriod = new GracePeriod(300) }));
    }

    [Fact]
    public void Setting_T_and_the_way_back_say_what_they_cut()
    {
        Rollout update = Rollout.Of(Cluster.OfSize(4, Workload.Of("db", Traffic.OpenPerNode(40), new Lognormal(60, 1.2)))) with
        {
            GracePeriod = 300,
            Memory = new(100L << 20, 0),
        };
        RollingRunbook runbook = Rolling with
        {
            InTwoSteps = update.InTwoSteps(present: 30),
            RollBacks = update.RollBacks(),
        };
        string text = RollingRunbookWriter.Write(runbook);
        RolloutPair first = runbook.InTwoSteps[0], last = runbook.InTwoSteps[^1];
        Assert.Contains($"It cuts about {RunbookText.Number(first.FirstResets)} connections.", text);
        Assert.Contains(
            $"which then cuts about {RunbookText.Number(first.SecondResets)}; much later, {RunbookText.Number(last.SecondResets)}.", text);
        Assert.Contains(
            $"| much later | {Numbers.Count(last.FirstResets)} | {Numbers.Count(last.SecondResets)} | {Numbers.Count(last.Resets)} |", text);
        Assert.Contains("come back only where the scenario's 'clients' say so", text);
        Assert.Contains("They take 300 MiB where one takes 100 MiB.", text);
        RolloutPair back = runbook.RollBacks[0];
        string row = $"| 2 | {Numbers.Count(back.FirstResets)} | {Numbers.Count(back.SecondResets)} |";
        Assert.Contains($"| {DurationFormat.Wait(back.BetweenSeconds)} {row}", text);
        string silent = RollingRunbookWriter.Write(Rolling);
        foreach (string not in new[] { "much later", "way back" }) Assert.DoesNotContain(not, silent);
    }

    [Fact]
    public void A_maximum_age_is_listed_as_the_alternative_to_a_longer_T()
    {
        Rollout update = Rollout.Of(Cluster.OfSize(4, Workload.Of("db", Traffic.OpenPerNode(400), new Lognormal(60, 1.2)))) with
        {
            GracePeriod = 90,
        };
        RollingRunbook runbook = Rolling with { MaximumAges = MaximumAgeLever.Instead(update, 30, 0.95) };
        MaximumAgeOutcome way = Assert.Single(runbook.MaximumAges);
        string text = RollingRunbookWriter.Write(runbook), silent = RollingRunbookWriter.Write(Rolling);
        Assert.Contains($"**The alternative to a T of 300 s** is a maximum age of connections, with which a shorter one cuts no more: {way}.", text);
        Assert.Contains($"T = 30 s is enough with a maximum age of {DurationFormat.Exact((int)way.MaximumAge!.Value.TotalSeconds)} for db: ", text);
        Assert.Contains("HikariCP maxLifetime", text);
        Assert.DoesNotContain("maximum age", silent);
    }

    [Fact]
    public void A_surge_that_may_stand_still_says_how_often_how_to_see_it_and_how_to_wake_it()
    {
        RollingRunbook surge = Rolling with { Strategy = new RollingUpdate(1, 0, 5), StalledShare = 0.03 };
        string text = RollingRunbookWriter.Write(surge);
        foreach (string expected in new[]
        {
            "- 3 of 100 rollouts stand still until somebody touches the DaemonSet: with a surge and minReadySeconds = 5",
            "With minReadySeconds 0, or with maxUnavailable in place of maxSurge, none does", "## If it stands still", "for more than 7 s",
            "kubectl -n mesh annotate daemonset/ztunnel --overwrite ztunnelsim/woken=\"$(date +%s)\"",
        })
        {
            Assert.Contains(expected, text);
        }
        Assert.DoesNotContain("stands still", RollingRunbookWriter.Write(Rolling));
    }

    [Fact]
    public void Runbooks_are_whole_Markdown()
    {
        foreach (string text in new[] { EvacuationRunbookWriter.Write(
            new EvacuationRunbook { Target = Target, Nodes = InventoryRunbook.Nodes(Example) }), RollingRunbookWriter.Write(Rolling) })
        {
            Assert.Equal(0, Regex.Count(text, "^```", RegexOptions.Multiline) % 2);
            Assert.DoesNotContain("\n\n\n", text);
            Assert.StartsWith("# ", text);
            Assert.EndsWith("\n", text);
            Assert.DoesNotContain("{{", text);
        }
    }

    private static NodeEvacuation Drain(int timeoutSeconds) => NodeEvacuation.Default with { TimeoutSeconds = timeoutSeconds };

    private static RollingRunbook Rolling => new()
    {
        Target = Target,
        GracePeriod = new GracePeriod(300),
        CurrentGracePeriod = new GracePeriod(30),
        DrainBudgetSeconds = 295,
        Strategy = RollingUpdate.Default,
        NodeCount = 20,
        Resets = (727, 658, 807),
        ResetsByWorkload = [("api", 27), ("db", 700)],
        DurationSeconds = (696, 729),
    };
}
