using System.IO.Compression;
using System.Text;
using FsCheck.Xunit;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Tests.Support;
using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Data.Tests.Connections;

public class AccessLogReaderTests
{
    private const string Line = "2024-04-11T15:38:42.182974Z  INFO access: connection complete dst.addr=10.0.0.1:80 dst.service=\"echo.default.svc.cluster.local\" direction=\"outbound\" duration=\"13ms\"";

    [Fact]
    public void Genuine_lines_of_every_spelling_are_read()
    {
        ConnectionLog log = AccessLogReader.Read(Files.GenuineLog);
        Assert.Equal(7, log.Report.Lines);
        Assert.Equal(6, log.Report.Connections);
        SkippedLines http = Assert.Single(log.Report.Skipped);
        Assert.Equal((1L, 7L), (http.Count, http.FirstLines[0]));
        Assert.Contains("HTTP", http.Reason);
        Assert.Equal(
            ["172.18.0.4:10250", "details.bookinfo-backends", "details.default", "echo.default", "kubeflow-pipelines-profile-controller.kubeflow"],
            log.Services.Select(s => s.Name));
        Assert.Equal([0.013], log.Find("echo.default")!.Outbound.Select(o => o.Seconds));
        Assert.Equal([0.015], log.Find("details.default")!.Outbound.Select(o => o.Seconds));
        Assert.Equal([1187.524, 1185.155], log.Find("172.18.0.4:10250")!.Outbound.Select(o => o.Seconds));
        // An HTTP status is an end like any other; only a drain cuts a connection short.
        Assert.False(log.Find("kubeflow-pipelines-profile-controller.kubeflow")!.Outbound[0].IsCensored);
    }

    [Theory]
    [InlineData("connection closed due to connection drain", true)]
    [InlineData("connection failed to drain within the timeout", true)]
    [InlineData("http status: 401 Unauthorized", false)]
    [InlineData("a \\\"quoted\\\" word", false)]
    public void Connections_that_a_drain_killed_are_censored(string error, bool censored) =>
        Assert.Equal(new LifetimeObservation(0.013, censored), ReadOne($"{Line} error=\"{error}\""));

    [Theory]
    [InlineData("13ms", 0.013)]
    [InlineData("0ms", 0)]
    [InlineData("2s", 2)]
    [InlineData("1.5s", 1.5)]
    [InlineData("250us", 0.00025)]
    public void Durations_are_read_with_their_unit(string duration, double seconds) =>
        Assert.Equal(seconds, ReadOne(Line.Replace("13ms", duration)).Seconds, 1e-12);

    [Theory]
    [InlineData("13")]
    [InlineData("13 ms")]
    [InlineData("-13ms")]
    [InlineData("NaNms")]
    [InlineData("1e999s")]
    [InlineData("13mss")]
    [InlineData("")]
    public void What_is_no_duration_is_counted_not_guessed(string duration)
    {
        ConnectionLog log = Read(Line.Replace("13ms", duration));
        Assert.Equal(0, log.Report.Connections);
        Assert.Equal(1, Assert.Single(log.Report.Skipped).Count);
    }

    [Fact]
    public void Bare_values_and_missing_fields_are_no_trouble()
    {
        ConnectionLog log = Read("t info access connection complete dst.workload=pay dst.namespace=shop direction=inbound duration=7ms\r\n");
        Assert.Equal([0.007], log.Find("pay.shop")!.Inbound.Select(o => o.Seconds));
    }

    [Fact]
    public void Both_ends_of_a_connection_count_once()
    {
        ServiceConnections service = Read($"{Line}\n{Line.Replace("outbound", "inbound")}\n").Find("echo.default")!;
        Assert.Equal((1, 1, 1, "outbound"), (service.Outbound.Count, service.Inbound.Count, service.OneSide.Count, service.OneSideName));
    }

    [Fact]
    public void Gzip_is_told_by_its_first_bytes()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes($"{Line}\n{Line}"));
        Assert.Equal(2, AccessLogReader.Read(Files.Temporary("log.txt", packed.ToArray())).Report.Connections);

        byte[] cut = packed.ToArray()[..^12];
        InputException e = Assert.Throws<InputException>(() => AccessLogReader.Read(Files.Temporary("log.gz", [.. cut[..20], 0xff, 0xff, 0xff, .. cut[20..]])));
        Assert.Contains("can't be read on", e.Message);
    }

    [Fact]
    public void Lines_longer_than_a_megabyte_are_counted_and_what_follows_is_read()
    {
        ConnectionLog log = Read($"{Line}\n{new string('x', 3_000_000)}\n{Line}\n");
        Assert.Equal((3L, 2L), (log.Report.Lines, log.Report.Connections));
    }

    [Fact]
    public void Mutated_genuine_lines_are_read_or_counted_but_never_crash()
    {
        byte[][] genuine = [.. File.ReadAllLines(Files.GenuineLog).Select(Encoding.UTF8.GetBytes)];
        Random random = new(20261124);
        using MemoryStream all = new();
        const int Mutants = 20_000;
        for (int i = 0; i < Mutants; i++)
        {
            byte[] line = [.. genuine[i % genuine.Length]];
            for (int m = 0; m <= i % 5; m++) line[random.Next(line.Length)] = (byte)random.Next(256);
            all.Write(line.AsSpan(0, i % 7 == 0 ? random.Next(line.Length) : line.Length));
            all.WriteByte((byte)'\n');
        }
        AssertAccounted(all.ToArray());
    }

    [Property(MaxTest = 300)]
    public void Random_bytes_are_counted_but_never_crash(byte[] bytes) => AssertAccounted(bytes ?? []);

    private static void AssertAccounted(byte[] content)
    {
        string path = Files.Temporary("fuzz.log", content is [0x1f, 0x8b, ..] ? [0, .. content] : content);
        ConnectionReadReport report = AccessLogReader.Read(path).Report;
        Assert.Equal(report.Lines, report.Connections + report.Skipped.Sum(s => s.Count));
        int newlines = content.Count(b => b == '\n');
        Assert.InRange(report.Lines, newlines, newlines + 1);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static LifetimeObservation ReadOne(string text) => Assert.Single(Assert.Single(Read(text).Services).OneSide);

    private static ConnectionLog Read(string text) => AccessLogReader.Read(Files.Temporary("access.log", text));
}
