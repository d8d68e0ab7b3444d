namespace ZTunnelSim.Data.Tests;

public class ZTunnelManifestTests
{
    private static readonly WantedSettings Wanted = new()
    {
        GracePeriod = new GracePeriod(300),
        Strategy = ManifestStrategy.Rolling(new RollingUpdate(IntOrPercent.Percent(10), 0)),
    };

    private static readonly WantedSettings OnDelete = new() { Strategy = ManifestStrategy.OnDelete };

    private static string Patch(string text, WantedSettings wanted) => ManifestWriter.Patch(text, "m.yaml", wanted).Text;

    [Fact]
    public void A_manifest_tells_T_and_strategy_and_takes_another_T()
    {
        ZTunnelManifest manifest = ZTunnelManifest.Parse(Manifests.Resource);
        Assert.Equal(new GracePeriod(30), manifest.GracePeriod);
        Assert.Equal(UpdateStrategy.MaxSurge(1), manifest.Strategy);
        ZTunnelManifest changed = manifest.WithGracePeriod(new GracePeriod(300));
        Assert.Equal(new GracePeriod(300), changed.GracePeriod);
        Assert.Equal(Manifests.Resource.Replace("Seconds: 30 ", "Seconds: 300 "), changed.Text);
        Assert.Equal(Manifests.Resource, manifest.Text);
    }

    [Fact]
    public void What_a_manifest_leaves_open_is_the_charts()
    {
        ZTunnelManifest manifest = ZTunnelManifest.Parse("hub: x");
        Assert.Equal((GracePeriod.Default, (UpdateStrategy)RollingUpdate.Default), (manifest.GracePeriod, manifest.Strategy));
        Assert.Equal("m.yaml", Assert.Throws<InputException>(() => ZTunnelManifest.Parse("kind: Pod", "m.yaml")).File);
    }

    [Fact]
    public void A_patched_resource_differs_in_the_changed_values_only()
    {
        string expected = Manifests.Resource.Replace("Seconds: 30 ", "Seconds: 300 ").Replace("maxSurge: 1", "maxSurge: \"10%\"");
        ManifestPatch patch = ManifestWriter.Patch(Manifests.Resource, "m.yaml", Wanted);
        Assert.Equal(expected, patch.Text);
        Assert.Equal([11, 15], patch.ChangedLines);
        Assert.Equal((30, 300), (patch.Before.GracePeriod!.Seconds, patch.After.GracePeriod!.Seconds));
        Assert.Equal(Manifests.Resource.Replace("'RollingUpdate'", "'OnDelete'"), Patch(Manifests.Resource, OnDelete));
    }

    [Fact]
    public void Line_ends_and_a_byte_order_mark_stay()
    {
        string windows = "\uFEFF" + Manifests.Resource.Replace("\n", "\r\n").TrimEnd();
        Assert.Equal(windows.Replace("Seconds: 30 ", "Seconds: 300 ").Replace("maxSurge: 1", "maxSurge: \"10%\""), Patch(windows, Wanted));
        Assert.Equal(
            "\uFEFFhub: x\r\nterminationGracePeriodSeconds: 300",
            Patch("\uFEFFhub: x", Wanted with { Strategy = null }).Replace("\nterm", "\r\nterm"));
    }

    [Fact]
    public void Missing_keys_are_added_with_the_indentation_of_their_place()
    {
        const string Text = """
            kind: ZTunnel
            apiVersion: sailoperator.io/v1
            spec:
                version: v1.28.0
                values:
                    global:
                        hub: x   # here
            # the end
            ---
            kind: Other
            """;
        Assert.Equal("""
            kind: ZTunnel
            apiVersion: sailoperator.io/v1
            spec:
                version: v1.28.0
                values:
                    global:
                        hub: x   # here
                    ztunnel:
                        terminationGracePeriodSeconds: 300
                        updateStrategy:
                            type: OnDelete
            # the end
            ---
            kind: Other
            """, Patch(Text, OnDelete with { GracePeriod = new GracePeriod(300) }));
    }

    [Theory]
    [InlineData("spec: {values: {}}", "spec: {values: {ztunnel: {terminationGracePeriodSeconds: 300}}}")]
    [InlineData(
        "spec: { values: { global: { hub: x }, } }",
        "spec: { values: { global: { hub: x }, ztunnel: {terminationGracePeriodSeconds: 300} } }")]
    [InlineData("spec:\n  values: ~", "spec:\n  values: {ztunnel: {terminationGracePeriodSeconds: 300}}")]
    [InlineData("spec:   # empty\nmore: 1", "spec:   # empty\n  values:\n    ztunnel:\n      terminationGracePeriodSeconds: 300\nmore: 1")]
    [InlineData(
        "spec:\n  values:\n    ztunnel: {terminationGracePeriodSeconds: '30'}",
        "spec:\n  values:\n    ztunnel: {terminationGracePeriodSeconds: 300}")]
    [InlineData(
        "spec:\n  values:\n    ztunnel:\n      terminationGracePeriodSeconds:\n",
        "spec:\n  values:\n    ztunnel:\n      terminationGracePeriodSeconds: 300\n")]
    [InlineData(
        "spec:\n  values:\n    ztunnel:\n      image: |+\n        x\n\n",
        "spec:\n  values:\n    ztunnel:\n      image: |+\n        x\n\n      terminationGracePeriodSeconds: 300\n")]
    [InlineData(
        "x: &t 30\nspec: {values: {ztunnel: {terminationGracePeriodSeconds: *t}}}",
        "x: &t 30\nspec: {values: {ztunnel: {terminationGracePeriodSeconds: 300}}}")]
    [InlineData("x: &m {terminationGracePeriodSeconds: 3}\nspec:\n  values:\n    ztunnel:\n      <<: *m\n", "x: &m {terminationGracePeriodSeconds: 3}\nspec:\n  values:\n    ztunnel:\n      <<: *m\n      terminationGracePeriodSeconds: 300\n")]
    [InlineData("spec:\n  values:\n    ztunnel:\n      env: {TERMINATION_GRACE_PERIOD_SECONDS: 30}\n", "spec:\n  values:\n    ztunnel:\n  "
        + "    env: {TERMINATION_GRACE_PERIOD_SECONDS: \"300\"}\n      terminationGracePeriodSeconds: 300\n")]
    public void Every_layout_is_kept(string spec, string expected)
    {
        const string Head = "apiVersion: sailoperator.io/v1\nkind: ZTunnel\n";
        WantedSettings wanted = new() { GracePeriod = new GracePeriod(300) };
        string patched = Patch(Head + spec, wanted);
        Assert.Equal(Head + expected, patched);
        Assert.Equal(patched, Patch(patched, wanted));
    }

