namespace ZTunnelSim.Data.Tests;

public class ZTunnelSettingsTests
{
    private static ZTunnelSettings Read(string text) => ZTunnelSettingsReader.Parse(text, "m.yaml");

    [Fact]
    public void A_ZTunnel_resource_says_T_strategy_and_namespace()
    {
        ZTunnelSettings settings = Read(Manifests.Resource);
        Assert.Equal((ManifestKind.ZTunnelResource, 2, "ztunnel"), (settings.Kind, settings.Line, settings.Namespace));
        Assert.Equal(new GracePeriod(30), settings.GracePeriod);
        Assert.Equal(ManifestStrategy.Rolling(RollingUpdate.Default), settings.Strategy);
        Assert.Equal(RollingUpdate.Default, settings.ToRollingUpdate());
        Assert.Null(settings.DrainBudget);
        Assert.Empty(settings.Warnings);
    }

    [Fact]
    public void The_old_version_of_the_resource_is_read_too_and_an_unknown_one_refused()
    {
        Assert.Equal(30, Read(Manifests.Resource.Replace("io/v1", "io/v1alpha1")).GracePeriod!.Seconds);
        InputException e = Assert.Throws<InputException>(() => Read(Manifests.Resource.Replace("io/v1", "io/v2")));
        Assert.Contains("sailoperator.io/v1 and sailoperator.io/v1alpha1", e.Message);
    }

    [Fact]
    public void Helm_values_are_read_at_the_top_and_under_ztunnel()
    {
        foreach (string text in new[] { Manifests.HelmValues, "ztunnel:\n  " + Manifests.HelmValues.Replace("\n", "\n  "), "# only\n---\n"
            + Manifests.HelmValues })
        {
            ZTunnelSettings settings = Read(text);
            Assert.Equal(ManifestKind.HelmValues, settings.Kind);
            Assert.Equal(45, settings.GracePeriod!.Seconds);
            Assert.Equal(ManifestStrategy.OnDelete, settings.Strategy);
            Assert.Null(settings.ToRollingUpdate());
        }
    }

    [Fact]
    public void A_DaemonSet_says_more_and_other_documents_are_passed_over()
    {
        ZTunnelSettings settings = Read(Manifests.Others + Manifests.DaemonSet);
        Assert.Equal((ManifestKind.DaemonSet, 2), (settings.Kind, settings.OtherDocuments));
        Assert.Equal(60, settings.GracePeriod!.Seconds);
        Assert.Equal(new RollingUpdate(IntOrPercent.Percent(25), 0, 5), settings.ToRollingUpdate());
        Assert.Equal((5, 3), (settings.MinReadySeconds, settings.ReadinessPeriodSeconds));
        Assert.Null(settings.DrainBudget);
        // One of the others is istio-cni, whose absence makes ztunnel not Ready.
        Assert.Contains("istio-cni", Assert.Single(settings.Warnings));
    }

    [Fact]
    public void Json_in_a_list_is_read_and_what_it_leaves_out_is_as_Kubernetes_has_it()
    {
        ZTunnelSettings settings = Read(Manifests.Json);
        Assert.Equal((ManifestKind.DaemonSet, 30), (settings.Kind, settings.GracePeriod!.Seconds));
        // Without the variable ztunnel drains for 5 s, whatever T is.
        Assert.Equal(5, settings.DrainBudget!.SecondsFor(new GracePeriod(300)));
        Assert.Contains("TERMINATION_GRACE_PERIOD_SECONDS is not set", Assert.Single(settings.Warnings));

        ZTunnelSettings bare = Read("apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: ztunnel}\nspec: {}\n");
        Assert.Equal(ManifestStrategy.Rolling(new(IntOrPercent.Of(0), IntOrPercent.Of(1))), bare.Strategy);
    }

