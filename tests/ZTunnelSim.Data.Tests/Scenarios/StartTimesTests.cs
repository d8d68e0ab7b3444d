using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>Startup and Ready of a rollout as a scenario takes them from the times of ztunnel pods, and from their logs.</summary>
public class StartTimesTests
{
    private const string Both = "timing: {kubectl: pods.json, logs: z.log}";

    [Fact]
    public void Whole_seconds_are_intervals()
    {
        Scenario scenario = Load("timing: kubectl", Nodes(
            (3, 10), (3, 10), (5, 10), (3, 10), (0, 10), (3, 10), (3, 10), (3, 10)));
        // 2 to 4 s, 4 to 6 s, and less than 1 s, where it can't be less than 0.
        Mixture startup = Assert.IsType<Mixture>(scenario.Rollout.Timing.Startup);
        Assert.Equal([(0.75, new Uniform(2, 4)), (0.125, new Uniform(4, 6)), (0.125, new Uniform(0, 1))], startup.Components);
        Assert.Contains("startup of 8 ztunnels took 0.0 s to 6.0 s, 2.9 s on average.", Notes(scenario));
    }

    [Fact]
    public void The_probe_that_found_each_ztunnel_ready_decides_the_law_of_Ready()
    {
        // Within 2 s of their start, and one period later.
        Scenario scenario = Load("timing: kubectl", Nodes(
            (1, 0), (1, 1), (1, 2), (1, 8), (1, 9), (1, 10), (1, 11), (1, 13)));
        ReadinessProbe ready = Assert.IsType<ReadinessProbe>(scenario.Rollout.Timing.Ready);
        Assert.Equal(10, ready.PeriodSeconds);
        Assert.Contains("of 8 ztunnels Ready came for 4 at the first probe, 4 one period later.", Notes(scenario));
        // As good as Bayes' rule from any share: (4 + 1) of (8 + 2).
        Assert.Equal(0.5, 1 - ready.Survival(5), 0.02);
    }

    [Theory]
    [InlineData(0, 0.275)]
    [InlineData(1, 2.0 / 3)]
    [InlineData(10, 11.0 / 12)]
    [InlineData(200, 201.0 / 202)]
    public void Few_ztunnels_leave_open_which_probe_it_will_be(int atFirst, double share)
    {
        // Of the values of r by default, up to 2 s, 55 % let some nodes be Ready at the first probe, half of them on average; any node that
        // was rules out the rest, and from then on it is Laplace's rule of succession.
        DurationLaw ready = Load("timing: kubectl", Nodes([.. Enumerable.Repeat((1, 1), atFirst)])).Rollout.Timing.Ready;
        Assert.Equal(share, 1 - ready.Survival(5), 0.005);
    }

    [Fact]
    public void Nodes_that_are_Ready_at_three_probes_have_each_their_own()
    {
        Rollout rollout = Load("timing: kubectl", Nodes((1, 1), (1, 1), (1, 11), (1, 21))).Rollout;
        Mixture ready = Assert.IsType<Mixture>(rollout.Timing.Ready);
        Assert.Equal([(0.5, new Uniform(0, 1.1)), (0.25, new Uniform(10, 11.1)), (0.25, new Uniform(20, 21.1))], ready.Components);
    }

    [Fact]
    public void Nodes_that_all_waited_will_wait_again()
    {
        DurationLaw later = Load("timing: kubectl", Nodes([.. Enumerable.Repeat((1, 11), 50)])).Rollout.Timing.Ready;
        Assert.True(later.Survival(5) > 0.97);
        Assert.True(later.Survival(12) < 1e-9);
        DurationLaw twice = Load("timing: kubectl", Nodes([.. Enumerable.Repeat((1, 21), 50)])).Rollout.Timing.Ready;
        Assert.True(twice.Survival(15) > 0.97 && twice.Survival(22) < 1e-9);
    }

