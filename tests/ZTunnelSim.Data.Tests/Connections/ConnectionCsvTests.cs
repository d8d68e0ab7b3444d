namespace ZTunnelSim.Data.Tests;

public class ConnectionCsvTests
{
    [Theory]
    [InlineData("duration_ms", "1500")]
    [InlineData("duration_s", "1.5")]
    [InlineData("duration (ms)", "1500")]
    [InlineData("Duration[seconds]", "1.5")]
    [InlineData("lifetime_us", "1500000")]
    [InlineData("elapsed_min", "0.025")]
    [InlineData("duration", "1500ms")]
    [InlineData("duration", "1.5s")]
    [InlineData("duration_ms", "1500ms")]
    [InlineData("duration_s", "1.5e0")]
    public void Durations_are_read_in_their_unit(string header, string value) =>
        Assert.Equal(1.5, Given.Record($"{header}\n{value}\n").DurationSeconds, 12);

    [Fact]
    public void A_bare_duration_without_any_unit_is_an_error()
    {
        InputException e = Given.Rejected("workload,duration\nweb,15\n");

        Assert.Equal(("-", 2, "duration"), (e.File, e.Line, e.Key));
        Assert.Contains("'15' has no unit", e.Message);
        Assert.Contains("duration_ms", e.Message);
    }

    [Fact]
    public void A_unit_given_by_option_is_used() => Assert.Equal(
        0.015,
        Given.Read("duration\n15\n", new() { Csv = new() { DurationUnit = "ms" } }).Lifetimes()[0].Seconds);

    [Fact]
    public void A_unit_given_twice_and_differently_is_an_error()
    {
        InputException e = Given.Rejected("duration_s\n15\n", new() { Csv = new() { DurationUnit = "ms" } });

        Assert.Equal(("-", 1, "duration_s"), (e.File, e.Line, e.Key));
    }

    [Fact]
    public void An_unknown_unit_is_an_error() =>
        Assert.Contains("'w' is no unit", Given.Rejected("duration\n15\n", new() { Csv = new() { DurationUnit = "w" } }).Message);

    [Theory]
    [InlineData("2024-04-11T15:00:00Z", "2024-04-11T15:00:01.5Z")]
    [InlineData("2024-04-11T17:00:00+02:00", "2024-04-11 15:00:01.5")]
    [InlineData("1712847600", "1712847601.5")]
    [InlineData("1712847600000", "1712847601500")]
    public void Start_and_end_give_the_duration(string start, string end)
    {
        ConnectionRecord record = Given.Record($"start,end,service\n{start},{end},web\n");

        Assert.Equal(1.5, record.DurationSeconds, 9);
        Assert.Equal(DateTimeOffset.Parse("2024-04-11T15:00:00Z"), record.Start);
        Assert.Equal("web", record.Service);
    }

    [Fact]
    public void Censored_entry_and_workload_columns_are_read()
    {
        ConnectionData data = Given.Read("workload;duration_s;censored;entry_s\nweb;10;no;0\nweb;20;yes;5\ndb;30;;\n");

        Assert.Equal(["db", "web"], data.Workloads.Select(w => w.Workload));
        Assert.Equal(
            [new LifetimeObservation(10), new LifetimeObservation(20, isCensored: true, entrySeconds: 5)],
            data.Lifetimes("web"));
        Assert.Equal([new LifetimeObservation(30)], data.Lifetimes("db"));
        Assert.Equal((1L, 1L), (data.Report.Censored, data.Report.EnteredLate));
    }

    [Fact]
    public void Observed_is_the_opposite_of_censored() => Assert.Equal(
        [true, false], Given.Records("duration_s,event\n1,0\n2,1\n").Select(r => r.IsCensored));

    [Fact]
    public void Connections_without_an_end_are_open_at_the_time_of_the_table()
    {
        const string Text = "start,end\n2024-01-01T00:00:00Z,\n2024-01-01T00:00:00Z,2024-01-01T00:00:02Z\n";

        Assert.Equal(SkipReason.NoDuration, Given.Read(Text).Report.SkippedByReason[1].Reason);
        ConnectionReadOptions options = new() { Csv = new() { ObservedUntil = DateTimeOffset.Parse("2024-01-01T01:00:00Z") } };
        Assert.Equal(
            [new LifetimeObservation(3600, isCensored: true), new LifetimeObservation(2)],
            Given.Read(Text, options).Lifetimes());
    }