    [Theory]
    [InlineData("a: &m {x: 1}\nspec: {values: {ztunnel: *m}}", "is the alias *m of line 3")]
    [InlineData("spec: {values: {ztunnel: &m {x: 1}}}\na: *m", "has the anchor &m")]
    [InlineData("spec: {values: {ztunnel: {terminationGracePeriodSeconds: &t 30}}}\na: *t", "has the anchor &t")]
    [InlineData("spec: {values: {ztunnel: {terminationGracePeriodSeconds: >-\n 30\n}}}", "YAML")]
    [InlineData("spec:\n  values:\n    ztunnel:\n      terminationGracePeriodSeconds: >-\n        30\n", "over several lines")]
    [InlineData("spec: [1]", "spec: a mapping is expected")]
    [InlineData("? spec\n: x: 1\n", "layout is not understood")]
    [InlineData("x: &m {values: {ztunnel: {}}}\nspec:\n  <<: *m\n", "merge key")]
    public void What_can_not_be_changed_alone_is_refused(string spec, string message)
    {
        InputException e = Assert.Throws<InputException>(
            () => Patch(
                "apiVersion: sailoperator.io/v1\nkind: ZTunnel\n" + spec, new WantedSettings { GracePeriod = new GracePeriod(300) }));
        Assert.Contains(message, e.Message);
        Assert.NotNull(e.Line);
    }

    [Fact]
    public void In_a_DaemonSet_the_variable_follows_T()
    {
        string text = Manifests.Others + Manifests.DaemonSet;
        Assert.Equal(
            text.Replace("Seconds: 60", "Seconds: 300").Replace("\"60\"", "\"300\"").Replace("25%", "\"10%\""),
            Patch(text, Wanted));

        string without = Manifests.DaemonSet.Replace("        - name: TERMINATION_GRACE_PERIOD_SECONDS\n          value: \"60\"\n", "");
        Assert.EndsWith(
            "          value: info\n        - name: TERMINATION_GRACE_PERIOD_SECONDS\n          value: \"300\"\n", Patch(without, Wanted));

        string elsewhere = Manifests.DaemonSet.Replace("value: \"60\"", "valueFrom: {fieldRef: {fieldPath: x}}");
        Assert.Contains("valueFrom", Assert.Throws<InputException>(() => Patch(elsewhere, Wanted)).Message);
    }

    [Fact]
    public void Json_stays_json()
    {
        string patched = Patch(Manifests.Json, Wanted);
        System.Text.Json.JsonDocument.Parse(patched);
        Assert.Contains("\"maxSurge\": \"10%\"", patched);
        Assert.Contains("\"terminationGracePeriodSeconds\": 300", patched);
        string[] lines = patched.Split('\n');
        int added = Array.FindIndex(lines, l => l.Contains("TERMINATION_GRACE"));
        // On a line of its own, below the brace of the element before it.
        Assert.Equal(lines[added - 1].IndexOf('}'), lines[added].IndexOf('{'));
        Assert.Equal(Manifests.Json.Split('\n').Length + 1, lines.Length);
        Assert.Null(ZTunnelSettingsReader.Parse(patched, "f").DrainBudget);
    }

    [Fact]
    public void New_manifests_say_what_is_wanted_and_no_more()
    {
        Assert.Equal("""
            apiVersion: sailoperator.io/v1
            kind: ZTunnel
            metadata:
              name: default
            spec:
              version: "v1.28.0"
              namespace: ztunnel
              values:
                ztunnel:
                  terminationGracePeriodSeconds: 300

            """,
            ManifestWriter.Write(ManifestKind.ZTunnelResource,
                new WantedSettings { GracePeriod = new GracePeriod(300), Strategy = ManifestStrategy.Rolling(RollingUpdate.Default) },
                new ManifestOptions { IstioVersion = "v1.28.0", Namespace = "ztunnel" }));
        foreach (ManifestKind kind in new[] { ManifestKind.ZTunnelResource, ManifestKind.HelmValues, ManifestKind.DaemonSet })
        {
            foreach (WantedSettings wanted in new[] { Wanted, OnDelete with { GracePeriod = new GracePeriod(77) } })
            {
                ZTunnelSettings read = ZTunnelSettingsReader.Parse(ManifestWriter.Write(kind, wanted), "new.yaml");
                Assert.Equal((kind, true), (read.Kind, wanted.IsMetBy(read)));
                Assert.Empty(read.Warnings);
            }
        }
    }
}