    [Fact]
    public void The_period_is_that_of_the_pods_unless_the_scenario_says_another()
    {
        ClusterFile file = Nodes([.. Enumerable.Repeat((1, 5), 9)], period: 4);
        Assert.Equal(4, Probe(Load("timing: kubectl", file)).PeriodSeconds);
        Scenario other = Load("timing: kubectl, readinessProbePeriod: 3s", file);
        Assert.Equal(3, Probe(other).PeriodSeconds);
        // What ztunnel needs stays, whatever the probe does.
        Assert.Equal(Probe(Load("timing: kubectl", file)).Needs, Probe(other).Needs);
        Rollout own = Load("timing: kubectl, startup: 7s, ready: 2s", file).Rollout;
        Assert.Equal((new Constant(7), new Constant(2)), (own.Timing.Startup, own.Timing.Ready));
        Assert.Equal(ReplacementTiming.Default.Overlap, own.Timing.Overlap);

        static ReadinessProbe Probe(Scenario scenario) => (ReadinessProbe)scenario.Rollout.Timing.Ready;
    }

    [Fact]
    public void What_can_tell_nothing_is_left_out_and_counted()
    {
        ClusterFile file = new ClusterFile()
            .Node("a").ZTunnel("a", 100, 102, 103)
            .Node("b").ZTunnel("b", 100, 500, 501, restarts: 1)
            .Node("c").ZTunnel("c", 100, null, null)
            .Node("d").ZTunnel("d", 100, 101, 190)
            .Node("e").ZTunnel("e", 100, 101, null)
            .Node("f").ZTunnel("f", 100, 98, 99)
            .Node("g").Since(PodTimes.At(95), PodTimes.At(95)).ZTunnel("g", 100, 130, 140)
            .Node("h").ZTunnel("h", 100, 101, 100)
            .Node("i").ZTunnel("i");
        Scenario scenario = Load("timing: kubectl", file);
        string[] notes = [.. scenario.SkippedLines.Select(note => note[(note.IndexOf("pods.json: ", StringComparison.Ordinal) + 11)..])];
        Assert.Superset(new HashSet<string>
        {
            "startup of 4 ztunnels took 0.0 s to 3.0 s, 1.3 s on average: few, so that anything from half the shortest to twice the "
                + "longest is taken.",
            "of 1 ztunnel Ready came for 1 at the first probe: few, so that much is left open.",
            "left out ztunnels that were restarted since they came: 1.",
            "left out ztunnels that do not run: 2.",
            "left out ztunnels that came with their node, which is no rollout: 1.",
            "left out ztunnels whose node's clock is behind: they started before they were created: 1.",
            "left out for Ready, ztunnels that are not Ready: 1.",
            "left out for Ready, ztunnels that were Ready before they listened: 1.",
            "left out for Ready, ztunnels that got Ready so long after their start that it was not for the first time: 1.",
        }, notes.ToHashSet());
        Assert.Equal(new Uniform(0, 6), scenario.Rollout.Timing.Startup);
    }

    [Fact]
    public void Where_no_ztunnel_tells_anything_the_defaults_stay_and_the_notes_say_so()
    {
        Scenario scenario = Load("timing: kubectl", new ClusterFile().Node("a").ZTunnel("a"));
        Assert.Equal(ReplacementTiming.Default.Startup, scenario.Rollout.Timing.Startup);
        Assert.Equal(ReplacementTiming.Default.Ready.ToString(), scenario.Rollout.Timing.Ready.ToString());
        Assert.Contains("how long startup takes, which is 10 s by default.", Notes(scenario));
        Assert.Contains("by default it is at the first probe or one period later.", Notes(scenario));
    }

    [Fact]
    public void From_the_file_to_the_sweep_a_rollout_takes_as_long_as_its_nodes_took()
    {
        ClusterFile file = Nodes([.. Enumerable.Repeat((30, 1), 12)]);
        Rollout rollout = Load("timing: kubectl", file).Rollout;
        SweepResult sweep = rollout.Sweep([30], new SweepOptions { Replications = 100, Pacings = [Pacing.Kubernetes] });
        // 12 times 30 s and about 1 s until Ready, and one drain; a period more on few nodes.
        double duration = sweep.Candidates[0].Under(Pacing.Kubernetes).DurationSeconds.Mean;
        Assert.InRange(duration, 12 * 30.5, 12 * 32.5 + 26);
        SweepResult assumed = Load("newShare: 0.5", file).Rollout.Sweep([30], new SweepOptions { Replications = 100 });
        Assert.InRange(assumed.Candidates[0].Under(Pacing.Kubernetes).DurationSeconds.Mean / duration, 0.3, 0.6);
    }

