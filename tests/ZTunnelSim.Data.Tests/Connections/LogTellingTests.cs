using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>What a log tells beyond its single lines: windows, sides, repeats, openings, drains.</summary>
public class LogTellingTests
{
    [Fact]
    public void The_watched_window_is_that_of_the_access_lines()
    {
        ConnectionData data = Given.Read(
            Other("06:00:00", "info\tztunnel\tversion: 1.27") + End(10, "1000ms") + End(21, "2000ms") + Other(
                "09:00:00", "info\thyper_util\tlistener drained"));

        Assert.Equal(11, Assert.Single(data.Report.Windows).Seconds);
    }

    [Fact]
    public void The_configuration_that_a_process_prints_is_known_strictly_and_what_else_has_no_time_is_not()
    {
        string start = Other("08:00:00", "info\tztunnel\trunning with config: proxy: true")
            + "dnsProxy: true\nlocalNode:\n  secs: 300\n\t\n- 5\n";
        ConnectionReadReport report = Given.Read(start + End(10, "5ms"), new() { Strict = true }).Report;
        Assert.Equal(5, report.SkippedByReason.Single(s => s.Reason == SkipReason.Configuration).Count);

        Assert.Equal(7, Given.Rejected(start + End(10, "5ms")[..^1] + "\ndnsProxy: true\n", new() { Strict = true }).Line - 1);
        Assert.Equal(
            1, Given.Rejected("dnsProxy: true\n" + End(10, "5ms"), new() { Strict = true, Format = ConnectionFormat.AccessLog }).Line);
        // Each pod's lines are its own.
        string mixed = $"[pod/a/x] {start.Replace("\n", "\n[pod/a/x] ", StringComparison.Ordinal)}\n[pod/b/x] {End(10, "5ms")}[pod/b/x] "
            + "dnsProxy: true\n";
        Assert.Equal(9, Given.Rejected(mixed, new() { Strict = true }).Line);
    }

    [Fact]
    public void Connections_that_only_the_servers_side_saw_stay_and_others_count_once()
    {
        ConnectionData data = Given.Read(
            End(1, "1000ms", workload: "web-1") + End(1, "1001ms", workload: "web-1", direction: "inbound")
            // From outside the mesh, from a gateway, and from a pod of a node whose log is not given.
            + End(2, "2000ms", workload: null, direction: "inbound") + End(3, "3000ms", workload: "gateway-1", direction: "inbound")
            + End(4, "4000ms", workload: "web-2", direction: "inbound")
            // Its own line comes later than that of the other side.
            + End(5, "5001ms", workload: "web-3", direction: "inbound") + End(5.1, "5000ms", workload: "web-3"));

        Assert.Equal((ConnectionDirection.Outbound, 2, 3), (data.Direction, data.OtherSide, data.InboundOnly));
        Assert.Equal([1, 2, 3, 4, 5], data.Workloads[0].Observations.Select(o => o.Seconds).Order());
        Assert.Equal((2, 3), (data.Workloads[0].Outbound, data.Workloads[0].Inbound));
    }

    [Fact]
    public void One_side_that_is_asked_for_is_that_side_alone()
    {
        string log = End(1, "1000ms") + End(2, "2000ms", workload: null, direction: "inbound");

        ConnectionData outbound = Given.Read(log, new() { Direction = ConnectionDirection.Outbound });
        Assert.Equal((1, 1, 0), (outbound.Workloads[0].Count, outbound.OtherSide, outbound.InboundOnly));
        ConnectionData inbound = Given.Read(log, new() { Direction = ConnectionDirection.Inbound });
        Assert.Equal((1, 1, 0), (inbound.Workloads[0].Count, inbound.OtherSide, inbound.InboundOnly));
        Assert.Equal(2, inbound.Workloads[0].Observations[0].Seconds);
    }

    [Fact]
    public void Inbound_lines_alone_are_all_used()
    {
        ConnectionData data = Given.Read(End(1, "1000ms", direction: "inbound") + End(2, "2000ms", workload: null, direction: "inbound"));
        Assert.Equal((ConnectionDirection.Inbound, 2, 0, 0), (data.Direction, data.Workloads[0].Count, data.OtherSide, data.InboundOnly));
    }

    [Fact]
    public void A_line_given_twice_counts_once_and_is_told()
    {
        ConnectionReadReport report = ConnectionFiles.Read(Cases.Path("c24-dup.log")).Report;
        // 165 of its 330 lines are distinct, 15 of them of other kinds.
        Assert.Equal((150, 150), (report.Connections, Count(report, SkipReason.Repeated)));
        Given.EveryLineIsAccountedFor(report);
    }

