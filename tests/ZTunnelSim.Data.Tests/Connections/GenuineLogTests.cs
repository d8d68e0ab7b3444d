namespace ZTunnelSim.Data.Tests;

public class GenuineLogTests
{
    [Fact]
    public void Old_prefix_with_colon_is_read()
    {
        ConnectionRecord record = Given.Record(Given.GenuineLines[0]);

        Assert.Equal(0.013, record.DurationSeconds);
        Assert.Equal(DateTimeOffset.Parse("2024-04-11T15:38:42.182974Z"), record.End);
        Assert.Equal(record.End - TimeSpan.FromMilliseconds(13), record.Start);
        Assert.Equal(ConnectionDirection.Outbound, record.Direction);
        Assert.Equal("shell-6d8bcd654d-t88gp", record.SourceWorkload);
        Assert.Equal("default", record.SourceNamespace);
        Assert.Equal("echo.default.svc.cluster.local", record.Service);
        Assert.Null(record.DestinationWorkload);
        Assert.False(record.IsCensored);
        Assert.False(record.KilledByDrain);
    }

    [Fact]
    public void Blank_separated_prefix_is_read()
    {
        ConnectionRecord record = Given.Record(Given.GenuineLines[1]);

        Assert.Equal(0.015, record.DurationSeconds);
        Assert.Equal("details-v1-857849f66-ft8wx", record.DestinationWorkload);
        Assert.Equal("default", record.DestinationNamespace);
    }

    [Fact]
    public void Pod_prefix_is_taken_off_and_names_the_window()
    {
        ConnectionData data = Given.Read(Given.GenuineLines[2]);

        ObservationWindow window = Assert.Single(data.Report.Windows);
        Assert.Equal("pod/ztunnel-qfrmt/istio-proxy", window.Pod);
        Assert.Equal(1, window.Connections);
        Assert.Equal(DateTimeOffset.Parse("2026-02-27T17:16:04.922336Z"), window.First);
        Assert.Equal("details.bookinfo-backends", Assert.Single(data.Workloads).Workload);
    }

    [Fact]
    public void Connections_out_of_the_mesh_have_no_destination_name()
    {
        ConnectionRecord record = Given.Record(Given.GenuineLines[3]);

        Assert.Equal(1187.524, record.DurationSeconds);
        Assert.Null(record.Service);
        Assert.Null(record.DestinationWorkload);
        Assert.Equal("unknown", Given.Read(Given.GenuineLines[3]).Workloads[0].Workload);
        Assert.Equal(
            "prometheus-prometheus-kube-prometheus-prometheus.prometheus",
            Given.Read(Given.GenuineLines[4], new() { Grouping = ConnectionGrouping.SourceWorkload }).Workloads[0].Workload);
    }

    [Fact]
    public void An_error_without_a_byte_is_an_attempt_that_failed_and_one_with_bytes_an_end()
    {
        ConnectionData data = Given.Read(Given.GenuineLines[5]);
        Assert.Empty(data.Workloads);
        Assert.Equal((SkipReason.HttpStatus, 1L), (data.Report.SkippedByReason[0].Reason, data.Report.FailedAttempts));

        ConnectionRecord lived = Given.Record(Given.GenuineLines[5].Replace("bytes_recv=0", "bytes_recv=1", StringComparison.Ordinal));
        Assert.Equal((0.001, false), (lived.DurationSeconds, lived.IsCensored));
    }

    [Fact]
    public void Http_requests_are_skipped_and_counted()
    {
        ConnectionData data = Given.Read(Given.GenuineLines[6]);

        Assert.Empty(data.Workloads);
        SkippedLines skipped = Assert.Single(data.Report.SkippedByReason);
        Assert.Equal((SkipReason.HttpRequest, 1L), (skipped.Reason, skipped.Count));
    }

    [Fact]
    public void The_whole_file_is_understood_even_strictly()
    {
        ConnectionData data = ConnectionFiles.Read(Given.GenuineLog, new() { Strict = true });

        Assert.Equal(7, data.Report.Lines);
        Assert.Equal(5, data.Report.Connections);
        Assert.Equal(0, data.Report.NotUnderstood);
        Assert.Equal(ConnectionDirection.Outbound, data.Direction);
        Assert.Equal(ConnectionFormat.AccessLog, data.Report.Files[0].Format);
        Given.EveryLineIsAccountedFor(data.Report);
        Assert.Equal(
            ["details.bookinfo-backends", "details.default", "echo.default", "unknown"],
            data.Workloads.Select(w => w.Workload));
    }
}
