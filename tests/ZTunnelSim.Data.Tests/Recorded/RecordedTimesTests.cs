using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// Startup and Ready as read from kubectl, and starts as read from genuine logs, beside what was recorded to the millisecond.
/// </summary>
public class RecordedTimesTests
{
    /// <summary>The recorded rollouts of a node, their times in seconds since 1970.</summary>
    private static readonly IReadOnlyList<(string Series, double Created, double Running, double Listening, double Ready)> Rollouts =
    [
        .. from file in Directory.EnumerateFiles(Recordings.Folder("node"), "rows-*.json").Order(StringComparer.Ordinal)
           from row in JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray()
           let series = Path.GetFileNameWithoutExtension(file)["rows-".Length..]
           select (series, At(row, "t_new_created_us"), At(row, "t_new_running_us"), At(row, "t_new_listen_us"),
               At(row, "t_new_ready_condition_us")),
    ];

    [Fact]
    public void Whole_seconds_of_many_pods_tell_startup_and_Ready()
    {
        ReplacementTiming timing = Load(_ => true).Rollout.Timing;
        // 1.16 s on average, by whole seconds.
        Assert.Equal(Rollouts.Average(r => r.Listening - r.Created), timing.Startup.MeanSeconds, 0.15);
        double later = Rollouts.Count(r => r.Ready - r.Listening > 5), count = Rollouts.Count;
        Assert.Equal((later + 1) / (count + 2), timing.Ready.Survival(5), 0.01);
        Assert.Equal(Rollouts.Average(r => r.Ready - r.Listening), timing.Ready.MeanSeconds, 0.5);
    }

    [Fact]
    public void The_probe_of_each_recorded_rollout_is_told_from_whole_seconds() => Assert.All(Rollouts.GroupBy(r => r.Series), own =>
    {
        int later = own.Count(r => r.Ready - r.Listening > 5), first = own.Count() - later;
        Scenario scenario = Load(series => series == own.Key);
        string told = first == 0 ? $"Ready came for {later} one period later"
            : later == 0 ? $"Ready came for {first} at the first probe"
            : $"Ready came for {first} at the first probe, {later} one period later";
        Assert.Contains(told, string.Join('\n', scenario.SkippedLines));
    });

    [Fact]
    public void Genuine_logs_tell_starts_listeners_and_readiness_to_some_milliseconds()
    {
        string folder = Recordings.Folder("ztunnel");
        (string Log, JsonElement Process)[] truth =
        [
            .. from file in Directory.EnumerateFiles(folder, "handovers-*.json")
               from handover in Parsed(file).EnumerateArray()
               from process in Sides(handover)
               select ($"z2a_{process.GetProperty("log").GetString()}", process),
            .. from process in Sides(Parsed(Path.Combine(folder, "z8_events.json")))
               select ($"z8_{process.GetProperty("log").GetString()}", process),
        ];
        Assert.NotEmpty(truth);
        foreach ((string log, JsonElement process) in truth)
        {
            ProcessStart start = Assert.Single(Starts(Path.Combine(folder, "logs", $"{log}.gz")));
            Assert.Equal(process.GetProperty("node").GetString(), start.Node);
            // The generator looked each millisecond or less often, on two shared cores.
            Assert.InRange(At(process, "t_listen_first_us") - Unix(start.ListeningTicks), -0.002, 0.02);
            Assert.InRange(At(process, "t_ready_us") - Unix(start.ReadyTicks), -0.002, 0.02);
            Assert.InRange(Unix(start.Ticks) - At(process, "t_start_us"), 0, 0.04);
        }

        static JsonElement Parsed(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

        static JsonElement[] Sides(JsonElement handover) => [handover.GetProperty("old"), handover.GetProperty("new")];
    }

    [Fact]
    public void The_recorded_pod_and_its_log_go_together()
    {
        string folder = Recordings.Folder("node");
        string kubectl = Path.Combine(folder, "kubectl"), log = Directory.GetFiles(Path.Combine(folder, "podlogs")).Single();
        Scenario scenario = Scenario.Parse($$"""
            cluster: { kubectl: ['{{Path.Combine(kubectl, "nodes.json")}}', '{{Path.Combine(kubectl, "pods.json")}}'] }
            ztunnel: { terminationGracePeriodSeconds: 8, timing: { logs: '{{log}}' } }
            workloads: [{ name: w, openPerNode: 1, lifetime: 1m }]
            """);
        // A single ztunnel is few: from half to twice what its times say, its creation being known as a second.
        double listening = Line("component=\"inbound\""), needed = Line("marking server ready") - listening;
        JsonElement pod = JsonDocument.Parse(File.ReadAllText(Path.Combine(kubectl, "pods.json"))).RootElement.GetProperty("items")[0];
        double created = pod.GetProperty("metadata").GetProperty("creationTimestamp").GetDateTimeOffset().ToUnixTimeSeconds();
        DurationLaw startup = scenario.Rollout.Timing.Startup;
        Assert.Equal((listening - created - 1) / 2, startup.Quantile(0), 1e-6);
        Assert.Equal((listening - created) * 2, startup.Quantile(1), 1e-6);
        ReadinessProbe ready = Assert.IsType<ReadinessProbe>(scenario.Rollout.Timing.Ready);
        Assert.Equal(needed / 2, ready.Needs.Quantile(0), 1e-6);
        Assert.Equal(needed * 2, ready.Needs.Quantile(1), 1e-6);
        // Its pod was not Ready any more when the file was made, and kubectl does not tell whether it ever was.
        Assert.Contains("left out for Ready, ztunnels that are not Ready: 1.", string.Join('\n', scenario.SkippedLines));

        double Line(string text) => DateTimeOffset.Parse(
            RecordedZTunnels.Lines(log).First(line => line.Contains(text)).Split(' ')[3].Split('\t')[0],
            CultureInfo.InvariantCulture).Subtract(DateTimeOffset.UnixEpoch).TotalSeconds;
    }

    private static IEnumerable<ProcessStart> Starts(string file) =>
        ConnectionFiles.Read(file).Report.Windows.SelectMany(window => window.Process.Starts);

    /// <summary>A node for each recorded rollout of some series, and the new pod as kubectl would have printed it.</summary>
    private static Scenario Load(Func<string, bool> isMeant)
    {
        ClusterFile file = new();
        double zero = PodTimes.Zero.ToUnixTimeSeconds();
        foreach ((int i, (string series, double created, double running, _, double ready)) in Rollouts.Index())
        {
            if (isMeant(series)) file.Node($"n{i}").ZTunnel($"n{i}", created - zero, running - zero, ready - zero);
        }
        return Scenario.Parse($$"""
            cluster: { kubectl: '{{Files.Temporary("pods.json", file.ToString())}}' }
            ztunnel: { terminationGracePeriodSeconds: 30, timing: kubectl }
            workloads: [{ name: w, openPerNode: 1, lifetime: 1m }]
            """);
    }

    private static double At(JsonElement row, string name) => row.GetProperty(name).GetInt64() / 1e6;

    private static double Unix(long? ticks) => (double)(ticks!.Value - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