    [Fact]
    public void Files_that_overlap_count_each_line_once_with_a_prefix_or_without()
    {
        string[] lines = [.. Enumerable.Range(0, 30).Select(i => End(i, $"{i}ms", port: i))];
        string first = Files.Temporary("a.log", string.Concat(lines[..20]));
        string second = Files.Temporary("b.log", string.Concat(lines[10..].Select(l => $"[pod/ztunnel-x/istio-proxy] {l}")));
        ConnectionData data = ConnectionFiles.Read([first, second]);

        Assert.Equal(Enumerable.Range(0, 30), data.Workloads[0].Observations.Select(o => (int)Math.Round(1000 * o.Seconds)));
        Assert.Equal(10, Count(data.Report, SkipReason.Repeated));
        // What was seen twice was watched once.
        Assert.Equal([19.0, 9.0], data.Report.Windows.Select(w => w.Seconds));
        Given.EveryLineIsAccountedFor(data.Report);
    }

    [Fact]
    public void A_file_named_twice_is_read_once()
    {
        string file = Files.Temporary("a.csv", "duration_s\n1\n2\n");
        ConnectionData data = ConnectionFiles.Read([file, Path.Combine(Path.GetDirectoryName(file)!, ".", "a.csv")]);
        Assert.Equal(2, data.Report.Connections);
        Assert.Contains("named twice", Assert.Single(data.Report.Notes));
    }

    [Fact]
    public void Lines_that_differ_in_anything_are_different_connections()
    {
        // Of 200,000 lines, many at the same time, in and out of order.
        StringBuilder log = new();
        for (int i = 0; i < 200_000; i++) log.Append(End(i % 1000, $"{i / 50_000}ms", port: i % 50_000));
        Assert.Equal(200_000, Given.Read(log.ToString()).Report.Connections);
        Assert.Equal(200_000, Count(Given.Read(log.ToString() + log).Report, SkipReason.Repeated));
    }