    [Theory]
    [InlineData(
        "- name: RUST_LOG", "- name: CONNECTION_TERMINATION_DEADLINE\n          value: 20s\n        - name: RUST_LOG", 20, "for that long")]
    [InlineData("value: \"60\"", "value: \"30\"", 25, "is 30, but T is 60")]
    public void Variables_that_change_the_drain_are_told(string old, string replacement, double drain, string warning)
    {
        ZTunnelSettings settings = Read(Manifests.DaemonSet.Replace(old, replacement));
        Assert.Equal(drain, settings.DrainBudget!.SecondsFor(settings.GracePeriod!));
        Assert.Contains(warning, Assert.Single(settings.Warnings));
    }

    [Fact]
    public void Anchors_aliases_and_merge_keys_are_followed()
    {
        ZTunnelSettings settings = Read("""
            x-common: &common
              terminationGracePeriodSeconds: &t 90
            ztunnel:
              <<: *common
              updateStrategy: &s { rollingUpdate: { maxSurge: 0, maxUnavailable: "10%" } }
            copy: *s
            """);
        Assert.Equal(90, settings.GracePeriod!.Seconds);
        Assert.Equal(new RollingUpdate(0, IntOrPercent.Percent(10)), settings.ToRollingUpdate());
    }

    [Theory]
    [InlineData(
        "terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: soon", 11,
        "spec.values.ztunnel.terminationGracePeriodSeconds: a whole number of at least 1")]
    [InlineData("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 0", 11, "killed at once")]
    [InlineData("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: [30]", 11, "a list")]
    [InlineData("type: 'RollingUpdate'", "type: Recreate", 13, "accepted are RollingUpdate and OnDelete")]
    [InlineData("maxSurge: 1", "maxSurge: 0", 15, "exactly one of maxSurge and maxUnavailable")]
    [InlineData("maxSurge: 1", "maxSurge: 200%", 15, "'200%'")]
    [InlineData("kind: ZTunnel", "kind: Gateway", 0, "but only Gateway")]
    [InlineData("  values:\n", "  values: *nowhere\n  other:\n", 9, "*nowhere has no anchor")]
    [InlineData("  values:\n", "  values:\n  values:\n", 10, "'values' is given twice")]
    [InlineData("metadata:", "---\nmetadata:", 0, "a ZTunnel of the apiVersion 'v1', where")]
    [InlineData("# ztunnel of", "kind: &x {}\n---\n# ", 1, "more than one")]
    public void What_is_wrong_is_told_in_one_line(string old, string replacement, int line, string message)
    {
        Assert.Contains(old, Manifests.Resource);
        string text = message is "more than one" ? Manifests.Resource + "---\n" + Manifests.DaemonSet : Manifests.Resource.Replace(
            old, replacement);
        if (message is "a ZTunnel of the apiVersion 'v1', where") text = "apiVersion: v1\nkind: ZTunnel\n";
        InputException e = Assert.Throws<InputException>(() => Read(text));
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        if (line > 1) Assert.Equal(line, e.Line);
    }

    [Fact]
    public void Values_in_the_wrong_place_are_told()
    {
        ZTunnelSettings settings = Read(
            "apiVersion: sailoperator.io/v1\nkind: ZTunnel\nspec:\n  values:\n    terminationGracePeriodSeconds: 300\n");
        Assert.Null(settings.GracePeriod);
        Assert.Contains("spec.values.terminationGracePeriodSeconds (line 5) is not read by the operator", Assert.Single(settings.Warnings));
    }

    [Fact]
    public void What_is_no_text_or_too_deep_is_refused()
    {
        Assert.Contains(
            "UTF-8", Assert.Throws<InputException>(() => ZTunnelManifest.Load(Files.Temporary("m.yaml", [0xC3, 0x28]))).Message);
        Assert.Contains("levels deep", Assert.Throws<InputException>(() => Read(new string('[', 5000))).Message);
        Assert.Contains("can't be read", Assert.Throws<InputException>(() => ZTunnelManifest.Load("nowhere.yaml")).Message);
    }