    [Theory]
    [InlineData("duration_s", "-1", SkipReason.BadDuration)]
    [InlineData("duration_s", "NaN", SkipReason.BadDuration)]
    [InlineData("duration_s", "inf", SkipReason.BadDuration)]
    [InlineData("duration_s", "Infinity", SkipReason.BadDuration)]
    [InlineData("duration_s", "1e300", SkipReason.BadDuration)]
    [InlineData("duration_s", "15ms", SkipReason.BadDuration)]
    [InlineData("duration_s", "1,5", SkipReason.UnknownForm)]
    [InlineData("duration_s", "abc", SkipReason.BadDuration)]
    [InlineData("duration_s,censored", "1,maybe", SkipReason.BadValue)]
    [InlineData("duration_s,entry_s", "1,2", SkipReason.BadValue)]
    [InlineData("duration_s,direction", "1,sideways", SkipReason.BadValue)]
    [InlineData("start,end", "5,4", SkipReason.BadTime)]
    [InlineData("start,end", "yesterday,today", SkipReason.BadTime)]
    [InlineData("start,end", "NaN,1", SkipReason.BadTime)]
    [InlineData("start,end,duration_s", "1712847600,1712847700,100000", SkipReason.BadDuration)]
    [InlineData("duration_s,workload", "1,\"web", SkipReason.UnknownForm)]
    [InlineData("duration_s,workload", "1,we\"b", SkipReason.UnknownForm)]
    public void Bad_rows_are_counted_with_their_line_and_strictly_are_errors(string header, string row, object reason)
    {
        string text = $"{header}\n{row}\n";
        ConnectionData data = Given.Read(text);

        SkippedLines skipped = Assert.Single(data.Report.SkippedByReason, s => !s.Reason.IsExpected());
        Assert.Equal((reason, 1L), (skipped.Reason, skipped.Count));
        Assert.Equal((2L, row), (skipped.Examples[0].Line, skipped.Examples[0].Text));
        Given.EveryLineIsAccountedFor(data.Report);

        InputException e = Given.Rejected(text, new() { Strict = true });
        Assert.Equal(("-", 2), (e.File, e.Line));
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_header_without_durations_is_an_error_that_lists_it()
    {
        InputException e = Given.Rejected("workload,bytes\nweb,1\n");

        Assert.Equal(1, e.Line);
        Assert.Contains("it has workload, bytes", e.Message);
    }

    [Fact]
    public void Two_columns_for_one_thing_are_an_error() =>
        Assert.Contains("'duration_s' and 'lifetime_s' both", Given.Rejected("duration_s,lifetime_s\n1,2\n").Message);

    [Fact]
    public void Columns_can_be_named_by_option()
    {
        ConnectionReadOptions options = new()
        {
            Format = ConnectionFormat.Csv,
            Csv = new() { DurationColumn = "t", DurationUnit = "s", WorkloadColumn = "who" },
        };

        Assert.Equal(7, Given.Read("who,t,duration_s\nweb,7,9\n", options).Lifetimes("web")[0].Seconds);
        Assert.Contains("no column 't'", Given.Rejected("who,x\nweb,7\n", options).Message);
    }

    [Fact]
    public void Unused_columns_are_noted() =>
        Assert.Contains("bytes, port", Assert.Single(Given.Read("duration_s,bytes,port\n1,2,3\n").Report.Notes));

    [Fact]
    public void An_open_quotation_mark_does_not_swallow_the_lines_after_it() =>
        Assert.Equal(1, Given.Read("duration_s,workload\n1,\"web\n2,db\n").Report.Connections);

    [Fact]
    public void Blank_rows_CRLF_and_a_byte_order_mark_are_harmless()
    {
        ConnectionData data = Given.Read("\uFEFFduration_s,workload\r\n1,web\r\n\r\n2,web");

        Assert.Equal(4, data.Report.Lines);
        Assert.Equal(2, data.Report.Connections);
        Assert.Equal(0, data.Report.NotUnderstood);
    }
}
