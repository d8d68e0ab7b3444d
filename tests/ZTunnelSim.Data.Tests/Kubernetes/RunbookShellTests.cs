using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// The commands of a runbook are run, block by block, by a real shell, with a kubectl and a helm that only write down how they
/// were called, and answer as a cluster would.
/// </summary>
[UnsupportedOSPlatform("windows")]
public class RunbookShellTests
{
    private const string Upgrade = "helm upgrade ztunnel istio/ztunnel -n mesh --reset-then-reuse-values --version";

    private static readonly string[] BeforeFirst =
    [
        "kubectl get daemonset -A --field-selector metadata.name=istio-cni-node -o jsonpath={.items[*].metadata.namespace}",
        "kubectl -n kube-system rollout status daemonset/istio-cni-node --timeout=60s",
        "kubectl -n mesh wait pod -l app=ztunnel --for=condition=Ready --timeout=60s",
    ];

    private static readonly string[] OnOneNode =
    [
        "kubectl cordon n1",
        "kubectl drain n1 --ignore-daemonsets --delete-emptydir-data --timeout=900s",
        "kubectl get pods -A --field-selector spec.nodeName=n1",
        "kubectl delete pod -n mesh -l app=ztunnel --field-selector spec.nodeName=n1",
        "kubectl wait pod -n mesh -l app=ztunnel --field-selector spec.nodeName=n1 --for=condition=Ready --timeout=300s",
        "kubectl uncordon n1",
    ];