    [Theory]
    [InlineData("hostNetwork: true", "", "hostNetwork")]
    [InlineData("hostNetwork: false", "", null)]
    [InlineData("", "ports: [{containerPort: 15020, hostPort: 15020}]", "hostPort 15020")]
    [InlineData("", "ports: [{containerPort: 15020}]", null)]
    [InlineData("", "ports: [{containerPort: 15020, hostPort: 0}]", null)]
    public void A_DaemonSet_that_takes_ports_of_its_node_can_not_surge(string pod, string container, string? named)
    {
        string Text(string limit) => $$"""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: ztunnel}
            spec:
              updateStrategy:
                rollingUpdate: { {{limit}} }
              template:
                spec:
                  {{pod}}
                  containers:
                  - name: istio-proxy
                    {{container}}
            """;
        ZTunnelSettings surge = ZTunnelSettingsReader.Parse(Text("maxSurge: 1, maxUnavailable: 0"), "ds.yaml");
        Assert.Equal(named is not null, surge.SurgeObstacle is not null);
        Assert.Equal(named is not null, surge.Warnings.Any(w => named is not null && w.Contains(named) && w.Contains("stands still")));
        ZTunnelSettings unavailable = ZTunnelSettingsReader.Parse(Text("maxUnavailable: 1"), "ds.yaml");
        Assert.DoesNotContain(unavailable.Warnings, w => w.Contains("stands still"));
    }

    [Theory]
    [InlineData("v1.27.0", true, null)]
    [InlineData("v1.26.0", true, null)]
    [InlineData("v1.25.3", false, null)]
    [InlineData("v1.23.0", false, null)]
    [InlineData("v1.22.8", false, 5.0)]
    [InlineData("v1.26-latest", true, null)]
    [InlineData("master", true, null)]
    public void What_the_chart_of_a_version_does_not_know_does_not_hold(string version, bool knowsStrategy, double? drainSeconds)
    {
        ZTunnelSettings settings = ZTunnelSettingsReader.Parse(
            $$"""
            apiVersion: sailoperator.io/v1
            kind: ZTunnel
            metadata: {name: default}
            spec:
              version: {{version}}
              values: {ztunnel: {terminationGracePeriodSeconds: 300, updateStrategy: {type: OnDelete} } }
            """,
            "cr.yaml");
        Assert.Equal(!knowsStrategy, settings.Warnings.Any(w => w.Contains($"is ignored by the chart of {version}")));
        Assert.Equal(knowsStrategy ? null : RollingUpdate.Default, settings.ToRollingUpdate());
        Assert.Equal(drainSeconds, settings.DrainBudget?.SecondsFor(new GracePeriod(300)));
    }

    [Theory]
    [InlineData(
        "c13f-zt-old.yaml", "a ZTunnel without apiVersion: write 'apiVersion: sailoperator.io/v1'; 'apiGroup' is no key of a manifest")]
    public void A_manifest_that_nearly_is_one_is_told_what_it_lacks(string file, string message)
    {
        InputException e = Assert.Throws<InputException>(
            () => ZTunnelManifest.Load(Path.Combine(AppContext.BaseDirectory, "cases", file)));
        Assert.Contains(message, e.Message);
        Assert.Equal(1, e.Line);
    }

    [Theory]
    [InlineData("kind: ZTunnel", "a ZTunnel without apiVersion: write 'apiVersion: sailoperator.io/v1'")]
    [InlineData(
        "kind: ZTunnel\napiVersion: operator.istio.io/v1",
        "a ZTunnel of the apiVersion 'operator.istio.io/v1', where 'sailoperator.io/v1' is expected")]
    [InlineData("kind: DaemonSet\nmetadata: {name: ztunnel}", "a DaemonSet without apiVersion: write 'apiVersion: apps/v1'")]
    [InlineData(
        "kind: DaemonSet\napiVersion: extensions/v1beta1\nmetadata: {name: ztunnel}",
        "of the apiVersion 'extensions/v1beta1', where 'apps/v1'")]
    [InlineData(
        "kind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: proxy}", "neither named ztunnel nor labels its pods 'app: ztunnel'")]
    [InlineData("kind: Service", "but only Service")]
    public void What_no_manifest_is_says_why(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => ZTunnelSettingsReader.Parse(text, "m.yaml")).Message);
}
