namespace ZTunnelSim.Data.Tests;

public class ManifestReferenceTests
{
    private static Scenario Read(string manifest, string ztunnel)
    {
        string file = Files.Temporary("m.yaml", manifest);
        return Scenario.Parse(
            $"cluster: {{nodes: 8}}\nztunnel: {{from: m.yaml{ztunnel}}}\nworkloads: [{{name: w, openPerNode: 1, lifetime: 5m}}]",
            Path.Combine(Path.GetDirectoryName(file)!, "s.yaml"));
    }

    [Fact]
    public void What_a_scenario_leaves_open_is_as_in_its_manifest()
    {
        Scenario scenario = Read(Manifests.DaemonSet, "");
        Assert.Equal([60], scenario.Candidates.Select(c => c.Seconds));
        Assert.Equal(new RollingUpdate(IntOrPercent.Percent(25), 0, 5), scenario.Rollout.Strategy);
        Assert.Equal(ReplacementTiming.ReadyByProbe(TimeSpan.FromSeconds(3)), scenario.Rollout.Timing.Ready);
        Assert.Equal(DrainBudget.ZTunnel, scenario.Rollout.DrainBudget);
        Assert.Equal(60, scenario.ZTunnel!.GracePeriod!.Seconds);
        Assert.Equal(60, scenario.PresentGracePeriod!.Seconds);
        Assert.Contains("T = 60 s, RollingUpdate maxSurge=25% maxUnavailable=0", Assert.Single(scenario.SkippedLines));
    }

    [Fact]
    public void A_scenario_takes_what_its_team_wraps_Helm_values_in()
    {
        const string Helm = "chart: ztunnel, helm: { values: \"terminationGracePeriodSeconds: 90\", parameters: "
            + "[ { name: updateStrategy.rollingUpdate.maxSurge, value: '3' } ] }";
        string[] manifests =
        [
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: { source: { " + Helm + " } }",
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: { chart: { spec: { chart: ztunnel } }, values: { "
                + "terminationGracePeriodSeconds: 90, updateStrategy: { rollingUpdate: { maxSurge: 3 } } } }",
            "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: { values: { ztunnel: { terminationGracePeriodSeconds: 90, "
                + "updateStrategy: { rollingUpdate: { maxSurge: 3 } } } } }",
            "releases: [ { chart: istio/ztunnel, values: [ { terminationGracePeriodSeconds: 90 } ], set: "
                + "[ { name: updateStrategy.rollingUpdate.maxSurge, value: 3 } ] } ]",
        ];
        foreach (string manifest in manifests)
        {
            Scenario scenario = Read(manifest, "");
            Assert.Equal([90], scenario.Candidates.Select(c => c.Seconds));
            Assert.Equal(new RollingUpdate(3, 0), scenario.Rollout.Strategy);
        }
    }

    [Fact]
    public void What_a_scenario_says_comes_before_its_manifest()
    {
        Scenario scenario = Read(
            Manifests.DaemonSet.Replace("value: \"60\"", "value: \"30\""),
            ", terminationGracePeriodSeconds: [10, 20], updateStrategy: {rollingUpdate: {maxUnavailable: 2}}, minReadySeconds: 9, "
                + "drainBudget: nominal, ready: 7");
        Assert.Equal([10, 20], scenario.Candidates.Select(c => c.Seconds));
        Assert.Equal(60, scenario.PresentGracePeriod!.Seconds);
        Assert.Equal(45, Read(Manifests.DaemonSet, ", presentGracePeriodSeconds: 45").PresentGracePeriod!.Seconds);
        Assert.Equal(new RollingUpdate(0, 2, 9), scenario.Rollout.Strategy);
        Assert.Equal((DrainBudget.Nominal, 7.0), (scenario.Rollout.DrainBudget, scenario.Rollout.Timing.Ready.MeanSeconds));
        Assert.Contains(scenario.SkippedLines, l => l.Contains("is 30, but T is 60"));
    }

    [Fact]
    public void A_drain_that_the_manifest_changes_is_simulated_so()
    {
        Assert.Equal(5, Read(Manifests.Json, "").Rollout.DrainBudgetSeconds);
        Assert.Equal(30, Read("hub: x", "").Candidates.Single().Seconds);
    }

    [Fact]
    public void OnDelete_in_the_manifest_is_node_after_node_and_can_not_be_swept()
    {
        Scenario scenario = Read(Manifests.HelmValues, "");
        Assert.Equal(new OnDelete(1), scenario.Rollout.Strategy);
        InputException e = Assert.Throws<InputException>(scenario.RequireSweepable);
        Assert.Equal(("ztunnel.from", 2), (e.Key, e.Line));
        Assert.Contains("'ztunnelsim compare'", e.Message);
        Assert.Equal(RollingUpdate.Default, Read(Manifests.HelmValues, ", updateStrategy: {type: RollingUpdate}").Rollout.Strategy);
    }

    [Fact]
    public void An_error_in_the_manifest_names_the_manifest() =>
        Assert.EndsWith("m.yaml", Assert.Throws<InputException>(() => Read(Manifests.Resource.Replace(": 30", ": soon"), "")).File);
}