    [Fact]
    public void The_last_row_of_a_Zeek_connection_counts()
    {
        ConnectionData data = ConnectionFiles.Read(Cases.Path("c11e-open_conn.log"));
        Assert.Equal((40, 86), (data.Report.Connections, Count(data.Report, SkipReason.EarlierRow)));
        string[][] rows = [.. File.ReadLines(Cases.Path("c11e-open_conn.log")).Where(l => l[0] != '#').Select(l => l.Split('\t'))];
        double[] last = [.. rows.GroupBy(r => r[1]).Select(g => double.Parse(g.Last()[8], CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(last, data.Workloads.Single().Observations.Select(o => o.Seconds).Order());
        Assert.All(data.Workloads[0].Observations, o => Assert.True(o.IsCensored));
        Given.EveryLineIsAccountedFor(data.Report);
    }

    [Fact]
    public void An_end_stands_above_the_open_rows_of_a_Zeek_connection_in_any_order()
    {
        const string Head = "#separator \\x09\n#fields\tts\tuid\tid.resp_p\tproto\tduration\tconn_state\n";
        string open = Files.Temporary(
            "open_conn.log", Head + "1712847600.5\tC1\t443\ttcp\t3600\tS1\n1712847600.5\tC2\t443\ttcp\t3600\tS1\n");
        string conn = Files.Temporary("conn.log", Head + "1712847600.5\tC1\t443\ttcp\t4000\tSF\n1712847600.5\tC1\t443\ttcp\t4000\tSF\n");
        foreach (string[] files in new[] { new[] { open, conn }, [conn, open] })
        {
            ConnectionData data = ConnectionFiles.Read(files);
            Assert.Equal(
                [new(3600, true), new(4000, false)],
                data.Workloads[0].Observations.OrderBy(o => o.Seconds).Select(o => new LifetimeObservation(o.Seconds, o.IsCensored, 0)));
            Assert.Equal(1, data.Report.Files.Single(f => f.File == open).Connections);
            Given.EveryLineIsAccountedFor(data.Report);
        }
    }

    [Fact]
    public void Another_log_of_Zeek_is_named()
    {
        Assert.Contains("is Zeek's dns log", Assert.Throws<InputException>(() => ConnectionFiles.Read(Cases.Path("c11f-dns.log"))).Message);
        Assert.Contains("is Zeek's dns log", Given.Rejected("""{"_path":"dns","ts":1712847600.5,"uid":"C1","id.orig_h":"10.0.0.1","proto":"udp"}""").Message);
    }

    [Fact]
    public void Openings_without_an_end_are_open_when_the_log_ends()
    {
        ConnectionData data = ConnectionFiles.Read(Cases.Path("d01-debug-access.log"));
        // Twelve lines: 6 openings, of which 4 have their end in one of the 6 completions.
        Assert.Equal((8, 2, 4), (data.Report.Connections, data.Report.OpenAtEnd, Count(data.Report, SkipReason.ConnectionOpened)));
        Assert.Equal(2, data.Workloads.Sum(w => w.StillOpen));
        Assert.Equal(6, data.Workloads.Sum(w => w.Ended));
        Given.EveryLineIsAccountedFor(data.Report);
    }

    [Fact]
    public void A_debug_log_of_known_connections_gives_their_lifetimes_censored_and_entered_as_they_were_seen()
    {
        // Open before the first opening is logged, opened and ended, opened and open at the end (second 100).
        ConnectionData data = Given.Read(
            Opened(0, port: 1) + Opened(10, port: 2) + End(30, "20000ms", port: 2) + End(50, "60000ms", port: 9) + Opened(60, port: 3)
                + End(100, "100000ms", port: 1));

        Assert.Equal(
            [new(20, false, 0), new(40, true, 0), new(60, false, 10), new(100, false, 0)],
            data.Workloads[0].Observations.OrderBy(o => o.Seconds).Select(
                o => new LifetimeObservation(Math.Round(o.Seconds, 6), o.IsCensored, Math.Round(o.EntrySeconds, 6))));
    }

    [Fact]
    public void Streams_of_one_tunnel_are_told_apart_by_their_beginning_and_a_rotated_log_is_one()
    {
        string first = Files.Temporary("a.log", Opened(0, port: 1) + Opened(5, port: 1) + Opened(9, port: 1) + End(11, "6000ms", port: 1));
        string second = Files.Temporary("b.log", End(20, "11000ms", port: 1) + End(40, "1ms", port: 77));
        ConnectionData data = ConnectionFiles.Read([first, second]);

        // The first stream is the one left; its own file ends at second 11.
        LifetimeObservation open = Assert.Single(data.Workloads[0].Observations, o => o.IsCensored);
        Assert.Equal(11, open.Seconds, 1e-9);
        Assert.Equal((4, 1), (data.Report.Connections, data.Report.OpenAtEnd));
    }

    [Fact]
    public void An_attempt_that_was_logged_at_its_opening_is_not_open()
    {
        ConnectionReadReport report = Given.Read(
            Opened(0, port: 1) + End(10, "10000ms", port: 1, error: "io error: deadline has elapsed", bytes: 0)
                + End(20, "1ms", port: 2)).Report;
        Assert.Equal((1, 0), (report.Connections, report.OpenAtEnd));
    }

    [Fact]
    public void What_a_process_held_when_the_next_one_started_was_open_until_then_at_least()
    {
        ConnectionData data = Given.Read(
            Opened(0, port: 1) + End(1, "1ms", port: 5) + Other("08:00:30", "info\tztunnel\trunning with config: proxy: true") + End(
                100, "1ms", port: 6));
        Assert.Equal(30, Assert.Single(data.Workloads[0].Observations, o => o.IsCensored).Seconds, 1e-9);
    }

    [Fact]
    public void An_opening_centuries_before_the_logs_end_stays_one()
    {
        ConnectionReadReport report = Given.Read(Opened(0, port: 1) + End(1, "1ms", port: 5).Replace("2026-", "2226-")).Report;
        Assert.Equal((1, 0, 1), (report.Connections, report.OpenAtEnd, Count(report, SkipReason.ConnectionOpened)));
        Given.EveryLineIsAccountedFor(report);
    }

    [Fact]
    public void A_log_with_a_time_thousands_of_years_off_tells_lifetimes_and_no_hours()
    {
        string log = string.Concat(Enumerable.Range(1, 30).Select(i => End(i, $"{100 * i}ms", port: i)))
            + End(31, "5ms", port: 99).Replace("2026-", "9999-");
        ProfiledFit fit = ProfiledFit.Of([Given.Read(log).Workloads.Single()], TimeZoneInfo.Utc, LawFamily.Exponential);
        Assert.Null(fit.Profile);
        Assert.Equal(1.5, fit.Fit.Law.MeanSeconds, 0.01);
    }

    [Fact]
    public void A_deleted_pods_connections_ended_and_a_drains_were_cut()
    {
        ConnectionReadReport pods = ConnectionFiles.Read(Cases.Path("d04-pod-deletions.log")).Report;
        Assert.Equal((60, 0, 0, 0), (pods.EndedWithPod, pods.KilledByDrain, pods.Censored, pods.CutAtItsWord));

        string requested = Other("08:00:05", "info\tinpod::workloadmanager\tdrain requested");
        string forced = Other(
            "08:00:15",
            "warn\tdrain:proxy{wl=x/a}\tdrain duration expired with pending connections, forcefully shutting down\tcomponent=\"outbound\"");
        foreach (string mark in new[] { requested, forced })
        {
            ConnectionReadReport drain = Given.Read(mark + Dropped(20)).Report;
            Assert.Equal((0, 1, 0), (drain.EndedWithPod, drain.KilledByDrain, drain.CutAtItsWord));
        }
        string json = """{"level":"info","time":"2026-11-20T08:00:05Z","scope":"inpod::workloadmanager","message":"drain requested"}""" + "\n";
        Assert.Equal(1, Given.Read(json + Dropped(20)).Report.KilledByDrain);
    }

    [Fact]
    public void A_log_of_access_lines_alone_is_taken_at_its_word_and_it_is_told()
    {
        ConnectionReadReport report = Given.Read(End(1, "5ms") + Dropped(20)).Report;
        Assert.Equal((0, 1, 1), (report.EndedWithPod, report.KilledByDrain, report.CutAtItsWord));
    }

    [Fact]
    public void The_drain_of_one_pod_is_not_anothers_and_not_that_of_the_process_after_it()
    {
        string requested = Other("08:00:05", "info\tinpod::workloadmanager\tdrain requested");
        string other = Other("08:00:06", "info\tproxy::inbound\tlistener established");
        ConnectionReadReport two =
            Given.Read($"[pod/a/x] {requested}[pod/b/x] {other}[pod/b/x] {Dropped(20, port: 1)}[pod/a/x] {Dropped(20, port: 2)}").Report;
        Assert.Equal((1, 1), (two.EndedWithPod, two.KilledByDrain));

        string start = Other("08:01:00", "info\tztunnel\trunning with config: proxy: true");
        ConnectionReadReport next = Given.Read(requested + Dropped(20) + start + Dropped(100)).Report;
        Assert.Equal((1, 1), (next.EndedWithPod, next.KilledByDrain));
    }

    [Fact]
    public void Connections_that_began_in_the_log_are_counted_by_workload()
    {
        WorkloadLifetimes workload =
            Given.Read(End(0, "5000ms", port: 1) + End(10, "4000ms", port: 2) + End(20, "30000ms", port: 3)).Workloads[0];
        Assert.Equal((3, 1, 3), (workload.Count, workload.Started, workload.Ended));
    }

    [Fact]
    public void Distinct_ztunnels_are_counted_by_pod_or_file()
    {
        Assert.Equal(2, Given.Read($"[pod/a/x] {End(1, "1ms")}[pod/b/x] {End(2, "1ms")}[pod/c/x] "
            + $"{Other("08:00:05", "info\tztunnel\tversion")}").Report.ZTunnels);
        Assert.Equal(1, Given.Read(End(1, "1ms")).Report.ZTunnels);
    }

    private static long Count(ConnectionReadReport report, SkipReason reason) =>
        report.SkippedByReason.Where(s => s.Reason == reason).Sum(s => s.Count);

    private static string Dropped(double second, int port = 1) =>
        End(second, "9000ms", port: port, error: "connection closed due to connection drain");

    private static string Other(string time, string message) => $"2026-11-20T{time}.000000Z\t{message}\n";

    private static string Opened(double second, int port) =>
        $"{Time(second)}\tdebug\taccess\tconnection opened\tsrc.addr=10.0.0.1:{port} src.workload=\"web-1\" src.namespace=\"x\" "
            + "dst.addr=10.0.0.2:15008 dst.service=\"api.x.svc.cluster.local\" direction=\"outbound\"\n";

    private static string End(
        double second, string duration, string? workload = "web-1", string direction = "outbound", int port = 1, string? error = null,
        int bytes = 5) =>
        $"{Time(second)}\t{(error is null ? "info" : "error")}\taccess\tconnection complete\tsrc.addr=10.0.0.1:{port} "
        + (workload is null ? "" : $"src.workload=\"{workload}\" src.namespace=\"x\" ")
        + $"dst.addr=10.0.0.2:15008 dst.service=\"api.x.svc.cluster.local\" direction=\"{direction}\" bytes_sent={bytes} bytes_recv=0 "
        + $"duration=\"{duration}\""
        + (error is null ? "\n" : $" error=\"{error}\"\n");

    private static string Time(double second) =>
        new DateTime(2026, 11, 20, 8, 0, 0).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
