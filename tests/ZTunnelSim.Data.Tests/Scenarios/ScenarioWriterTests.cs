using System.Globalization;

namespace ZTunnelSim.Data.Tests;

/// <summary>What a log's and counters' rates are per, and that what is written is read as it was meant.</summary>
public class ScenarioWriterTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    /// <summary>Lines of an access log, one a second: node, direction, client pod, server pod.</summary>
    private string Log(string name, int seconds, Func<int, IEnumerable<(int Node, string Direction, string? Client, string? Server)>> lines)
    {
        string path = Path.Combine(_folder, name);
        DateTime begin = new(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc);
        // The same line twice would be the same connection.
        int number = 0;
        File.WriteAllLines(path, Enumerable.Range(0, seconds).SelectMany(i => lines(i).Select(l =>
            $"[pod/ztunnel-{l.Node}/istio-proxy] "
                + $"{begin.AddSeconds(i).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)}\tinfo\taccess\tconnection "
                + "complete\t"
            + $"src.addr=10.0.{++number / 30_000}.1:{10_000 + number % 30_000} "
            + (l.Client is null ? "" : $"src.workload=\"{l.Client}\" src.namespace=\"a\" ")
            + "dst.service=\"api.a.svc.cluster.local\" "
            + (l.Server is null ? "" : $"dst.workload=\"{l.Server}\" dst.namespace=\"a\" ")
            + $"direction=\"{l.Direction}\" bytes_sent=1 bytes_recv=1 duration=\"{1 + i % 7 * 100}ms\"")));
        return path;
    }

    private ScenarioWriter Write(string[] files, ConnectionReadOptions? reading = null, int? nodes = null, CounterData? counters = null)
    {
        ConnectionData data = ConnectionFiles.Read(files, reading, TestContext.Current.CancellationToken);
        return ScenarioWriter.Of(new ScenarioSources
        {
            Workloads =
                [.. data.Workloads.Select(w => new FittedWorkload(w.Workload, WorkloadFit.Of(w.Observations, LawFamily.Exponential).Fit))],
            Data = data,
            Reading = reading ?? new(),
            Counters = counters,
            Nodes = nodes,
            Folder = _folder,
        });
    }

    private Cluster Read(ScenarioWriter written) => Scenario.Parse(written.Text, Path.Combine(_folder, "scenario.yaml")).Rollout.Cluster;

    public enum Where
    {
        TwoNodes,
        OneNode,
        ServerOutside,
        ClientOutside,
    }

    [Theory]
    [InlineData(Where.TwoNodes, 2.0 / 4, 1)]
    [InlineData(Where.OneNode, 1.0 / 4, 0)]
    [InlineData(Where.ServerOutside, 1.0 / 4, 0)]
    [InlineData(Where.ClientOutside, 1.0 / 4, 0)]
    public void A_connection_counts_on_every_node_that_it_crosses(Where where, double perSecondAndNode, double shareOnTwoNodes)
    {
        // One connection a second, by turns from each of four nodes.
        string log = Log("a.log", 1200, i =>
        {
            int client = i % 4, server = where == Where.TwoNodes ? (client + 1 + i / 4 % 3) % 4 : client;
            return where switch
            {
                Where.ServerOutside => [(client, "outbound", $"c-{client}", null)],
                Where.ClientOutside => [(server, "inbound", null, $"s-{server}")],
                _ => [(client, "outbound", $"c-{client}", $"s-{server}"), (server, "inbound", $"c-{client}", $"s-{server}")],
            };
        });
        ScenarioWriter written = Write([log]);
        Workload workload = Assert.Single(Read(written).Workloads);
        Assert.Equal("api.a", workload.Name);
        Assert.Equal(4, Read(written).Nodes.Count);
        Assert.Equal(perSecondAndNode, workload.OpenedPerSecond, 0.01 * perSecondAndNode);
        Assert.Equal(shareOnTwoNodes, workload.Traffic.ShareOnTwoNodes, 1e-9);
        Assert.Contains("{ connections: 1200, ", written.Text);
        // Each connection once, wherever it is: one a second in all.
        Assert.Equal(workload.Lifetime.MeanSeconds, Read(written).OpenConnectionsOf(0), 0.01 * workload.Lifetime.MeanSeconds);
        Assert.DoesNotContain(written.Notes, n => n.Contains("no line of their own"));
    }

    [Fact]
    public void Of_a_few_nodes_of_many_the_rate_is_a_node_s()
    {
        string log = Log("a.log", 600, i => [(i % 2, "outbound", "c", null)]);
        Cluster cluster = Read(Write([log], nodes: 40));
        Assert.Equal(40, cluster.Nodes.Count);
        Assert.Equal(0.5, cluster.Workloads[0].OpenedPerSecond, 0.005);
    }

    [Fact]
    public void A_node_s_log_in_two_files_one_after_the_other_is_one_ztunnel_s()
    {
        string whole = Log("a.log", 600, _ => [(0, "outbound", "c", null)]);
        string[] lines = File.ReadAllLines(whole);
        (string first, string second) = (Path.Combine(_folder, "1.log"), Path.Combine(_folder, "2.log"));
        File.WriteAllLines(first, lines[..300]);
        File.WriteAllLines(second, lines[300..]);
        Cluster cluster = Read(Write([first, second]));
        Assert.Single(cluster.Nodes);
        Assert.Equal(1, cluster.Workloads[0].OpenedPerSecond, 0.01);
    }

    [Fact]
    public void Connections_to_pods_whose_ztunnel_is_not_in_the_logs_are_told()
    {
        ScenarioWriter written = Write([Log("a.log", 300, _ => [(0, "outbound", "c", "s")])]);
        Assert.Contains(
            written.Notes,
            n => n.StartsWith("api.a: 300 of 300 connections go to pods that have no line of their own", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50, "the data cover 49.1 s, too short")]
    [InlineData(1, "the data cover 0 s, too short")]
    public void A_log_that_is_too_short_gives_no_rate(int seconds, string why)
    {
        ScenarioWriter written = Write(
            [Log("a.log", seconds, i => [.. Enumerable.Range(0, 30).Select(_ => (0, "outbound", (string?)"c", (string?)null))])]);
        Assert.Contains($"arrivalsPerSecond: unknown   # {why}", written.Text);
        Assert.Contains("workloads[0].arrivalsPerSecond: it is not known", Assert.Throws<InputException>(() => Read(written)).Message);
    }

    [Fact]
    public void A_table_with_times_gives_the_rate_of_a_cluster_whose_nodes_are_said()
    {
        // What began in an hour: lives go on beyond it.
        string csv = Path.Combine(_folder, "c.csv");
        DateTime begin = new(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc);
        File.WriteAllLines(
            csv,
            ["start,end", .. Enumerable.Range(0, 3600).Select(i => $"{begin.AddSeconds(i):O},{begin.AddSeconds(i + 1 + i % 5 * 900):O}")]);
        Cluster cluster = Read(Write([csv], new() { Grouping = ConnectionGrouping.None }, nodes: 4));
        Assert.Equal(0.25, cluster.Workloads[0].OpenedPerSecond, 0.001);
    }

    [Fact]
    public void What_was_said_of_how_data_are_read_is_said_in_the_scenario()
    {
        string csv = Path.Combine(_folder, "it's.csv");
        File.WriteAllLines(
            csv, ["workload,start,stop,age", .. Enumerable.Range(0, 60).Select(i => $"w,2026-11-20T08:{i:00}:00Z,,{100 + i}")]);
        ConnectionReadOptions reading = new()
        {
            Csv = new() { DurationColumn = "age", DurationUnit = "ms", ObservedUntil = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero) },
            Grouping = ConnectionGrouping.DestinationService,
        };
        ScenarioWriter written = Write([csv], reading, nodes: 2);
        Assert.Contains(
            "csv: { file: 'it''s.csv', column: 'age', unit: ms, service: 'w', observedUntil: '2026-11-20T09:00:00.0000000Z' }",
            written.Text);
        string set = written.Text.Replace("arrivalsPerSecond: unknown", "openPerNode: 1");
        Scenario scenario = Scenario.Parse(set, Path.Combine(_folder, "scenario.yaml"));
        Assert.Equal((60, 0), (Assert.Single(scenario.LifetimeData).Observations, scenario.LifetimeData[0].Censored));

        string log = Log("a.log", 300, i => [(0, "outbound", "c", "s"), (0, "inbound", "c", "s")]);
        string other = Log("b.log", 300, i => [(1, "outbound", "c", "s"), (1, "inbound", "c", "s")]);
        reading =
            new() { Grouping = ConnectionGrouping.SourceWorkload, Direction = ConnectionDirection.Inbound, EnterAtWindowStart = true };
        written = Write([log, other], reading);
        Assert.Contains(
            "accessLog: { file: ['a.log', 'b.log'], service: 'c.a', by: sourceWorkload, direction: inbound, enterAtStart: true }",
            written.Text);
        Assert.Equal(
            LifetimeSample.From(
                ConnectionFiles.Read([log, other], reading, TestContext.Current.CancellationToken).Workloads[0].Observations).Count,
            Scenario.Parse(written.Text, Path.Combine(_folder, "scenario.yaml")).LifetimeData[0].Observations);
    }

    [Fact]
    public void Counters_come_before_the_log_and_a_disagreement_is_told()
    {
        // 3,600 connections in an hour on two nodes, one open at each time; the log has half of them.
        string log = Log("a.log", 3600, i => [(i % 2, i % 4 < 2 ? "outbound" : "inbound", $"c-{i % 2}", $"s-{i % 2}")]);
        string Scrape(string name, int opened, int closed)
        {
            string path = Path.Combine(_folder, name);
            File.WriteAllText(path, string.Concat(
                from reporter in new[] { "source", "destination" }
                from node in new[] { "a", "b" }
                from counter in new[] { ("opened", opened), ("closed", closed) }
                select $"istio_tcp_connections_{counter.Item1}_total{{reporter=\"{reporter}\",instance=\"{node}\",destination_service=\"api.a.svc.cluster.local\"}} {counter.Item2 / 2}\n"));
            return path;
        }
        CounterData counters = CounterFiles.Read(
            [Scrape("0.txt", 1000, 900), Scrape("1.txt", 4600, 4500)], new() { ScrapeIntervalSeconds = 3600 },
            TestContext.Current.CancellationToken);
        ScenarioWriter written = Write([log], counters: counters);

        // Half of the connections are on one node, by chance: 1.5 crossings each.
        Assert.Contains("openPerNode: { open: 100, crossings: 150, looks: 2, ztunnels: 2 }   # 75 open on a node", written.Text);
        Workload workload = Assert.Single(Read(written).Workloads);
        Assert.Equal((75.0, 200), (workload.OpenConnections, workload.PlausibleTraffic.Count));
        Assert.Equal(100, Read(written).OpenConnectionsOf(0), 1e-9);
        Assert.Contains(
            written.Notes,
            n => n.StartsWith("api.a: the log has 0.25 connections a second and node", StringComparison.Ordinal) && n.Contains(
                "the counters 0.5 "));
    }
}
