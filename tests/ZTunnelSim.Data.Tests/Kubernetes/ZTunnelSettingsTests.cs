using ZTunnelSim.Data.Kubernetes;
using ZTunnelSim.Data.Tests.Support;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Tests.Kubernetes;

public class ZTunnelSettingsTests
{
    private static ZTunnelSettings Read(string text) => ZTunnelSettingsReader.Parse(text, "m.yaml");

    [Fact]
    public void A_ZTunnel_resource_says_T_strategy_and_namespace()
    {
        ZTunnelSettings settings = Read(Manifests.Resource);
        Assert.Equal((ManifestKind.ZTunnelResource, 2, "ztunnel"), (settings.Kind, settings.Line, settings.Namespace));
        Assert.Equal(new GracePeriod(30), settings.GracePeriod);
        Assert.Equal(UpdateStrategy.Rolling(RollingUpdate.Default), settings.Strategy);
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
        foreach (string text in new[] { Manifests.HelmValues, "ztunnel:\n  " + Manifests.HelmValues.Replace("\n", "\n  "), "# only\n---\n" + Manifests.HelmValues })
        {
            ZTunnelSettings settings = Read(text);
            Assert.Equal(ManifestKind.HelmValues, settings.Kind);
            Assert.Equal(45, settings.GracePeriod!.Seconds);
            Assert.Equal(UpdateStrategy.OnDelete, settings.Strategy);
            Assert.Null(settings.ToRollingUpdate());
        }
    }

    [Fact]
    public void A_DaemonSet_says_more_and_other_documents_are_passed_over()
    {
        ZTunnelSettings settings = Read(Manifests.Others + Manifests.DaemonSet);
        Assert.Equal((ManifestKind.DaemonSet, 2), (settings.Kind, settings.OtherDocuments));
        Assert.Equal(60, settings.GracePeriod!.Seconds);
        Assert.Equal(new RollingUpdate(IntOrPercent.Percent(25), IntOrPercent.Nodes(0), 5), settings.ToRollingUpdate());
        Assert.Equal((5, 3), (settings.MinReadySeconds, settings.ReadinessPeriodSeconds));
        Assert.Null(settings.DrainBudget);
        Assert.Empty(settings.Warnings);
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
        Assert.Equal(UpdateStrategy.Rolling(new(IntOrPercent.Nodes(0), IntOrPercent.Nodes(1))), bare.Strategy);
    }

    [Theory]
    [InlineData("- name: RUST_LOG", "- name: CONNECTION_TERMINATION_DEADLINE\n          value: 20s\n        - name: RUST_LOG", 20, "for that long")]
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
        Assert.Equal(new RollingUpdate(IntOrPercent.Nodes(0), IntOrPercent.Percent(10)), settings.ToRollingUpdate());
    }

    [Theory]
    [InlineData("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: soon", 11, "spec.values.ztunnel.terminationGracePeriodSeconds: a whole number of at least 1")]
    [InlineData("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: 0", 11, "killed at once")]
    [InlineData("terminationGracePeriodSeconds: 30", "terminationGracePeriodSeconds: [30]", 11, "a list")]
    [InlineData("type: 'RollingUpdate'", "type: Recreate", 13, "accepted are RollingUpdate and OnDelete")]
    [InlineData("maxSurge: 1", "maxSurge: 0", 15, "exactly one of maxSurge and maxUnavailable")]
    [InlineData("maxSurge: 1", "maxSurge: 200%", 15, "'200%'")]
    [InlineData("kind: ZTunnel", "kind: Gateway", 0, "but only Gateway")]
    [InlineData("  values:\n", "  values: *nowhere\n  other:\n", 9, "*nowhere has no anchor")]
    [InlineData("  values:\n", "  values:\n  values:\n", 10, "'values' is given twice")]
    [InlineData("metadata:", "---\nmetadata:", 0, "but only ZTunnel")]
    [InlineData("# ztunnel of", "kind: &x {}\n---\n# ", 1, "more than one")]
    public void What_is_wrong_is_told_in_one_line(string old, string replacement, int line, string message)
    {
        Assert.Contains(old, Manifests.Resource);
        string text = message is "more than one" ? Manifests.Resource + "---\n" + Manifests.DaemonSet : Manifests.Resource.Replace(old, replacement);
        if (message is "but only ZTunnel") text = "apiVersion: v1\nkind: ZTunnel\n";
        InputException e = Assert.Throws<InputException>(() => Read(text));
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        if (line > 1) Assert.Equal(line, e.Line);
    }

    [Fact]
    public void Values_in_the_wrong_place_are_told()
    {
        ZTunnelSettings settings = Read("apiVersion: sailoperator.io/v1\nkind: ZTunnel\nspec:\n  values:\n    terminationGracePeriodSeconds: 300\n");
        Assert.Null(settings.GracePeriod);
        Assert.Contains("spec.values.terminationGracePeriodSeconds (line 5) is not read by the operator", Assert.Single(settings.Warnings));
    }

    [Fact]
    public void What_is_no_text_or_too_deep_is_refused()
    {
        Assert.Contains("UTF-8", Assert.Throws<InputException>(() => ZTunnelSettingsReader.Load(Files.Temporary("m.yaml", [0xC3, 0x28]))).Message);
        Assert.Contains("levels deep", Assert.Throws<InputException>(() => Read(new string('[', 5000))).Message);
        Assert.Contains("can't be read", Assert.Throws<InputException>(() => ZTunnelSettingsReader.Load("nowhere.yaml")).Message);
    }
}
