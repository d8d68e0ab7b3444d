using System.IO.Compression;
using System.Text;

namespace ZTunnelSim.Data.Tests;

public class CounterFilesTests
{
    private const string Echo = "reporter=\"source\",destination_service=\"echo.default.svc.cluster.local\"";

    [Fact]
    public void Two_scrapes_give_rate_open_count_and_mean_lifetime()
    {
        CounterData data = Scrapes(new() { ScrapeIntervalSeconds = 100 }, Text((Echo, 1000, 980)), Text((Echo, 1200, 1180)));

        WorkloadCounters echo = Assert.Single(data.Workloads);
        Assert.Equal(("echo.default", 200.0, 200.0, 20.0), (echo.Workload, echo.Opened, echo.Closed, echo.MeanOpen));
        Assert.Equal((2.0, 10.0), (echo.LittlesLaw!.OpenedPerSecond, echo.LittlesLaw.MeanLifetimeSeconds.Value));
        Assert.True(echo.LittlesLaw.IsSteady);
        Assert.Equal(
            (100.0, 2, 2, ConnectionDirection.Outbound),
            (data.Period.Seconds, data.Period.Times, data.Period.Series, data.Period.Direction));
        Assert.Null(echo.OpenPerNode);
    }

    [Fact]
    public void A_counter_that_falls_was_reset_and_its_open_connections_are_gone()
    {
        CounterData data = Scrapes(
            new() { ScrapeIntervalSeconds = 100 }, Text((Echo, 1000, 980)), Text((Echo, 1200, 1180)), Text((Echo, 30, 10)));

        WorkloadCounters echo = Assert.Single(data.Workloads);
        // 200 until the second scrape, and 30 since the process began anew; 20 open at each of the three.
        Assert.Equal((230.0, 210.0, 20.0), (echo.Opened, echo.Closed, echo.MeanOpen));
        Assert.Contains(data.Period.Notes, n => n.Contains("2 times a counter fell"));
    }

    [Fact]
    public void Series_of_one_workload_are_summed_and_grouped()
    {
        string Both(int add) => Text(
            ($"{Echo},source_workload=\"a\",source_workload_namespace=\"x\",destination_workload=\"echo-v1\",destination_workload_namespace=\"default\"", 100 + add, 90 + add),
            ($"{Echo},source_workload=\"b\",destination_workload=\"echo-v2\"", 10 + add, 5 + add));
        CounterReadOptions options = new() { ScrapeIntervalSeconds = 10 };

        Assert.Equal(("echo.default", 15.0, 200.0), Of(options));
        Assert.Equal(["echo-v1.default", "echo-v2"], Names(options with { Grouping = ConnectionGrouping.DestinationWorkload }));
        Assert.Equal(["a.x", "b"], Names(options with { Grouping = ConnectionGrouping.SourceWorkload }));
        Assert.Equal(["all"], Names(options with { Grouping = ConnectionGrouping.None }));

        string[] Names(CounterReadOptions o) => [.. Scrapes(o, Both(0), Both(100)).Workloads.Select(w => w.Workload)];
        (string, double, double) Of(CounterReadOptions o)
        {
            WorkloadCounters only = Assert.Single(Scrapes(o, Both(0), Both(100)).Workloads);
            return (only.Workload, only.MeanOpen, only.Opened);
        }
    }

    [Fact]
    public void Each_connection_counts_on_one_side_only()
    {
        string In = Echo.Replace("source", "destination", StringComparison.Ordinal).Replace("destination_destination", "destination");
        string Both(int add) => Text((Echo, 100 + add, 90 + add), (In, 500 + add, 400 + add));
        CounterReadOptions options = new() { ScrapeIntervalSeconds = 10 };

        Assert.Equal(10, Scrapes(options, Both(0), Both(10)).Workloads[0].MeanOpen);
        Assert.Equal(100, Scrapes(options with { Direction = ConnectionDirection.Inbound }, Both(0), Both(10)).Workloads[0].MeanOpen);
    }

