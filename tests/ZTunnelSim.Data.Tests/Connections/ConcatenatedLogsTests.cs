using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// kubectl prints the logs of several pods one after the other, and without --prefix no line says whose it is: where time goes back the next
/// log begins.
/// </summary>
public class ConcatenatedLogsTests
{
    private const int PerLog = 200;

    /// <summary>One log of an hour, in order; its client is on the node of its own.</summary>
    private static string[] Log(int node, double secondsApart = 18, int begin = 0) => [.. Enumerable.Range(0, PerLog).Select(i =>
        new DateTime(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc).AddSeconds(begin + i * secondsApart).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        + $"\tinfo\taccess\tconnection complete\tsrc.addr=10.{node}.0.1:{i} src.workload=\"client-{node}\" src.namespace=\"a\" dst.service=\"echo.a.svc.cluster.local\" "
        + $"dst.workload=\"echo-{(node + 1) % 3}\" dst.namespace=\"a\" direction=\"outbound\" duration=\"{100 + i}ms\"")];

    private static ConnectionData Read(params IEnumerable<string> lines) => Given.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

    [Fact]
    public void Each_log_counts_as_a_ztunnel_of_its_own()
    {
        ConnectionData one = Read(Log(0)), three = Read([.. Log(0), .. Log(1), .. Log(2)]);
        Assert.Equal(1, one.Traffic.ZTunnels);
        Assert.Equal(3, three.Traffic.ZTunnels);
        Assert.Equal(3 * one.Traffic.ZTunnelSeconds!.Value, three.Traffic.ZTunnelSeconds!.Value, 1e-6);
        Assert.Equal(3 * PerLog, three.Connections);
        Assert.Equal(3, three.Report.ZTunnels);
    }

    /// <summary>Their servers' ztunnels are known to be others, so that a connection crosses two nodes.</summary>
    [Fact]
    public void A_connection_between_two_of_them_crosses_both()
    {
        string[] Both(int node) => [.. Log(node).Zip(Log((node + 2) % 3), (mine, other) => new[] { mine, other.Replace("outbound", "inbound") }).SelectMany(l => l)];
        WorkloadTraffic traffic = Assert.Single(Read([.. Both(0), .. Both(1), .. Both(2)]).Traffic.Workloads);
        Assert.Equal((3 * PerLog, 3 * PerLog, 0), (traffic.Outbound, traffic.Inbound, traffic.OnOneNode));
        Assert.Equal(6 * PerLog, traffic.Crossings);
    }

    [Fact]
    public void What_is_out_of_order_otherwise_is_one_log()
    {
        string[] log = Log(0);
        // The newest first, as Loki prints it.
        Assert.Equal(1, Read(log.Reverse()).Traffic.ZTunnels);
        // In no order at all.
        Random random = new(5);
        Assert.Equal(1, Read(log.OrderBy(_ => random.Next())).Traffic.ZTunnels);
        // Lines of one log are out of order by a little.
        Assert.Equal(1, Read(log.Chunk(3).SelectMany(three => three.Reverse())).Traffic.ZTunnels);
        // The same lines again, as of overlapping --since windows.
        Assert.Equal(1, Read([.. log, .. log[50..], .. Log(0, begin: 3600)[..50]]).Traffic.ZTunnels);
    }

    /// <summary>The log of a process before it and that of the one after it, in whatever order, are of one node.</summary>
    [Fact]
    public void Logs_that_follow_each_other_in_time_are_of_one_ztunnel() =>
        Assert.Equal(1, Read([.. Log(0, begin: 4000), .. Log(0)]).Traffic.ZTunnels);
}
