namespace ZTunnelSim.Data.Tests;

public class ScenarioReaderTests
{
    public static TheoryData<string, string, int, string, bool> Invalid => ScenarioTexts.Invalid;

    [Fact]
    public void A_scenario_says_what_its_file_says()
    {
        Scenario scenario = Scenario.Parse(ScenarioTexts.Valid, "valid.yaml");
        Rollout rollout = scenario.Rollout;
        RollingUpdate plan = Assert.IsType<RollingUpdate>(rollout.Strategy);

        Assert.Equal([10, 30], scenario.Candidates.Select(t => t.Seconds));
        Assert.Equal(["a", "b", "c"], rollout.Cluster.Nodes.Select(n => n.Name));
        Assert.Equal((IntOrPercent.Percent(25), IntOrPercent.Of(0), 5), (plan.MaxSurge, plan.MaxUnavailable, plan.MinReadySeconds));
        Assert.Equal(DrainBudget.Nominal, rollout.DrainBudget);
        Assert.Equal(NodeOrder.AsListed, rollout.NodeOrder);
        Assert.Equal("uniform(min=5, max=60)", rollout.Timing.Startup.ToString());
        Assert.Equal("constant(2.5)", rollout.Timing.Ready.ToString());
        Assert.Equal("lognormal(median=0.5, sigma=0.5)", rollout.Timing.Overlap.ToString());
        Assert.Equal(0.4, rollout.Timing.NewShare);
        Workload api = rollout.Cluster.Workloads[0], db = rollout.Cluster.Workloads[1];
        Assert.Equal((40.0, "lomax(shape=1.5, scale=30)"), (api.OpenedPerSecond, api.Lifetime.ToString()));
        Assert.Equal(12.5, db.OpenConnections, 1e-9);
        Assert.Equal(0.9 * 1 + 0.1 * 3600, Assert.IsType<Mixture>(db.Lifetime).MeanSeconds, 1e-9);
        Assert.Equal(2, rollout.Cluster.NodesOf(1));
        Assert.Equal(new SimulationSettings { Seed = 7, Replications = 50, Precision = new(0.1) }, scenario.Simulation);
    }

    [Fact]
    public void What_a_scenario_leaves_open_is_as_in_the_chart()
    {
        Scenario scenario = Scenario.Parse(
            "{cluster: {nodes: 2}, ztunnel: {terminationGracePeriodSeconds: 30}, workloads: [{name: w, openPerNode: 1, lifetime: 5m}]}",
            "f");
        Assert.Equal(RollingUpdate.Default, scenario.Rollout.Strategy);
        Assert.Equal(DrainBudget.ZTunnel, scenario.Rollout.DrainBudget);
        Assert.Equal(NodeOrder.Random, scenario.Rollout.NodeOrder);
        Assert.Equal(300, scenario.Rollout.Cluster.Workloads[0].Lifetime.MeanSeconds);
        Assert.Equal(new SimulationSettings(), scenario.Simulation);
        Assert.Null(scenario.Simulation.Precision);
        Assert.Equal(Precision.None, Scenario.Parse(
            "{cluster: {nodes: 2}, ztunnel: {terminationGracePeriodSeconds: 30}, simulation: {precision: none}, "
                + "workloads: [{name: w, openPerNode: 1, lifetime: 5m}]}",
            "f").Simulation.Precision);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_wrong_is_told_in_one_line_with_file_line_and_key(
        string old, string replacement, int line, string names, bool schemaCanTell)
    {
        _ = schemaCanTell;
        Assert.Contains(old, ScenarioTexts.Valid);
        string text = ScenarioTexts.Valid.Replace(old, replacement);
        InputException e = Assert.Throws<InputException>(() => Scenario.Parse(text, "dir/invalid.yaml"));
        Assert.Contains(names, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        if (e.File == "dir/invalid.yaml") Assert.Equal(line, e.Line);
        else Assert.StartsWith("dir/nowhere", e.File);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# only a comment", "empty")]
    [InlineData("a: [1", "not valid YAML")]
    [InlineData("cluster: {nodes: 1}\ncluster: {nodes: 2}", "not valid YAML")]
    [InlineData("just a text", "a mapping")]
    [InlineData("---\na: 1\n---\nb: 1", "several documents")]
    public void What_is_no_scenario_at_all_is_told_so(string text, string names) =>
        Assert.Contains(names, Assert.Throws<InputException>(() => Scenario.Parse(text, "f.yaml")).Message);

    [Fact]
    public void A_missing_file_is_told_so() =>
        Assert.StartsWith("nowhere.yaml: can't be read", Assert.Throws<InputException>(() => Scenario.Load("nowhere.yaml")).Message);

    [Fact]
    public void The_example_reads_its_lifetimes_from_its_files()
    {
        Scenario scenario = Scenario.Load(Files.Example);
        Assert.Equal(["postgres", "echo", "websockets"], scenario.LifetimeData.Select(d => d.Workload));
        Assert.All(scenario.LifetimeData, d => Assert.True(d.Observations > 500));
        Assert.Contains(scenario.SkippedLines, s => s.Contains("HTTP request"));
        Assert.All(scenario.Rollout.Cluster.Workloads.Skip(1), w => Assert.Equal(200, w.PlausibleLifetimes.Count));
        string warning = Assert.Single(scenario.LifetimeData[1].ExtrapolationWarnings([3595]));
        Assert.Contains("extrapolation", warning);
    }

    [Fact]
    public void A_mutilated_scenario_is_read_or_refused_but_never_crashes()
    {
        string example = File.ReadAllText(Files.Example);
        Random random = new(20261124);
        int refused = 0, read = 0;
        for (int i = 0; i < 600; i++)
        {
            char[] text = example.ToCharArray();
            for (int m = 0; m < 1 + i % 4; m++) text[random.Next(text.Length)] = (char)random.Next(9, 126);
            // Data files are read again each time, which is not the point here: what names them is made unreadable.
            string mutated = new string(text).Replace("file: ", "file: nowhere-");
            mutated = mutated[..(i % 10 == 0 ? random.Next(mutated.Length) : mutated.Length)];
            try
            {
                Scenario.Parse(mutated, Files.Example);
                // What is cut off after a whole workload that has a law is a scenario.
                Assert.DoesNotContain("file", mutated);
                Assert.Contains("lognormal", mutated);
                read++;
            }
            catch (InputException)
            {
                refused++;
            }
        }
        Assert.Equal(600, refused + read);
        Assert.InRange(read, 0, 2);
    }
}