    [Fact]
    public void The_names_are_those_that_an_access_log_gives()
    {
        string[] ofLog = [.. Given("echo.default.svc.cluster.local"), .. Given("example.com")];
        string[] ofCounters = [.. new[] { "echo.default.svc.cluster.local", "example.com" }.Select(s => Scrapes(
            new() { ScrapeIntervalSeconds = 10 }, Text(($"destination_service=\"{s}\"", 1, 0)),
            Text(($"destination_service=\"{s}\"", 2, 1))).Workloads[0].Workload)];
        Assert.Equal(ofLog, ofCounters);

        static IEnumerable<string> Given(string service) => ConnectionFiles.Read("-", new()
        {
            StandardInput = new MemoryStream(
                Encoding.UTF8.GetBytes(
                    $"2026-11-20T08:00:00.5Z info access connection complete dst.service=\"{service}\" duration=\"5ms\"")),
        }).Workloads.Select(w => w.Workload);
    }

    [Fact]
    public void One_scrape_counts_from_the_start_of_the_process()
    {
        CounterData data = Scrapes(new(), Text((Echo, 360, 330)).Replace(" 360", " 360 1000000", StringComparison.Ordinal)
            .Replace(" 330", " 330 1000000", StringComparison.Ordinal) + "process_start_time_seconds 999880\n");
        WorkloadCounters echo = Assert.Single(data.Workloads);
        Assert.Equal(
            (120.0, 3.0, 10.0), (data.Period.Seconds, echo.LittlesLaw!.OpenedPerSecond, echo.LittlesLaw.MeanLifetimeSeconds.Value));
        Assert.Contains(data.Period.Notes, n => n.StartsWith("One scrape alone", StringComparison.Ordinal));
    }

    [Fact]
    public void Scrapes_of_several_ztunnels_in_one_file_are_added_up()
    {
        string first = Text((Echo, 100, 90)) + Text((Echo, 50, 45)), second = Text((Echo, 110, 100)) + Text((Echo, 60, 55));
        CounterData data = Scrapes(new() { ScrapeIntervalSeconds = 10, Nodes = 2 }, first, second);
        Assert.Equal((20.0, 15.0, 7.5), (data.Workloads[0].Opened, data.Workloads[0].MeanOpen, data.Workloads[0].OpenPerNode));
        Assert.Contains(data.Period.Notes, n => n.Contains("added up"));
    }

