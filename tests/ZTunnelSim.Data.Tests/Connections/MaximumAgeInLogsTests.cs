namespace ZTunnelSim.Data.Tests;

/// <summary>A maximum age in ztunnel's own lines, and what looks like one and is none.</summary>
public class MaximumAgeInLogsTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData(" error=\"receive: io error: Connection timed out (os error 110)\"", false)]
    [InlineData(" error=\"connection closed due to connection drain\"", false)]
    [InlineData(" error=\"connection failed to drain within the timeout\"", false)]
    public void Only_what_ended_without_another_reason_tells_of_a_maximum_age(string error, bool isFound)
    {
        Random random = new(11);
        string[] lines =
        [
            .. Enumerable.Range(0, 1060).Select(_ => -900 * Math.Log(1 - random.NextDouble()))
                .Select(life => life < 1800 ? Line(life, "") : Line(1800 + 0.05 * random.NextDouble(), error)),
        ];
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "ztunnel.log");
        File.WriteAllLines(path, lines);
        WorkloadLifetimes lifetimes = ConnectionFiles.Read([path], new(), TestContext.Current.CancellationToken).Workloads.Single();
        Assert.Equal(1060, lifetimes.Count);
        Assert.Equal(isFound, lifetimes.Fit().Law is AgeLimitedLaw);
    }

    [Fact]
    public void The_examples_have_none()
    {
        foreach (string log in Directory.GetFiles(Path.GetDirectoryName(Files.Example)!, "*.log"))
        {
            ConnectionData data = ConnectionFiles.Read([log], new(), TestContext.Current.CancellationToken);
            Assert.All(data.Workloads, w => Assert.False(w.Fit().Law is AgeLimitedLaw, $"{log}: {w.Workload}"));
        }
    }

    private static string Line(double seconds, string error) =>
        $"2026-11-20T08:00:00.5Z\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.1:{Port++} src.workload=\"a\" src.namespace=\"x\" "
        + "dst.addr=10.0.0.2:80 dst.service=\"db.x\" dst.workload=\"b\" dst.namespace=\"x\" direction=\"outbound\" bytes_sent=10 "
        + FormattableString.Invariant($"bytes_recv=20 duration=\"{1000 * seconds:0}ms\"{error}");

    private static int Port { get; set; } = 1024;
}