    [Fact]
    public void Helm_sets_the_strategy_then_T_at_the_chart_that_runs_then_the_version_then_the_nodes()
    {
        (int exitCode, string[] calls, string errors) = Run(Drain(ManifestKind.HelmValues), new Cluster());
        Assert.Equal((0, ""), (exitCode, errors));
        AssertInOrder(
        [
            .. BeforeFirst,
            "helm list -n mesh --filter ^ztunnel$ -o json",
            $"{Upgrade} 1.27.1 --set updateStrategy.type=OnDelete",
            "kubectl -n mesh wait daemonset/ztunnel --for=jsonpath={.spec.updateStrategy.type}=OnDelete --timeout=120s",
            $"{Upgrade} 1.27.1 -f values.yaml --dry-run",
            $"{Upgrade} 1.27.1 -f values.yaml",
            "kubectl -n mesh wait daemonset/ztunnel --for=jsonpath={.spec.updateStrategy.type}=OnDelete --timeout=120s",
            $"{Upgrade} 1.28.3 --dry-run",
            $"{Upgrade} 1.28.3",
            .. OnOneNode,
        ], calls);
        Assert.DoesNotContain(calls, c => c.Contains(" --reuse-values", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, c => c.StartsWith("helm rollback", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rolling_update_waits_for_the_rollout_of_each_step()
    {
        (int exitCode, string[] calls, _) = Run(Rolling(ManifestKind.HelmValues, RollingUpdate.Default), new Cluster());
        Assert.Equal(0, exitCode);
        AssertInOrder(
        [
            .. BeforeFirst,
            $"{Upgrade} 1.27.1 -f values.yaml",
            "kubectl -n mesh rollout status daemonset/ztunnel --timeout=25m",
            $"{Upgrade} 1.28.3 --dry-run",
            $"{Upgrade} 1.28.3",
            "kubectl -n mesh rollout status daemonset/ztunnel --timeout=25m",
        ], calls);
        // Status alone does not end it: it waits until no pod of another revision is left.
        Assert.Equal(2, calls.Count(c => c.Contains("controller-revision-hash", StringComparison.Ordinal)));
        Assert.DoesNotContain("sleep 5", calls);
        (exitCode, calls, _) = Run(Rolling(ManifestKind.HelmValues, RollingUpdate.Default), new Cluster { OldPodsDrain = true });
        Assert.Equal(0, exitCode);
        Assert.Single(calls, c => c == "sleep 5");
        // The chart's own strategy is there already, and is not set: charts before 1.26 know no other.
        Assert.DoesNotContain(calls, c => c.Contains("--set", StringComparison.Ordinal));
        Assert.Equal(0, Run(Rolling(ManifestKind.HelmValues, RollingUpdate.Default), new Cluster { Chart = "1.25.2" }).ExitCode);
        (_, calls, _) = Run(Rolling(ManifestKind.HelmValues, new RollingUpdate(IntOrPercent.Percent(25), default)), new Cluster());
        Assert.Contains(
            $"{Upgrade} 1.27.1 --set updateStrategy.type=RollingUpdate --set updateStrategy.rollingUpdate.maxSurge=25% --set "
                + "updateStrategy.rollingUpdate.maxUnavailable=0",
            calls);
    }

    [Theory]
    // The image that the new chart would run is the one that runs, or can't be seen.
    [InlineData("docker.io/istio/ztunnel:1.27.1")]
    [InlineData("")]
    public void It_stops_before_a_version_that_updates_nothing(string newImage)
    {
        Cluster cluster = new() { NewImage = newImage };
        foreach (string runbook in new[] { Drain(ManifestKind.HelmValues), Rolling(ManifestKind.HelmValues, RollingUpdate.Default) })
        {
            (int exitCode, string[] calls, string errors) = Run(runbook, cluster);
            Assert.Equal(1, exitCode);
            Assert.Contains("STOP: chart 1.28.3 would run the old image", errors);
            Assert.DoesNotContain(calls, c => c.EndsWith("--version 1.28.3", StringComparison.Ordinal));
            Assert.DoesNotContain(calls, c => c.Contains("cordon", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void It_stops_before_a_T_that_would_change_the_version_too()
    {
        (int exitCode, string[] calls, string errors) = Run(
            Drain(ManifestKind.HelmValues), new Cluster { SameChartImage = "docker.io/istio/ztunnel:1.29.0" });
        Assert.Equal(1, exitCode);
        Assert.Contains(
            "STOP: this step would change the image from docker.io/istio/ztunnel:1.27.1 to docker.io/istio/ztunnel:1.29.0.", errors);
        Assert.DoesNotContain($"{Upgrade} 1.27.1 -f values.yaml", calls);
    }

    [Theory]
    [InlineData("1.25.5")]
    [InlineData("1.22.0")]
    [InlineData("1.24-alpha.0123456789")]
    [InlineData("unknown")]
    public void It_stops_where_the_chart_is_too_old_for_the_strategy(string chart)
    {
        foreach (ManifestKind kind in new[] { ManifestKind.HelmValues, ManifestKind.ZTunnelResource })
        {
            (int exitCode, string[] calls, string errors) = Run(Drain(kind), new Cluster { Chart = chart });
            Assert.Equal(1, exitCode);
            Assert.Matches($"^STOP: ztunnel's chart v?{Regex.Escape(chart)} ignores updateStrategy", errors);
            Assert.DoesNotContain(calls, c => Regex.IsMatch(c, "helm upgrade ztunnel|patch|apply|cordon|delete"));
        }
    }

    [Fact]
    public void It_stops_where_the_chart_does_not_pass_T()
    {
        foreach (ManifestKind kind in new[] { ManifestKind.HelmValues, ManifestKind.ZTunnelResource })
        {
            (int exitCode, string[] calls, string errors) = Run(Rolling(kind, RollingUpdate.Default), new Cluster { Chart = "1.22.4" });
            Assert.Equal(1, exitCode);
            Assert.Contains("STOP: ztunnel's chart", errors);
            Assert.Contains("drains for 5 s whatever T is", errors);
            Assert.DoesNotContain(calls, c => Regex.IsMatch(c, "helm upgrade ztunnel|patch|apply"));
        }
    }

    [Theory]
    [InlineData("rollout status daemonset/istio-cni-node", "STOP: istio-cni is not finished")]
    [InlineData("wait pod -l app=ztunnel", "STOP: not all ztunnel pods are Ready.")]
    [InlineData("updateStrategy.type}=", "STOP: the strategy is not")]
    public void It_stops_where_a_check_fails_before_anything_is_replaced(string fails, string why)
    {
        foreach (ManifestKind kind in Enum.GetValues<ManifestKind>())
        {
            foreach (string runbook in new[] { Drain(kind), Rolling(kind, RollingUpdate.Default) })
            {
                (int exitCode, string[] calls, string errors) = Run(runbook, new Cluster { KubectlFails = fails });
                Assert.Equal(1, exitCode);
                Assert.Contains(why, errors);
                Assert.DoesNotContain(calls, c => Regex.IsMatch(c, "-f values|set image|\"version\"|cordon|delete"));
            }
        }
    }

    [Fact]
    public void It_stops_with_a_Helm_that_can_not_start_from_the_new_defaults()
    {
        (int exitCode, _, string errors) = Run(Drain(ManifestKind.HelmValues), new Cluster { HelmHelp = "--reuse-values" });
        Assert.Equal((1, "STOP: Helm 3.14 or later is needed.\n"), (exitCode, errors));
    }

    [Fact]
    public void A_drain_that_fails_is_not_followed_by_the_deletion_of_ztunnel()
    {
        (int exitCode, string[] calls, _) = Run(Drain(ManifestKind.HelmValues), new Cluster { KubectlFails = "drain n1" });
        Assert.NotEqual(0, exitCode);
        Assert.Contains(OnOneNode[1], calls);
        Assert.DoesNotContain(calls, c => c.StartsWith("kubectl delete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ManifestKind.ZTunnelResource, "kubectl apply --server-side --field-manager=ztunnelsim -f values.yaml", """kubectl patch ztunnel default --type=merge -p {"spec":{"version":"v1.28.3"}}""")]
    [InlineData(
        ManifestKind.DaemonSet, "kubectl apply --server-side --field-manager=ztunnelsim -f values.yaml",
        "kubectl -n mesh set image daemonset/ztunnel istio-proxy=IMAGE:1.28.3")]
    public void Without_Helm_the_strategy_comes_first_too(object kind, string gracePeriod, string update)
    {
        (int exitCode, string[] calls, string errors) = Run(Drain((ManifestKind)kind), new Cluster());
        Assert.Equal((0, ""), (exitCode, errors));
        int strategy = Array.FindIndex(calls, c => c.Contains("patch", StringComparison.Ordinal) && c.Contains("""{"type":"OnDelete","rollingUpdate":null}""", StringComparison.Ordinal));
        Assert.True(strategy > 0);
        AssertInOrder([.. BeforeFirst, calls[strategy], gracePeriod, update, .. OnOneNode], calls);
    }

    [Theory]
    [InlineData(
        ManifestKind.FluxHelmRelease,
        "flux reconcile kustomization infra -n flux --with-source --timeout=15m",
        "flux reconcile helmrelease mesh-ztunnel -n ops --timeout=24h")]
    [InlineData(ManifestKind.ArgoApplication, "argocd app sync mesh-ztunnel -N ops")]
    [InlineData(ManifestKind.Helmfile, "helmfile --file values.yaml --selector name=mesh-ztunnel apply")]
    public void A_file_brings_strategy_then_T_then_the_version_and_each_is_looked_for(object kind, params string[] bring)
    {
        const string Strategy =
            "kubectl -n mesh wait daemonset/ztunnel --for=jsonpath={.spec.updateStrategy.type}=OnDelete --timeout=120s";
        const string GracePeriod = "kubectl -n mesh wait daemonset/ztunnel --timeout=300s "
            + "--for=jsonpath={.spec.template.spec.terminationGracePeriodSeconds}=300";
        string runbook = Drain((ManifestKind)kind);
        (int exitCode, string[] calls, string errors) = Run(runbook, new Cluster());
        Assert.Equal((0, ""), (exitCode, errors));
        AssertInOrder([.. BeforeFirst, .. bring, Strategy, .. bring, GracePeriod, Strategy, .. bring, .. OnOneNode], calls);
        Assert.DoesNotContain(calls, c => Regex.IsMatch(c, "^helm | patch "));
        Assert.Contains("values.yaml updateStrategy (OnDelete) and nothing else", runbook);
        Assert.Contains("values.yaml the chart's version 1.28.3 and nothing else", runbook);

        (exitCode, calls, errors) = Run(runbook, new Cluster { BringsUntilNew = 99 });
        Assert.Equal((1, 3), (exitCode, calls.Count(c => c == bring[^1])));
        Assert.Contains("STOP: the image is still docker.io/istio/ztunnel:1.27.1", errors);
        Assert.DoesNotContain(calls, c => c.Contains("cordon", StringComparison.Ordinal));

        (exitCode, calls, errors) = Run(runbook, new Cluster { KubectlFails = "terminationGracePeriodSeconds}=300" });
        Assert.Equal((1, 2), (exitCode, calls.Count(c => c == bring[^1])));
        Assert.Contains("STOP: the new T has not come", errors);

        (exitCode, calls, errors) = Run(runbook, new Cluster { Running = "1.25.5-distroless" });
        Assert.Equal((1, 0), (exitCode, calls.Count(c => c == bring[^1])));
        Assert.Contains("STOP: ztunnel's chart 1.25.5-distroless ignores updateStrategy", errors);

        (exitCode, _, errors) = Run(Rolling((ManifestKind)kind, RollingUpdate.Default), new Cluster { Running = "1.22.4" });
        Assert.Equal(1, exitCode);
        Assert.Contains("drains for 5 s whatever T is", errors);
    }

    [Fact]
    public void Flux_reconciles_the_HelmRelease_alone_where_no_Kustomization_owns_it()
    {
        (int exitCode, string[] calls, string errors) = Run(Drain(ManifestKind.FluxHelmRelease), new Cluster { Kustomization = "" });
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.DoesNotContain(calls, c => c.StartsWith("flux reconcile kustomization", StringComparison.Ordinal));
        Assert.Equal(3, calls.Count(c => c.StartsWith("flux reconcile helmrelease mesh-ztunnel", StringComparison.Ordinal)));
    }

    [Fact]
    public void Istioctl_installs_only_what_it_is_of_the_version_for()
    {
        const string Install = "istioctl install -y -f values.yaml";
        (int exitCode, string[] calls, string errors) = Run(Drain(ManifestKind.IstioOperator), new Cluster());
        Assert.Equal((0, ""), (exitCode, errors));
        int strategy = Array.FindIndex(calls, c => c.Contains("patch daemonset ztunnel", StringComparison.Ordinal));
        Assert.True(strategy > 0);
        AssertInOrder([.. BeforeFirst, calls[strategy], Install, Install, .. OnOneNode], calls);

        (exitCode, calls, errors) = Run(Drain(ManifestKind.IstioOperator), new Cluster { Istioctl = "1.28.3" });
        Assert.Equal(1, exitCode);
        Assert.Contains("STOP: istioctl is not of the version that runs, 1.27.1.", errors);
        Assert.DoesNotContain(Install, calls);

        (exitCode, calls, errors) = Run(Drain(ManifestKind.IstioOperator), new Cluster { NewIstioctl = "1.27.1" });
        Assert.Equal((1, 1), (exitCode, calls.Count(c => c == Install)));
        Assert.Contains("STOP: istioctl is not of the new version", errors);
    }

    [Fact]
    public void Several_nodes_are_drained_side_by_side_and_dealt_with_when_all_of_them_are()
    {
        string[] names = ["n1", "n2", "odd name"];
        string runbook = EvacuationRunbookWriter.Write(new EvacuationRunbook
        {
            Target = Target(ManifestKind.HelmValues),
            Nodes = [.. names.Select(n => new RunbookNode(n))],
            How = NodeEvacuation.Default with { Parallel = 2, TimeoutSeconds = 900, ReadyWaitSeconds = 60 },
        });
        (int exitCode, string[] calls, string errors) = Run(runbook, new Cluster());
        Assert.Equal((0, ""), (exitCode, errors));
        foreach (string[] batch in new string[][] { ["n1", "n2"], ["odd name"] })
        {
            string[] drains = [.. batch.Select(n => $"kubectl drain {n} --ignore-daemonsets --delete-emptydir-data --timeout=900s")];
            int cordoned = Array.IndexOf(calls, $"kubectl cordon {string.Join(' ', batch)}");
            int drained = drains.Max(d => Array.IndexOf(calls, d));
            int deleted = batch.Min(
                n => Array.IndexOf(calls, $"kubectl delete pod -n mesh -l app=ztunnel --field-selector spec.nodeName={n}"));
            int uncordoned = batch.Max(n => Array.IndexOf(calls, $"kubectl uncordon {n}"));
            bool inOrder = 0 < cordoned && cordoned < drains.Min(d => Array.IndexOf(calls, d)) && drained < deleted && deleted < uncordoned;
            Assert.True(inOrder, string.Join('\n', calls));
        }
        string wait = Assert.Single(calls, c => c.StartsWith("kubectl wait pod -A", StringComparison.Ordinal));
        Assert.EndsWith("--field-selector status.phase!=Succeeded,status.phase!=Failed --for=condition=Ready --timeout=60s", wait);
        Assert.InRange(
            Array.IndexOf(calls, wait), Array.IndexOf(calls, "kubectl uncordon n2"), Array.IndexOf(calls, "kubectl cordon odd name"));

        // A wait that is in vain is told, and the plan goes on.
        (exitCode, calls, errors) = Run(runbook, new Cluster { KubectlFails = "wait pod -A" });
        Assert.Equal(0, exitCode);
        Assert.Contains("After 1 min not all pods are Ready", errors);
        Assert.Contains("kubectl uncordon odd name", calls);

        // A drain that fails ends it when the others are through, and no ztunnel is touched.
        (exitCode, calls, errors) = Run(runbook, new Cluster { KubectlFails = "drain n1" });
        Assert.Equal(1, exitCode);
        Assert.Contains("STOP: a drain failed", errors);
        Assert.Contains(calls, c => c.StartsWith("kubectl drain n2", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, c => c.StartsWith("kubectl delete", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_are_single_words_of_the_shell()
    {
        const string Hostile = "n1'; touch pwned; echo $(touch pwned) `touch pwned` \"x\" & #";
        RunbookTarget target =
            Target(ManifestKind.HelmValues) with { Namespace = Hostile, ManifestFile = $"{Hostile}.yaml", Version = Hostile };
        string drain = EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = target, Nodes = [new(Hostile)] });
        (_, string[] calls, _) = Run(drain, new Cluster());
        Assert.Contains($"kubectl cordon {Hostile}", calls);
        Assert.Contains(calls, c => c.Contains($"--field-selector spec.nodeName={Hostile} --for", StringComparison.Ordinal));
        Assert.Contains(calls, c => c.Contains($"-f {Hostile}.yaml", StringComparison.Ordinal));
        // Nothing but the two was called, and nothing was made.
        Assert.All(calls, c => Assert.Matches("^(kubectl|helm|sleep) ", c));
    }

    private static RunbookTarget Target(ManifestKind kind) => new()
    {
        ManifestFile = "values.yaml",
        Namespace = "mesh",
        Version = "v1.28.3",
        Kind = kind,
        GracePeriod = new GracePeriod(300),
        Release = new("mesh-ztunnel", "ops"),
        IsPartial = kind != ManifestKind.HelmValues,
    };

    private static string Drain(ManifestKind kind) =>
        EvacuationRunbookWriter.Write(new EvacuationRunbook { Target = Target(kind), Nodes = [new("n1")] });

    private static string Rolling(ManifestKind kind, RollingUpdate plan) => RollingRunbookWriter.Write(new RollingRunbook
    {
        Target = Target(kind),
        GracePeriod = new GracePeriod(300),
        CurrentGracePeriod = new GracePeriod(30),
        DrainBudgetSeconds = 295,
        Strategy = plan,
        NodeCount = 20,
        Resets = (727, 658, 807),
        ResetsByWorkload = [("db", 700)],
        DurationSeconds = (696, 729),
    });

    /// <summary>The calls come in this order; others may come between.</summary>
    private static void AssertInOrder(string[] expected, string[] calls)
    {
        int at = -1;
        foreach (string call in expected)
        {
            int next = Array.IndexOf(calls, call, at + 1);
            Assert.True(next > at, $"'{call}' was not called after call {at}: {string.Join('\n', calls)}");
            at = next;
        }
    }

    /// <summary>How the stubs answer.</summary>
    private sealed record Cluster
    {
        public string Chart { get; init; } = "1.27.1";

        public string SameChartImage { get; init; } = "docker.io/istio/ztunnel:1.27.1";

        public string NewImage { get; init; } = "docker.io/istio/ztunnel:1.28.3";

        public string HelmHelp { get; init; } = "--reset-then-reuse-values";

        /// <summary>The tag of the image that runs before the update.</summary>
        public string Running { get; init; } = "1.27.1";

        /// <summary>How often a file is brought to the cluster before the new image runs.</summary>
        public int BringsUntilNew { get; init; } = 3;

        /// <summary>The Kustomization that owns the HelmRelease.</summary>
        public string Kustomization { get; init; } = "infra";

        /// <summary>The version of istioctl.</summary>
        public string Istioctl { get; init; } = "1.27.1";

        /// <summary>The same once it has installed something.</summary>
        public string NewIstioctl { get; init; } = "1.28.3";

        /// <summary>Whether pods of the old revision still drain when the rollout is called complete.</summary>
        public bool OldPodsDrain { get; init; }

        /// <summary>A call that has this in it fails.</summary>
        public string? KubectlFails { get; init; }
    }

    /// <summary>Runs the blocks that are steps; what is only for when it is needed is left out.</summary>
    private static (int ExitCode, string[] Calls, string Errors) Run(string runbook, Cluster cluster)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string log = Path.Combine(folder, "calls");
        string image = $"    image: \"{cluster.NewImage}\"", same = $"    image: \"{cluster.SameChartImage}\"";
        Stub("kubectl", $"""
            case "$*" in *{(cluster.KubectlFails is { } fails ? $"'{fails}'" : "'never at all'")}*) exit 1;; esac
            case "$*" in
              *istio-cni-node*jsonpath*) printf kube-system;;
              *'maxSurge'*'maxUnavailable'*) printf 'RollingUpdate 1 0';;
              *'.image'*'istio-proxy'*|*'istio-proxy'*'.image'*)
                if [ "$(grep -c -E '^(flux reconcile helmrelease|argocd app sync|helmfile) ' '{log}')" -ge {cluster.BringsUntilNew} ]
                then printf docker.io/istio/ztunnel:1.28.3; else printf docker.io/istio/ztunnel:{cluster.Running}; fi;;
              *fluxcd*io/namespace*) printf flux;;
              *fluxcd*io/name*) printf '{cluster.Kustomization}';;
              *'.spec.version'*) printf 'v{cluster.Chart}';;
              *controller-revision-hash*) if [ -e two ]; then rm two; printf '7c9\n8d4\n'; else printf '8d4\n8d4\n'; fi;;
            esac
            """);
        Stub("helm", $"""
            case "$*" in
              *--help*) echo '      {cluster.HelmHelp}   how values are taken over';;
              list*) printf '%s' '[{"{"}"name":"ztunnel","namespace":"mesh","chart":"ztunnel-{cluster.Chart}","app_version":"x"{"}"}]';;
              *{cluster.Chart}*--dry-run*) printf '%s\n' 'MANIFEST:' '  containers:' '{same}' '      imagePullPolicy: IfNotPresent';;
              *--dry-run*) printf '%s\n' 'MANIFEST:' '  containers:' '{image}' '      imagePullPolicy: IfNotPresent';;
            esac
            """);
        foreach (string tool in new[] { "sleep", "flux", "argocd", "helmfile" }) Stub(tool, "");
        Stub("istioctl", $"""
            [ "$1" != version ] || if grep -q '^istioctl install' '{log}'
            then echo 'client version: {cluster.NewIstioctl}'; else echo 'client version: {cluster.Istioctl}'; fi
            """);
        if (cluster.OldPodsDrain) File.WriteAllText(Path.Combine(folder, "two"), "");
        string script = string.Join(
            '\n',
            Regex.Matches(runbook, "^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Select(m => m.Groups[1].Value));
        File.WriteAllText(Path.Combine(folder, "script"), script);
        ProcessStartInfo start =
            new("sh", ["script"]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{Path.Combine(folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process shell = Process.Start(start)!;
        Task<string> errors = shell.StandardError.ReadToEndAsync();
        shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(["bin", "calls", "script"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order());
        return (shell.ExitCode, File.ReadAllLines(log), errors.GetAwaiter().GetResult());

        void Stub(string name, string answer)
        {
            string path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName, name);
            File.WriteAllText(path, $"#!/bin/sh\nprintf '%s\\n' \"{name} $*\" >> '{log}'\n{answer}\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