    [Fact]
    public void A_range_query_is_read_plain_and_packed_with_its_nodes()
    {
        string json = Json(
            ("opened", "n1", [100, 160, 220]), ("closed", "n1", [90, 150, 210]), ("opened", "n2", [0, 60, 120]),
            ("closed", "n2", [0, 30, 90]));
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(json));
        foreach (byte[] content in (byte[][])[Encoding.UTF8.GetBytes(json), packed.ToArray()])
        {
            CounterData data = CounterFiles.Read(["-"], new() { StandardInput = new MemoryStream(content) });
            WorkloadCounters echo = Assert.Single(data.Workloads);
            // Open at the three times: 10, 40, 40; by the trapezoid rule 32.5 on average.
            Assert.Equal((240.0, 210.0, 32.5, 16.25), (echo.Opened, echo.Closed, echo.MeanOpen, echo.OpenPerNode));
            Assert.Equal((2, 3, 120.0), (data.Period.Nodes, data.Period.Times, data.Period.Seconds));
        }
    }

    [Fact]
    public void A_series_that_appears_within_the_period_is_counted_from_0()
    {
        string json = Json(
            ("opened", "n1", [100, 160, 220]), ("closed", "n1", [90, 150, 210]), ("opened", "n2", [null, 5, 9]),
            ("closed", "n2", [null, 4, 9]));
        CounterData data = Read(json);
        Assert.Equal((129.0, 129.0), (data.Workloads[0].Opened, data.Workloads[0].Closed));
        Assert.Contains(data.Period.Notes, n => n.Contains("2 series were not there"));
    }

    [Fact]
    public void Attempts_that_failed_count_neither_as_arrivals_nor_in_the_mean_lifetime()
    {
        CounterData data = CounterFiles.Read(
            [Cases.Path("d03-flags-scrape0.txt"), Cases.Path("d03-flags-scrape1.txt")], new() { ScrapeIntervalSeconds = 60 });
        WorkloadCounters db = Assert.Single(data.Workloads);
        // 600 opened in a minute, of which 300 failed; 100 were open at both times.
        Assert.Equal((300.0, 300.0, 300.0, 100.0), (db.Opened, db.Closed, db.FailedAttempts, db.MeanOpen));
        Assert.Equal((5.0, 20.0), (db.LittlesLaw!.OpenedPerSecond, db.LittlesLaw.MeanLifetimeSeconds.Value));
        Assert.Contains(data.Period.Notes, n => n.Contains("300 attempts failed"));
        Assert.Contains(data.Period.Notes, n => n.Contains("istio_tcp_sockets_open is 100"));
    }

    [Fact]
    public void Where_the_flags_were_dropped_the_counter_of_failed_ones_is_used_and_it_is_said()
    {
        string Failed(double value) => $"istio_tcp_connections_failed_total{{{Echo}}} {value}\n";
        CounterData data = Scrapes(
            new() { ScrapeIntervalSeconds = 100 }, Text((Echo, 1000, 980)) + Failed(40), Text((Echo, 1200, 1180)) + Failed(140));
        Assert.Equal(
            (100.0, 100.0, 20.0, 1.0),
            (data.Workloads[0].Opened, data.Workloads[0].FailedAttempts, data.Workloads[0].MeanOpen,
                data.Workloads[0].LittlesLaw!.OpenedPerSecond));
        Assert.Contains(data.Period.Notes, n => n.Contains("also counts connections that lived"));
    }

    [Fact]
    public void Closes_of_a_flag_that_was_never_opened_are_no_connections_closed()
    {
        CounterData data = CounterFiles.Read(
            [Cases.Path("c08-scrape0.txt"), Cases.Path("c08-scrape1.txt")], new() { ScrapeIntervalSeconds = 60 });
        // 1,000 and 1,040 opened, 975 and 1,015 closed; 30 and 60 closed as CONNECT, none opened so; 5 and 10 opened and closed as DENY.
        WorkloadCounters echo = data.Workloads.Single(w => w.Workload == "echo.default");
        Assert.Equal((40.0, 40.0, 25.0), (echo.Opened, echo.Closed, echo.MeanOpen));
        Assert.Contains(data.Period.Notes, n => n.Contains("flags CONNECT were never counted as opened"));
    }

    [Fact]
    public void A_query_for_all_of_ztunnels_counters_is_read()
    {
        string json = Json(("opened", "n1", [100, 160]), ("closed", "n1", [90, 150]), ("failed", "n1", [0, 0]));
        Assert.Equal((60.0, 10.0), (Read(json).Workloads[0].Opened, Read(json).Workloads[0].MeanOpen));
    }

    [Theory]
    [InlineData(0.2, "only 0.2 s after")]
    [InlineData(-30, "30 s before")]
    public void Files_written_at_once_or_in_another_order_do_not_tell_when_they_were_scraped(double apart, string message)
    {
        string[] files = [Files.Temporary("a.txt", Text((Echo, 1000, 980))), Files.Temporary("b.txt", Text((Echo, 1200, 1180)))];
        DateTime first = new(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(files[0], first);
        File.SetLastWriteTimeUtc(files[1], first.AddSeconds(apart));
        InputException e = Assert.Throws<InputException>(() => CounterFiles.Read(files));
        Assert.Contains(message, e.Message);
        Assert.Contains("--scrape-interval", e.Message);
        Assert.Equal(files[1], e.File);

        Assert.False(CounterFiles.Read(files, new() { ScrapeIntervalSeconds = 100 }).Period.IsDated);
        File.SetLastWriteTimeUtc(files[1], first.AddSeconds(60));
        CounterData dated = CounterFiles.Read(files);
        Assert.Equal((true, 60.0, first), (dated.Period.IsDated, dated.Period.Seconds, dated.Period.First.UtcDateTime));
    }

    [Fact]
    public void A_steady_queue_of_known_mean_agrees_with_a_right_fit_and_not_with_a_wrong_one()
    {
        CounterData example = CounterFiles.Read([Files.Counters]);
        Assert.Equal(["details.bookinfo", "echo.default", "websocket-gateway.edge"], example.Workloads.Select(w => w.Workload));
        LittlesLaw echo = example.Workloads[1].LittlesLaw!;
        // The example's law, data/README.md: lognormal of median 2.5 s and sigma 1.3.
        double truth = 2.5 * Math.Exp(0.5 * 1.3 * 1.3);
        Assert.InRange(truth, echo.MeanLifetimeSeconds.Low, echo.MeanLifetimeSeconds.High);
        Assert.True(echo.AgreesWith(new(truth, 0.3, truth - 0.6, truth + 0.6, 0.95)));
        Assert.False(echo.AgreesWith(new(2.5, 0.1, 2.3, 2.7, 0.95)));
    }

    [Theory]
    [InlineData("no such metric 1\n", "holds neither istio_tcp_connections_opened_total")]
    [InlineData("istio_tcp_connections_opened_total{a=\"b\"} 5\n", "istio_tcp_connections_closed_total is missing")]
    [InlineData("{\"status\":\"error\",\"error\":\"query timed out\"}", "query timed out")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[]}}", "scalar was given")]
    [InlineData("{\"status\":\"success\"", "is it cut?")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}", "the reply has no series")]
    [InlineData(
        "{\"metric\":{\"__name__\":\"a\"},\"values\":[1]}\n{\"metric\":{\"__name__\":\"b\"},\"values\":[1]}\n",
        "more than one JSON document")]
    [InlineData(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"2\"]]}]}}", "has no name")]
    [InlineData(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"istio_tcp_connections_opened_total\"},"
            + "\"values\":[[1,\"2\"]]},{\"metric\":{\"__name__\":\"istio_tcp_connections_closed_total\"},\"values\":[]}]}}",
        "istio_tcp_connections_closed_total is missing")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"up\"},\"values\":[[1,\"2\"]]}]}}", "'up' is none of")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"istio_tcp_connections_opened_total\"},\"values\":[[1,\"NaN\"]]}]}}", "[1,\"NaN\"] was given")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"__name__\":\"istio_tcp_connections_opened_total\"},\"values\":[[1,\"1.9e19\"]]}]}}", "[1,\"1.9e19\"] was given")]
    [InlineData(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"a\":\"\\ud800\"},\"values\":[]}]}}",
        "an escape that stands for no character")]
    public void Unusable_files_get_one_clear_error(string content, string message)
    {
        InputException e = Assert.Throws<InputException>(() => Read(content));
        Assert.Equal("-", e.File);
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void One_scrape_without_a_beginning_says_what_would_help() =>
        Assert.Contains("give a second scrape", Assert.Throws<InputException>(() => Scrapes(new(), Text((Echo, 5, 4)))).Message);

    [Fact]
    public void Counters_asked_for_at_different_times_are_refused()
    {
        string opened = Json(("opened", "n1", [1, 2, 3])), closed = Json(("closed", "n1", [0, 1, 2])).Replace(
            "[1000,", "[1007,", StringComparison.Ordinal);
        string[] files = [Files.Temporary("opened.json", opened), Files.Temporary("closed.json", closed)];
        Assert.Contains("the same start, end and step", Assert.Throws<InputException>(() => CounterFiles.Read(files)).Message);
    }

    [Fact]
    public void Bad_lines_are_counted_and_strictly_are_errors()
    {
        string bad = Text((Echo, 1, 0))
            + "istio_tcp_connections_opened_total{reporter=\"source\" 7\nistio_tcp_connections_closed_total -3\n";
        CounterData data = Scrapes(new() { ScrapeIntervalSeconds = 5 }, bad, Text((Echo, 2, 1)));
        Assert.Contains(data.Period.Notes, n => n.Contains("2 lines are no samples") && n.Contains("line 3"));
        InputException e = Assert.Throws<InputException>(
            () => Scrapes(new() { ScrapeIntervalSeconds = 5, Strict = true }, bad, Text((Echo, 2, 1))));
        Assert.Equal(3, e.Line);
    }

    [Theory]
    [InlineData("253402300800000")]
    [InlineData("1e300")]
    [InlineData("-1")]
    public void A_line_of_a_time_that_no_calendar_has_is_no_sample(string time)
    {
        const string Name = "istio_tcp_connections_opened_total";
        string late = $"{Text((Echo, 5, 4))}{Name}{{{Echo}}} 6 {time}\n";
        CounterData data = Scrapes(new() { ScrapeIntervalSeconds = 5 }, Text((Echo, 1, 0)), late);
        Assert.Equal(4, data.Workloads.Single().Opened);
        Assert.Contains(data.Period.Notes, n => n.Contains("1 lines are no samples"));
    }

    [Theory]
    [InlineData(5e-324)]
    [InlineData(0.1 + 0.2 - 0.3)]
    public void What_rounding_leaves_of_nothing_opened_is_nothing(double opened)
    {
        CounterData data = Scrapes(new() { ScrapeIntervalSeconds = 5 }, Text((Echo, 0, 0)), Text((Echo, opened, 0)));
        Assert.Null(data.Workloads.Single().LittlesLaw);
    }

    [Theory]
    [InlineData(9007199254740993.0)]
    [InlineData(1.8e19)]
    public void Counts_of_any_size_give_numbers(double opened)
    {
        CounterData data = Scrapes(new() { ScrapeIntervalSeconds = 5 }, Text((Echo, 0, 0)), Text((Echo, opened, 1)));
        Assert.Equal(opened / 2, data.Workloads.Single().MeanOpen, opened * 1e-9);
        Assert.Equal(2.5, data.Workloads.Single().LittlesLaw!.MeanLifetimeSeconds.Value, 1e-9);
    }

    [Fact]
    public void Scrapes_so_far_apart_that_no_calendar_has_their_times_are_refused()
    {
        InputException e = Assert.Throws<InputException>(
            () => Scrapes(new() { ScrapeIntervalSeconds = 1e12 }, Text((Echo, 1, 0)), Text((Echo, 2, 1))));
        Assert.Contains("is too long after the scrapes before it; say how far apart they are (--scrape-interval)", e.Message);
    }

    private static CounterData Read(string content) =>
        CounterFiles.Read(["-"], new() { StandardInput = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    private static CounterData Scrapes(CounterReadOptions options, params string[] scrapes) =>
        CounterFiles.Read(scrapes.Select((text, i) => Files.Temporary($"scrape{i}.txt", text)), options);

    private static string Text(params (string Labels, double Opened, double Closed)[] series) => string.Concat(series.Select(s =>
        $"istio_tcp_connections_opened_total{{{s.Labels}}} {s.Opened}\nistio_tcp_connections_closed_total{{{s.Labels}}} {s.Closed}\n"));

    private static string Json(params (string Counter, string Node, double?[] Values)[] series) =>
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + string.Join(',', series.Select(s =>
            $"{{\"metric\":{{\"__name__\":\"istio_tcp_connections_{s.Counter}_total\",\"reporter\":\"source\",\"node\":\"{s.Node}\",\"destination_service\":\"echo.default.svc.cluster.local\"}},\"values\":["
            + string.Join(',', s.Values.Select((v, i) => (v, i)).Where(p => p.v is not null).Select(p => $"[{1000 + 60 * p.i},\"{p.v}\"]"))
                + "]}")) + "]}}";
}
