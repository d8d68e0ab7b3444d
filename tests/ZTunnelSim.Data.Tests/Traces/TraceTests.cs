using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Data.Tests;

public class TraceTests
{
    public static TheoryData<string> Runs =>
        ["surge", "unavailable", "one at a time", "broken nodes", "both ends", "OnDelete", "drain", "drain, both ends",
            "drain with a surge node", "drain given up", "drain, then roll"];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_Chrome_trace_is_as_the_format_asks(string name)
    {
        RolloutResult run = Run(name);
        foreach (TraceDetail detail in Enum.GetValues<TraceDetail>())
            Assert.Equal([], ChromeTraceValidator.Validate(Chrome(run, detail)));
    }

    [Theory]
    [InlineData("""{"ph":"X","name":"a","pid":1,"tid":1,"ts":5,"dur":-1}""", "negative")]
    [InlineData("""{"ph":"X","name":"a","pid":1,"tid":1,"ts":5,"dur":9},{"ph":"X","name":"b","pid":1,"tid":1,"ts":6,"dur":9}""", "overlaps")]
    [InlineData("""{"ph":"i","name":"a","pid":1,"tid":1,"ts":5,"s":"t"},{"ph":"i","name":"a","pid":1,"tid":1,"ts":4,"s":"t"}""", "after")]
    [InlineData("""{"ph":"i","name":"a","pid":1,"tid":1,"ts":5,"s":"x"}""", "scope")]
    [InlineData("""{"ph":"i","name":"a","pid":2,"tid":1,"ts":5,"s":"t"}""", "no name")]
    [InlineData("""{"ph":"C","name":"a","pid":1,"tid":0,"ts":5,"args":{"old":-1}}""", "negative")]
    [InlineData("""{"ph":"B","name":"a","pid":1,"tid":1,"ts":5}""", "does not end")]
    [InlineData("""{"ph":"E","name":"a","pid":1,"tid":1,"ts":5}""", "not begun")]
    public void The_check_finds_what_is_wrong(string events, string error)
    {
        const string Names =
            """{"ph":"M","name":"process_name","pid":1,"tid":0,"args":{"name":"p"}},{"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"t"}}""";
        Assert.Contains(error, string.Join("; ", ChromeTraceValidator.Validate($$"""{"traceEvents":[{{Names}},{{events}}]}""")));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Totals_of_a_trace_are_the_results_counts(string name)
    {
        RolloutResult run = Run(name);
        string[][] rows = Rows(run, TraceDetail.All);
        long InCsv(string kind) => rows.Count(r => r[2] == kind);
        Dictionary<string, long> chrome = CountsOf(Chrome(run, TraceDetail.All)), phases = CountsOf(Chrome(run, TraceDetail.Phases));
        long terminated = run.Evacuations?.AppTerminated.Sum() ?? 0;
        Assert.Equal(run.Resets.Total, InCsv("Reset"));
        Assert.Equal(run.Refused.Total, InCsv("Refused"));
        Assert.Equal(terminated, InCsv("AppTerminated"));
        Assert.Equal(run.Evacuations?.Restarts ?? 0, InCsv("PodEvicted"));
        Assert.Equal(run.Ledger!.Value.OpenAtStart, InCsv("FoundOpen"));
        Assert.Equal(run.Ledger!.Value.Opened, InCsv("Opened"));
        Assert.Equal(run.Resets.Total, chrome.GetValueOrDefault("Reset"));
        Assert.Equal(run.Refused.Total, chrome.GetValueOrDefault("Refused"));
        Assert.Equal(terminated, chrome.GetValueOrDefault("AppTerminated"));
        // What was cut is there in any case, traffic is not.
        Assert.Equal(run.Resets.Total, phases.GetValueOrDefault("Reset"));
        Assert.Equal(terminated, phases.GetValueOrDefault("AppTerminated"));
        Assert.DoesNotContain("Opened", phases.Keys);
        Assert.Equal(run.Resets.Total, Rows(run, TraceDetail.Phases).Count(r => r[2] == "Reset"));
        Assert.DoesNotContain(Rows(run, TraceDetail.Phases), r => r[2] == "Opened");
        // Not every run refuses, but each of these does something that is counted.
        Assert.True(run.Resets.Total + run.Refused.Total + terminated > 0);
    }

    [Fact]
    public void A_traces_file_is_written_by_its_extension()
    {
        RolloutResult run = Run("surge");
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string csv = Path.Combine(directory, "trace.csv"), json = Path.Combine(directory, "trace.json");
        ResultFiles.WriteTrace(run, csv, everyConnection: true);
        ResultFiles.WriteTrace(run, json);
        Assert.Equal(1 + Rows(run, TraceDetail.All).Length, File.ReadLines(csv).Count());
        Assert.Equal(Chrome(run, TraceDetail.Phases), File.ReadAllText(json));
        Assert.Contains(
            ".csv or .json",
            Assert.Throws<ArgumentException>(() => ResultFiles.WriteTrace(run, Path.Combine(directory, "trace.txt"))).Message);
        Assert.Equal(2, Directory.GetFiles(directory).Length);
    }

    [Fact]
    public void Phases_have_the_times_of_the_timelines()
    {
        RolloutResult run = Run("surge");
        using JsonDocument document = JsonDocument.Parse(Chrome(run, TraceDetail.Phases));
        JsonElement[] events = [.. document.RootElement.GetProperty("traceEvents").EnumerateArray()];
        for (int node = 0; node < run.Timelines.Count; node++)
        {
            NodeTimeline t = run.Timelines[node];
            AssertSpan("Startup", t.StartedAt, t.ListeningAt);
            AssertSpan("Readiness", t.ListeningAt, t.SigtermAt);
            AssertSpan("both listen", t.ListeningAt, t.SigtermAt);
            AssertSpan("Connection processing", t.SigtermAt, t.DrainedAt);

            void AssertSpan(string name, double from, double to)
            {
                JsonElement span = Assert.Single(events, e =>
                    e.GetProperty("ph").GetString() == "X" && e.GetProperty("name").GetString() == name
                        && e.GetProperty("pid").GetInt32() == node + 2);
                Assert.Equal(Math.Round(1e6 * from), span.GetProperty("ts").GetInt64());
                Assert.Equal(Math.Round(1e6 * to), span.GetProperty("ts").GetInt64() + span.GetProperty("dur").GetInt64());
            }
        }
    }

    [Theory]
    [InlineData("surge")]
    [InlineData("drain")]
    public void Counters_end_at_what_is_open(string name)
    {
        RolloutResult run = Run(name);
        using JsonDocument document = JsonDocument.Parse(Chrome(run, TraceDetail.Phases));
        ILookup<int, JsonElement> counters = document.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Where(e => e.GetProperty("ph").GetString() == "C").ToLookup(e => e.GetProperty("pid").GetInt32(), e => e.GetProperty("args"));
        long Last(int pid, string side) => counters[pid].Last().GetProperty(side).GetInt64();
        Assert.Equal(run.OpenConnections!.OnOld[^1], Last(1, "old process"));
        Assert.Equal(run.OpenConnections.OnNew[^1], Last(1, "new process"));
        foreach (int pid in counters.Select(c => c.Key).Where(pid => pid > 1)) Assert.Equal(0, Last(pid, "old process"));
        long open = run.Trace!.Where(e => e.Seconds <= run.DurationSeconds).Sum(e => e.Kind switch
        {
            TraceEventKind.FoundOpen or TraceEventKind.Opened => 1,
            TraceEventKind.Closed or TraceEventKind.Reset or TraceEventKind.AppTerminated => -1,
            _ => 0,
        });
        Assert.Equal(open, counters.Where(c => c.Key > 1).Sum(c => Last(c.Key, "new process")));
    }

    [Fact]
    public void Pods_keep_their_name_when_they_are_restarted()
    {
        RolloutResult run = Run("drain, both ends");
        string[] evicted = [.. Rows(run, TraceDetail.Phases).Where(r => r[2] == "PodEvicted").Select(r => r[7])];
        Assert.Equal(evicted.Length, evicted.Distinct().Count());
        ILookup<string, string> byPod = evicted.ToLookup(pod => pod.Split('\'')[0]);
        // Each pod of the beginning was restarted as often as the result says.
        Assert.Equal(run.Evacuations!.RestartsByPod.Where(n => n > 0).Order(), byPod.Select(p => p.Count()).Order());
        Assert.Contains(evicted, pod => pod.EndsWith("'1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_without_a_trace_is_refused()
    {
        RolloutResult run = Rollout.Of(Cluster.OfSize(1, Workload.Of("a", Traffic.PerNode(1), new Exponential(1)))).Simulate(1);
        Assert.Contains("no trace", Assert.Throws<ArgumentException>(() => ChromeTrace.Write(run, TraceDetail.All, Stream.Null)).Message);
        Assert.Contains("no trace", Assert.Throws<ArgumentException>(() => TraceCsv.Write(run, TraceDetail.All, Stream.Null)).Message);
    }

    private static string Chrome(RolloutResult run, TraceDetail detail) => Text(stream => ChromeTrace.Write(run, detail, stream));

    private static string[][] Rows(RolloutResult run, TraceDetail detail) =>
        [.. Text(stream => TraceCsv.Write(run, detail, stream)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(
            line => line.Split(','))];

    private static string Text(Action<Stream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The connections in the instant events, by name.</summary>
    private static Dictionary<string, long> CountsOf(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("traceEvents").EnumerateArray()
            .Where(e => e.GetProperty("ph").GetString() == "i" && e.GetProperty("args").TryGetProperty("count", out _))
            .GroupBy(e => e.GetProperty("name").GetString()!)
            .ToDictionary(g => g.Key, g => g.Sum(e => e.GetProperty("args").GetProperty("count").GetInt64()));
    }

    private static RolloutResult Run(string name)
    {
        Workload[] perNode = [Workload.Of("api", Traffic.OpenPerNode(12), new Exponential(30)),
            Workload.Of("web, short", Traffic.PerNode(2), new Exponential(2))];
        Workload between = Workload.Of("calls", Traffic.OpenBetween("web", "db", 60), new Exponential(200)) with
        {
            Clients = ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(1)),
        };
        Application web = Application.WithReplicas("web", 4) with { GracePeriod = TimeSpan.FromSeconds(10) };
        Application db = Application.OnNodes("db", "node-2") with
        {
            GracePeriod = TimeSpan.FromSeconds(20),
            IsLongLived = true,
        };
        Rollout oneEnd = Rollout.Of(Cluster.OfSize(4, perNode)).WithGracePeriod(20);
        Rollout bothEnds = Rollout.Of(new Cluster(Cluster.NodesOfSize(4), [between], [web, db])).WithGracePeriod(20);
        Rollout stuck = Rollout.Of(new Cluster(
            Cluster.NodesOfSize(4), [between], [web, db with
            {
                DisruptionBudget = DisruptionBudget.MinAvailable(1),
            }])).WithGracePeriod(20);
        Rollout rollout = name switch
        {
            "surge" => oneEnd with { Strategy = UpdateStrategy.MaxSurge(2, TimeSpan.FromSeconds(5)) },
            "unavailable" => oneEnd with { Strategy = UpdateStrategy.MaxUnavailable(2) },
            "one at a time" => oneEnd with { Pacing = Pacing.OneNodeAtATime },
            "broken nodes" => oneEnd.WithUnavailable("node-1").WithNeverReady("node-3"),
            "both ends" => bothEnds,
            "OnDelete" => bothEnds with { Strategy = UpdateStrategy.OnDelete(2, TimeSpan.FromSeconds(5)) },
            "drain" => oneEnd with { Strategy = UpdateStrategy.EvacuateNodes() },
            "drain, both ends" => bothEnds with { Strategy = UpdateStrategy.EvacuateNodes() },
            "drain with a surge node" => bothEnds with
            {
                Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { SurgeNodes = 1, CordonAllFirst = true }),
            },
            "drain given up" => stuck with
            {
                Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { TimeoutSeconds = 60 }),
            },
            _ => bothEnds with { Strategy = UpdateStrategy.EvacuateThenRoll() },
        };
        return rollout.Simulate(5, new SimulationOptions { Trace = true, SeriesStep = TimeSpan.FromSeconds(1) });
    }
}