    [Theory]
    [InlineData("timing: kubectl", "nodes: [a]", "ztunnel.timing", "the scenario lists its nodes; name what")]
    [InlineData("timing: pods.json", null, "ztunnel.timing", "'pods.json' was given; accepted are kubectl")]
    [InlineData("timing: {from: pods.json}", null, "ztunnel.timing.from", "unknown key 'from'; the keys here are kubectl, logs")]
    [InlineData("timing: {logs: empty.log}", null, "ztunnel.timing.logs", "no ztunnel logs its start in it ('running with config:')")]
    [InlineData("timing: {logs: nowhere.log}", null, null, "nowhere.log: does not exist.")]
    public void What_is_wrong_is_told_with_its_place(string timing, string? cluster, string? key, string message)
    {
        InputException e = Assert.Throws<InputException>(() => Load(timing, Nodes((1, 1)), cluster ?? Own));
        Assert.Contains(message, e.Message);
        Assert.Equal(key, e.Key);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData(Form.Plain)]
    [InlineData(Form.Runtime)]
    [InlineData(Form.Prefix)]
    [InlineData(Form.Timestamps)]
    [InlineData(Form.PrefixAndTimestamps)]
    [InlineData(Form.Json)]
    public void A_process_own_log_tells_when_it_listened_and_what_it_needed(Form form)
    {
        ClusterFile file = new ClusterFile().Node("n1").ZTunnel("n1", 90, 102, 103).Node("n2").ZTunnel("n2", 100, 102, 103);
        // The other node's process started in the same second, and one of another time is that of a pod that has gone.
        string log = Log(form, "n2", 102.25, 102.5, 102.7) + Log(form, "n2", 50, 50.1, 50.2);
        Scenario scenario = Load(Both, file, log: log);
        // n2: created between 100 and 101 s, listening at 102.5 s; n1: created between 90 and 91 s, started between 102 and 103 s.
        Assert.Equal(new Uniform(0.75, 26), scenario.Rollout.Timing.Startup);
        Assert.Contains("startup of 2 ztunnels took 1.5 s to 13 s, 7.0 s on average", Notes(scenario));
        Assert.Contains("by its log 1 ztunnel needed 200 ms from listeners to being ready.", Notes(scenario));
        Assert.Contains("starts in the logs of processes that it does not show: 1.", Notes(scenario));
    }

    [Fact]
    public void With_logs_an_interval_is_a_second_long_and_tells_the_probe_where_whole_seconds_do_not()
    {
        ClusterFile file = new();
        string log = "";
        for (int i = 0; i < 6; i++)
        {
            string node = $"n{i}";
            // Ready 8.95 s after its start, which listened late: at the first probe by whole seconds, a period of 8 s later by its log.
            file.Node(node).ZTunnel(node, 100 * i, 100 * i + 2.9, 100 * i + 10.9, period: 8);
            log += Log(Form.Runtime, node, 100 * i + 2.9, 100 * i + 2.95, 100 * i + 2.96);
        }
        Scenario scenario = Load(Both, file, log: log);
        Assert.Equal(1.95, scenario.Rollout.Timing.Startup.Quantile(0), 1e-5);
        Assert.Contains("of 6 ztunnels Ready came for 6 one period later.", Notes(scenario));

        // Ready 9.92 s after the listeners, as was recorded, is a period of 10 s.
        file = new ClusterFile().Node("n").ZTunnel("n", 100, 102, 111.98);
        Assert.Contains("Ready came for 1 one period later", Notes(Load(Both, file, log: Log(Form.Plain, "n", 102.02, 102.06, 102.07))));
    }

    [Fact]
    public void Where_no_pod_tells_its_first_Ready_what_ztunnel_needed_by_its_log_decides()
    {
        ClusterFile file = new ClusterFile().Node("n1").ZTunnel("n1", 100, 102, null);
        ReadinessProbe slow = (ReadinessProbe)Load(Both, file, log: Log(Form.Plain, "n1", 102, 103, 107)).Rollout.Timing.Ready;
        Assert.Equal(new Uniform(2, 8), slow.Needs);
        file = new ClusterFile().Node("n1").ZTunnel("n1", 100, 102, null, period: 3);
        Assert.Equal(3, ((ReadinessProbe)Load(Both, file, log: Log(Form.Plain, "n1", 102, 103, 107)).Rollout.Timing.Ready).PeriodSeconds);
        Assert.Equal(3, ((ReadinessProbe)Load("timing: kubectl", file).Rollout.Timing.Ready).PeriodSeconds);
        Assert.Contains(
            "no ztunnel tells when it first was Ready: what it needed by its log decides.",
            Notes(Load(Both, file, log: Log(Form.Plain, "n1", 102, 103, 107))));
    }

