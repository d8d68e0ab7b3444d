namespace ZTunnelSim.Data.Tests;

/// <summary>Connections to dead peers in logs: until when ztunnel holds them, and what they are taken for.</summary>
public class DeadPeersInLogsTests
{
    [Fact]
    public void A_few_of_them_no_longer_turn_the_answer()
    {
        ProfiledFit fit = Fit(Cases.Path("d13-dead-peers.log"));
        DeadPeerFit dead = fit.Fit.DeadPeers!;
        Assert.Equal((17L, 0L, 765L, 1800.0), (dead.Count, dead.Sooner, dead.Ended, dead.KeepAliveSeconds));
        // What the other 748 lines say, and what all 765 do.
        Assert.Equal(0.277, fit.Fit.LiveResidualSurvival(25).Value, 0.005);
        Assert.Equal(0.76, fit.Fit.ResidualSurvival(25).Value, 0.005);
        Assert.Contains("17 of 765 connections (2.22 %) ended as their peer no longer answered", DeadPeersText.Of(fit));
    }

    [Theory]
    // By ztunnel's defaults; by what the process itself logged; by what somebody said; by their spike alone.
    [InlineData(1800, "", null, 1800, "defaults")]
    [InlineData(630, Configured, null, 630, "configuration")]
    [InlineData(900, "", 900.0, 900, "KEEPALIVE_*")]
    [InlineData(630, Configured, 900.0, 630, "configuration")]
    [InlineData(600, "", null, 600, "nearly all end")]
    public void Until_when_they_are_held_is_known_from_what_there_is(
        double held, string configuration, double? given, double expected, string source)
    {
        ProfiledFit fit = Fit(Log(configuration, [.. Enumerable.Range(0, 20).Select(i => held + i)]), given);
        Assert.Equal(expected, fit.KeepAlive!.Seconds, 1.0);
        Assert.Contains(source, fit.KeepAlive.Source);
        Assert.Equal(20, fit.Fit.DeadPeers!.Count);
    }

    [Fact]
    public void One_that_ended_sooner_than_keep_alive_can_tell_counts_like_all_others()
    {
        // Retransmissions gave up on it: nobody knows when its peer went.
        ProfiledFit fit = Fit(Log("", [1803, 1811, 1822, 950]));
        Assert.Equal((3L, 1L), (fit.Fit.DeadPeers!.Count, fit.Fit.DeadPeers.Sooner));
        Assert.Contains("1 more ended so sooner", DeadPeersText.Of(fit));
        ProfiledFit sooner = Fit(Log("", [950, 700]));
        Assert.Null(sooner.Fit.DeadPeers);
        Assert.Null(sooner.Fit.LiveLaw);
        Assert.Contains("but sooner", DeadPeersText.Of(sooner));
    }

    [Fact]
    public void Without_probes_nothing_tells_of_a_last_word()
    {
        ProfiledFit fit = Fit(Log(Configured.Replace("Enabled: true", "Enabled: false", StringComparison.Ordinal), [1803, 1811, 1822]));
        Assert.Null(fit.Fit.DeadPeers);
        Assert.Contains("sends no keep-alive probes", DeadPeersText.Of(fit));
    }

