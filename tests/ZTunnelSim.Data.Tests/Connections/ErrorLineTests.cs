namespace ZTunnelSim.Data.Tests;

/// <summary>
/// Which lines with an error tell of a connection, and how it ended. The genuine lines are labelled with what was done to
/// ztunnel, so that the right answer does not come from their texts.
/// </summary>
public class ErrorLineTests
{
    private const string Line =
        "2026-11-20T08:00:00.5Z\terror\taccess\tconnection complete\tsrc.addr=10.0.0.1:1 src.workload=\"a\" src.namespace=\"x\" "
            + "dst.addr=10.0.0.2:80 direction=\"outbound\" ";

    public static TheoryData<string, string, object> Attempts => new()
    {
        { "rbac deny hbone (port 9999)", "A-g0", SkipReason.HttpStatus },
        { "rbac deny hbone (port 9999)", "B-g0", SkipReason.RejectedByPolicy },
        { "rbac deny hbone (client identity)", "A-g0", SkipReason.HttpStatus },
        { "rbac deny hbone (client identity)", "B-g0", SkipReason.RejectedByPolicy },
        { "rbac deny inbound plaintext (port 9999)", "B-g0", SkipReason.RejectedByPolicy },
        { "destination refuses: outbound passthrough, closed port", "A-g0", SkipReason.Refused },
        { "destination refuses: hbone, closed port behind server-side ztunnel", "A-g0", SkipReason.HttpStatus },
        { "destination refuses: hbone, closed port behind server-side ztunnel", "B-g0", SkipReason.Refused },
        { "destination refuses: inbound plaintext, closed port", "B-g0", SkipReason.Refused },
        { "destination in mesh config as HBONE but nothing listens on 15008", "A-g0", SkipReason.Refused },
        { "destination unknown ip, no host (arp fails), outbound passthrough", "A-g0", SkipReason.Unroutable },
        { "destination HBONE workload without host (arp fails)", "A-g0", SkipReason.Unroutable },
        { "destination drops SYN, outbound passthrough (timeout)", "A-g0", SkipReason.TimedOut },
        { "destination drops SYN on 15008, hbone (timeout)", "A-g0", SkipReason.TimedOut },
        { "new hbone connection while the server node has no ztunnel", "A-g1", SkipReason.Refused },
        { "service without endpoints", "A-g0", SkipReason.ConnectionDenied },
        { "client pod not known in xds (outbound)", "A-g0", SkipReason.ConnectionDenied },
        { "server pod not known in xds (inbound plaintext)", "A-g0", SkipReason.ConnectionDenied },
        { "plaintext sent straight to 15008", "B-g0", SkipReason.ConnectionDenied },
        { "straight to 15006 from outside", "B-g0", SkipReason.ConnectionDenied },
        { "straight to 15001 from outside", "B-g0", SkipReason.ConnectionDenied },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public void What_never_was_a_connection_is_counted_by_its_kind(string what, string process, object kind)
    {
        ConnectionData data = Given.Read(Log(what, process));

        Assert.Empty(data.Workloads);
        Assert.Equal((0, 2), (data.Report.Connections, data.Report.FailedAttempts));
        Assert.Equal(2, data.Report.SkippedByReason.Single(s => s.Reason == (SkipReason)kind).Count);
        Assert.True(((SkipReason)kind).IsFailedAttempt());
    }

    [Theory]
    [InlineData("ok outbound passthrough", "A-g0")]
    [InlineData("ok hbone", "A-g0")]
    [InlineData("ok hbone", "B-g0")]
    [InlineData("ok hbone via service vip", "A-g0")]
    [InlineData("ok inbound plaintext", "B-g0")]
    [InlineData("client resets midway: outbound passthrough", "A-g0")]
    [InlineData("client resets midway: hbone", "A-g0")]
    [InlineData("client resets midway: hbone", "B-g0")]
    [InlineData("client resets midway: inbound plaintext", "B-g0")]
    [InlineData("server resets midway: outbound passthrough", "A-g0")]
    [InlineData("server resets midway: hbone", "A-g0")]
    [InlineData("server resets midway: hbone", "B-g0")]
    [InlineData("server resets midway: inbound plaintext", "B-g0")]
    [InlineData("server-side process SIGKILLed midway", "A-g1")]
    public void What_lived_and_ended_is_a_connection_that_ended(string what, string process)
    {
        List<ConnectionRecord> records = Given.Records(Log(what, process));

        Assert.Equal(2, records.Count);
        Assert.All(records, r => Assert.False(r.IsCensored));
    }

    [Theory]
    [InlineData("forced shutdown of the client-side process A", "A-g0", 6, true)]
    [InlineData("forced shutdown of the client-side process A", "B-g0", 2, false)]
    [InlineData("forced shutdown of the server-side process B", "B-g0", 2, true)]
    public void What_a_drain_cut_is_censored_on_both_sides_and_killed_on_its_own(string what, string process, int connections, bool own)
    {
        List<ConnectionRecord> records = Given.Records(Log(what, process));

        Assert.Equal(connections, records.Count);
        Assert.All(records, r => Assert.Equal((true, own), (r.IsCensored, r.KilledByDrain)));
    }

    [Fact]
    public void All_genuine_lines_are_understood_strictly_a_processs_configuration_too()
    {
        foreach (string process in Cases.ErrorLines.Select(l => l.Process).Distinct())
        {
            ConnectionReadReport report = Given.Read(Log("", process), new() { Strict = true }).Report;
            Assert.Equal(0, report.NotUnderstood);
            Given.EveryLineIsAccountedFor(report);
        }
        ConnectionReadReport start = Given.Read(Log("startup, ready and drain lines", "A-g0"), new() { Strict = true }).Report;
        Assert.Equal(0, start.Connections);
        Assert.InRange(start.SkippedByReason.Single(s => s.Reason == SkipReason.Configuration).Count, 111, 112);
        Assert.Equal((null, null), (start.Windows[0].First, start.Windows[0].Last));
    }

    [Fact]
    public void A_genuine_server_sides_log_tells_its_own_cuts_from_those_of_the_other_side()
    {
        ConnectionData data = ConnectionFiles.Read(Cases.ServerDrain, new() { Strict = true });
        // Recorded at the client: the server's ztunnel cut 58 (14 of them without the drain's own text), the client's 68.
        Assert.Equal((900, 58, 68), (data.Report.Connections, data.Report.KilledByDrain, data.Report.CutWithTunnel));
        Assert.Equal((126, 0, 0), (data.Report.Censored, data.Report.EndedWithPod, data.Report.CutAtItsWord));
        Assert.Equal(0, data.Report.NotUnderstood);
    }

    [Fact]
    public void A_log_with_failed_attempts_tells_the_same_as_without()
    {
        ConnectionData with = ConnectionFiles.Read(Cases.Path("c18-errors.log")), without = ConnectionFiles.Read(
            Cases.Path("c18-clean.log"));

        Assert.Equal(without.Workloads[0].Observations, with.Workloads[0].Observations);
        Assert.Equal((176, 400, 224), (with.Report.Connections, with.Report.Lines, with.Report.FailedAttempts));
        Assert.Equal(
            [(SkipReason.RejectedByPolicy, 45L), (SkipReason.Refused, 44L), (SkipReason.HttpStatus, 90L),
                (SkipReason.FailedOtherwise, 45L)],
            with.Report.SkippedByReason.Select(s => (s.Reason, s.Count)));
    }

    // Texts of the established phase, which have a prefix of their own, are ends even where no byte went either way.
    [Theory]
    [InlineData("send: io error: Connection reset by peer (os error 104)")]
    [InlineData("receive: io error: Connection reset by peer (os error 104)")]
    [InlineData("receive: Connection reset by peer (os error 104)")]
    [InlineData("while closing connection: send: io error: Broken pipe (os error 32)")]
    [InlineData("destination disconnected before all data was written")]
    [InlineData("client disconnected before all data was written")]
    [InlineData("connection closed due to policy change")]
    [InlineData("receive: io error: Connection timed out (os error 110)")]
    public void Errors_of_an_established_connection_are_ends_even_without_a_byte(string error) =>
        EndsAs(error, bytes: 0, isConnection: true, isCensored: false);

    [Theory]
    [InlineData("io error: Connection reset by peer (os error 104)")]
    [InlineData("h2 failed: stream error sent by user: unexpected internal error encountered")]
    [InlineData("io error: unexpected end of file")]
    [InlineData("http status: 503 Service Unavailable")]
    public void Other_errors_are_ends_only_where_bytes_went(string error)
    {
        EndsAs(error, bytes: 0, isConnection: false, isCensored: false);
        EndsAs(error, bytes: 76, isConnection: true, isCensored: false);
    }

    [Theory]
    [InlineData("while closing connection: receive: io error: broken pipe")]
    [InlineData("while closing connection: receive: io error: stream closed because of a broken pipe")]
    [InlineData("connection closed due to connection drain")]
    [InlineData("connection failed to drain within the timeout")]
    public void Cuts_are_censored_even_without_a_byte(string error) => EndsAs(error, bytes: 0, isConnection: true, isCensored: true);

    private static void EndsAs(string error, int bytes, bool isConnection, bool isCensored)
    {
        string text = $"{Line}bytes_sent={bytes} bytes_recv=0 duration=\"5000ms\" error=\"{error}\"\n";
        string json = $$"""{"level":"error","time":"2026-11-20T08:00:00.5Z","scope":"access","message":"connection complete","src.addr":"10.0.0.1:1","direction":"outbound","bytes_sent":{{bytes}},"bytes_recv":0,"duration":"5000ms","error":"{{error}}"}""";
        foreach (string line in new[] { text, json })
        {
            List<ConnectionRecord> records = Given.Records(line);
            Assert.Equal(isConnection ? 1 : 0, records.Count);
            Assert.All(records, r => Assert.Equal((5.0, isCensored), (r.DurationSeconds, r.IsCensored)));
        }
    }

    private static string Log(string what, string process) => string.Join('\n', Cases.ErrorLines
        .Where(l =>
            (l.Case == what || what.Length == 0 || (what.Length > 25 && l.Case.StartsWith(what, StringComparison.Ordinal)))
                && l.Process == process)
        .Select(l => l.Line));
}