    public enum Form
    {
        Plain,
        Runtime,
        Prefix,
        Timestamps,
        PrefixAndTimestamps,
        Json,
    }

    private const string Own = "kubectl: pods.json";

    /// <summary>The genuine lines of a start, with other times and another node.</summary>
    private static string Log(Form form, string node, double start, double listening, double ready)
    {
        (double At, string Scope, string Message, string Fields)[] lines =
        [
            (start, "ztunnel", $"running with config: proxy: true\ndnsProxy: true\nlocalNode: {node}\nproxyMode: Shared", ""),
            (start, "hyper_util", "listener established", "address=[::]:15021 component=\"readiness\""),
            (start, "readiness", "Task 'proxy' complete (3.002853ms), still awaiting 2 tasks", ""),
            (listening, "proxy::inbound", "listener established", "address=[::]:15008 component=\"inbound\" transparent=true"),
            (listening + 0.1, "proxy::outbound", "listener established", "address=[::]:15001 component=\"outbound\" transparent=true"),
            (ready, "readiness", "Task 'workload proxy manager' complete (9.166475ms), marking server ready", ""),
            (ready + 5, "proxy::inbound", "listener established", "address=[::]:15008 component=\"inbound\" transparent=true"),
        ];
        return string.Concat(lines.SelectMany(line =>
        {
            string time = $"{PodTimes.Zero.AddSeconds(line.At):yyyy-MM-ddTHH:mm:ss.ffffff}Z";
            string[] texts = form == Form.Json
                ? [new JsonObject
                    { ["level"] = "info", ["time"] = time, ["scope"] = line.Scope, ["message"] = line.Message }.ToJsonString()]
                : $"{time}\tinfo\t{line.Scope}\t{line.Message}\t{line.Fields}".Split('\n');
            return texts.Select(text => form switch
            {
                Form.Runtime => $"{time} stdout F {text}\n",
                Form.Prefix => $"[pod/ztunnel-{node}/istio-proxy] {text}\n",
                Form.Timestamps => $"{time} {text}\n",
                Form.PrefixAndTimestamps => $"[pod/ztunnel-{node}/istio-proxy] {time} {text}\n",
                _ => text + "\n",
            });
        }));
    }

    /// <summary>Nodes whose pods were replaced long after these came: seconds from creation to start, and from that to Ready.</summary>
    private static ClusterFile Nodes(params (int Startup, int Ready)[] times) => Nodes(times, period: 10);

    private static ClusterFile Nodes((int Startup, int Ready)[] times, int period)
    {
        ClusterFile file = new();
        if (times.Length == 0) file.Node("none").ZTunnel("none");
        foreach ((int i, (int startup, int ready)) in times.Index())
        {
            file.Node($"n{i}").Since(PodTimes.At(0), PodTimes.At(900));
            file.ZTunnel($"n{i}", 200 + i, 200 + i + startup, 200 + i + startup + ready, period: period);
        }
        return file;
    }

    private static string Notes(Scenario scenario) => string.Join('\n', scenario.SkippedLines);

    private static Scenario Load(string timing, ClusterFile file, string cluster = Own, string log = "")
    {
        string path = Files.Temporary("scenario.yaml", $$"""
            cluster: { {{cluster}} }
            ztunnel: { terminationGracePeriodSeconds: 30, {{timing}} }
            workloads: [{ name: w, openPerNode: 5, lifetime: 5m }]
            """);
        string folder = Path.GetDirectoryName(path)!;
        File.WriteAllText(Path.Combine(folder, "pods.json"), file.ToString());
        File.WriteAllText(Path.Combine(folder, "z.log"), log);
        File.WriteAllText(Path.Combine(folder, "empty.log"), "");
        return Scenario.Load(path);
    }
}