    [Fact]
    public void A_table_says_so_in_a_column_and_what_is_saved_keeps_it()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, table = Path.Combine(folder, "seen.csv");
        IReadOnlyList<LifetimeObservation> seen = Read(Cases.Path("d13-dead-peers.log")).Single().Observations;
        OutputSet.Write(set => set.AddLifetimes(table, seen));
        ProfiledFit again = ProfiledFit.Of(
            ConnectionFiles.Read([table], LifetimesCsv.Reading, TestContext.Current.CancellationToken).Workloads, TimeZoneInfo.Utc);
        Assert.Equal(17, again.Fit.DeadPeers!.Count);
        Assert.Equal(Fit(Cases.Path("d13-dead-peers.log")).Fit.Law.ToString(), again.Fit.Law.ToString());
    }

    [Theory]
    [InlineData("KEEPALIVE_TIME: 60s\n    KEEPALIVE_INTERVAL: 30s\n    KEEPALIVE_RETRIES: \"4\"", 180.0)]
    [InlineData("KEEPALIVE_RETRIES: \"3\"", 720.0)]
    [InlineData("KEEPALIVE_ENABLED: \"false\"", double.PositiveInfinity)]
    [InlineData("OTHER: \"1\"", null)]
    public void A_manifest_says_it_by_its_environment(string env, double? expected)
    {
        ZTunnelSettings settings = ZTunnelSettingsReader.Parse(
            $"apiVersion: sailoperator.io/v1\nkind: ZTunnel\nmetadata: {{ name: default }}\nspec:\n  values:\n    ztunnel:\n      env:\n    "
            + $"    {env.Replace("\n    ", "\n        ", StringComparison.Ordinal)}\n", "zt.yaml");
        Assert.Equal(expected, settings.KeepAliveSeconds);
    }

    [Fact]
    public void A_scenario_that_names_the_log_has_both_laws()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, file = Path.Combine(folder, "s.yaml");
        File.WriteAllText(file, $$"""
            cluster: { nodes: 20 }
            ztunnel: { terminationGracePeriodSeconds: [30, 1800] }
            workloads:
              - name: api
                openPerNode: 100
                lifetime: { accessLog: { file: '{{Cases.Path("d13-dead-peers.log")}}', service: api.app } }
              - name: told
                openPerNode: 100
                lifetime: { accessLog: { file: '{{Cases.Path("d13-dead-peers.log")}}', service: api.app, keepAlive: 31m } }
            """);
        Scenario scenario = Scenario.Load(file);
        Workload workload = scenario.Rollout.Cluster.Workloads[0];
        ProfiledFit fit = Fit(Cases.Path("d13-dead-peers.log"));
        Assert.Equal(fit.Fit.Law.ToString(), workload.Lifetime.ToString());
        Assert.Equal(fit.Fit.LiveLaw!.ToString(), workload.LiveLifetime!.ToString());
        Assert.Equal((200, 200), (workload.PlausibleLifetimes.Count, workload.PlausibleLiveLifetimes.Count));
        // Open are all that ztunnel holds: of 100 so many have somebody at their ends.
        Assert.Equal(100 * workload.LiveLifetime.MeanSeconds / workload.Lifetime.MeanSeconds, workload.Live.OpenConnections, 1e-9);
        Assert.Contains(scenario.LifetimeData[0].Notes, note => note.Contains("17 of 765", StringComparison.Ordinal));
        // None of them is 31 minutes old.
        Assert.Null(scenario.Rollout.Cluster.Workloads[1].LiveLifetime);
    }

    /// <summary>As ztunnel logs it at its start: 30 s and 4 times 150 s.</summary>
    private const string Configured = """
        2026-11-20T07:59:00.000000Z	info	ztunnel	running with config: socketConfig:
          keepaliveTime:
            secs: 30
            nanos: 0
          keepaliveInterval:
            secs: 150
            nanos: 0
          keepaliveRetries: 4
          keepaliveEnabled: true
          userTimeoutEnabled: false

        """;

    private static ProfiledFit Fit(string log, double? keepAliveSeconds = null) =>
        ProfiledFit.Of(Read(log, keepAliveSeconds), TimeZoneInfo.Utc);

    private static IReadOnlyList<WorkloadLifetimes> Read(string log, double? keepAliveSeconds = null) =>
        ConnectionFiles.Read([log], new() { KeepAliveSeconds = keepAliveSeconds }, TestContext.Current.CancellationToken).Workloads;

    /// <summary>A log of 400 short connections, and some whose peers were gone.</summary>
    private static string Log(string configuration, double[] unanswered)
    {
        Random random = new(7);
        string[] lines =
        [
            .. Enumerable.Range(0, 400).Select(i => Line(i, -20 * Math.Log(1 - random.NextDouble()), "")),
            .. unanswered.Select((s, i) => Line(400 + i, s, " error=\"receive: io error: Connection timed out (os error 110)\"")),
        ];
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "ztunnel.log");
        File.WriteAllText(path, configuration + string.Join('\n', lines) + "\n");
        return path;
    }

    private static string Line(int number, double seconds, string error) =>
        FormattableString.Invariant(
            $"2026-11-20T08:{number / 60 % 60:00}:{number % 60:00}.5Z\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.1:{1024 + number} ")
        + "src.workload=\"a\" src.namespace=\"x\" dst.addr=10.0.0.2:80 dst.service=\"db.x\" dst.workload=\"b\" dst.namespace=\"x\" "
        + "direction=\"outbound\" bytes_sent=10 "
        + FormattableString.Invariant($"bytes_recv=20 duration=\"{1000 * seconds:0}ms\"{error}");
}
