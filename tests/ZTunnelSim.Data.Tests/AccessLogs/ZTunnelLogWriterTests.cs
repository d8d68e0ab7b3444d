using System.Text;

namespace ZTunnelSim.Data.Tests;

public class ZTunnelLogWriterTests
{
    private static readonly ReplacementTiming Quick = new(new Constant(5), new Constant(1), new Constant(1));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_connection_that_ended_is_one_line_and_the_strict_reader_takes_them_all(bool json)
    {
        RolloutResult result = Run(new Lognormal(5, 1), json ? 2UL : 1UL);
        List<ConnectionRecord> records = [];
        ConnectionReadReport report = RecordVisitor.Visit(records.Add, Given(result, new() { Json = json }));

        Assert.Equal(result.Ledger!.Value.Completed + result.Ledger.Value.Reset, records.Count);
        Assert.Equal(result.Resets.Total, records.Count(r => r.KilledByDrain));
        Assert.Equal(0, report.Skipped);
        // The old and the new pod of each node, and times that never run backwards.
        Assert.InRange(report.Windows.Count, 3, 6);
        Assert.Equal(records.Select(r => r.End), records.Select(r => r.End).Order());
        Assert.All(records, r => Assert.Equal(("chat.edge.svc.cluster.local", "edge"), (r.Service, r.DestinationNamespace)));
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes()
    {
        Assert.Equal(Bytes(Run(new Lognormal(5, 1), 7)), Bytes(Run(new Lognormal(5, 1), 7)));
    }

    [Fact]
    public void The_lines_are_of_the_form_that_ztunnel_writes()
    {
        string[] lines = Encoding.UTF8.GetString(Bytes(Run(new Lognormal(5, 1), 1))).TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Matches(
            @"^\[pod/ztunnel-[a-z0-9]{5}/istio-proxy\] 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\t(info|error)\taccess\tconnection complete\t"
            + @"src\.addr=[\d.]+:\d+ src\.workload=""chat-client-\w{9}-\w{5}"" .*direction=""outbound"" bytes_sent=\d+ bytes_recv=\d+ duration=""\d+ms""( error=""connection closed due to connection drain"")?$",
            line));
        Assert.All(lines, line => Assert.Equal(line.Contains("\terror\t"), line.Contains("error=")));
    }

    /// <summary>
    /// The whole point of the ages: lifetimes that end in a window are those of fresh connections, for any law, although many
    /// began before the trace did. One-sample Kolmogorov-Smirnov, level 1e-4 for each law.
    /// </summary>
    [Theory]
    [InlineData("lognormal")]
    [InlineData("lomax")]
    [InlineData("weibull")]
    [InlineData("uniform")]
    public void Durations_in_a_quiet_period_follow_the_law_of_fresh_connections(string name)
    {
        DurationLaw law = Law(name);
        // Not much longer than a lifetime: a third of the connections was open when it began.
        double seconds = 3 * law.MeanSeconds;
        Rollout rollout = Rollout.Of(Cluster.OfSize(2, Workload.Of("w", Traffic.OpenPerNode(2000), law)));
        RolloutResult quiet = ZTunnelLogWriter.SimulateQuiet(rollout, seconds, seed: 1, replication: 0);
        double[] durations =
            [.. TracedConnection.Of(quiet).Where(c => c.EndSeconds < seconds).Select(c => c.EndSeconds - c.StartSeconds).Order()];

        Assert.InRange(durations.Length, 10_000, 14_000);
        Assert.True(durations.Length > 10_000);
        Assert.True(TracedConnection.Of(quiet).Count(c => c.StartSeconds < 0) > 3_000);
        Assert.InRange(Distance(durations, u => 1 - law.Survival(u)), 0, 2.23 / Math.Sqrt(durations.Length));
    }

    /// <summary>A connection that is cut at r was found with an age of survival I(a + r) / I(r).</summary>
    [Fact]
    public void The_ages_of_connections_that_are_cut_follow_their_law()
    {
        DurationLaw law = new Lognormal(50, 1);
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.OpenPerNode(20_000), law))) with
        {
            GracePeriod = 20,
            Timing = Quick,
        };
        RolloutResult result = rollout.Simulate(3, new SimulationOptions { Engine = Engine.Events, Trace = true });
        double cut = result.Timelines[0].OldGoneAt;
        double[] ages = [.. TracedConnection.Of(result).Where(c => c.IsReset && c.StartSeconds < 0).Select(c => -c.StartSeconds).Order()];

        Assert.True(ages.Length > 5_000);
        Assert.InRange(Distance(ages, a => 1 - law.IntegratedTail(a + cut) / law.IntegratedTail(cut)), 0, 2.23 / Math.Sqrt(ages.Length));
    }

    [Fact]
    public void A_range_of_seconds_can_be_cut_out()
    {
        RolloutResult result = Run(new Lognormal(5, 1), 1);
        long all = ZTunnelLogWriter.Write(result, Stream.Null);
        long first = ZTunnelLogWriter.Write(result, Stream.Null, new() { ToSeconds = 10 });

        Assert.InRange(first, 1, all - 1);
        Assert.Equal(all - first, ZTunnelLogWriter.Write(result, Stream.Null, new() { FromSeconds = 10 }));
    }

    [Fact]
    public void A_run_without_a_trace_and_options_out_of_range_are_refused()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(1), new Exponential(1))));
        Assert.Contains(
            "SimulationOptions.Trace",
            Assert.Throws<ArgumentException>(() => ZTunnelLogWriter.Write(rollout.Simulate(1), Stream.Null)).Message);
        RolloutResult traced = Run(new Exponential(1), 1);
        Assert.Contains(
            "Direction",
            Assert.Throws<InputException>(
                () => ZTunnelLogWriter.Write(traced, Stream.Null, new() { Direction = ConnectionDirection.Unknown })).Message);
        Assert.Contains(
            "FromSeconds",
            Assert.Throws<InputException>(
                () => ZTunnelLogWriter.Write(traced, Stream.Null, new() { FromSeconds = 5, ToSeconds = 5 })).Message);
    }

    [Fact]
    public void Workloads_of_like_names_stay_apart()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            1, Workload.Of("My App", Traffic.PerNode(2), new Exponential(1)), Workload.Of("my-app", Traffic.PerNode(2), new Exponential(1)),
            Workload.Of("§", Traffic.PerNode(2), new Exponential(1))));
        RolloutResult result = rollout.Simulate(1, new SimulationOptions { Engine = Engine.Events, Trace = true });
        ConnectionData data = Tests.Given.Read(Bytes(result));

        Assert.Equal(["my-app-1.default", "my-app.default", "workload.default"], data.Workloads.Select(w => w.Workload));
    }

    private static RolloutResult Run(DurationLaw law, ulong seed) =>
        (Rollout.Of(Cluster.OfSize(3, Workload.Of("chat.edge", Traffic.OpenPerNode(40), law))) with
        {
            Timing = Quick,
            GracePeriod = 10,
        })
            .Simulate(seed, new SimulationOptions { Engine = Engine.Events, Trace = true });

    private static DurationLaw Law(string name) => name switch
    {
        "lognormal" => new Lognormal(5, 1.2),
        "lomax" => new Lomax(2.5, 60),
        "weibull" => new Weibull(0.6, 8),
        _ => new Uniform(2, 30),
    };

    private static byte[] Bytes(RolloutResult result)
    {
        using MemoryStream stream = new();
        ZTunnelLogWriter.Write(result, stream);
        return stream.ToArray();
    }

    private static ConnectionReadOptions Given(RolloutResult result, ZTunnelLogOptions options)
    {
        MemoryStream stream = new();
        ZTunnelLogWriter.Write(result, stream, options);
        stream.Position = 0;
        return new ConnectionReadOptions { Strict = true, StandardInput = stream };
    }

    private static double Distance(double[] sorted, Func<double, double> cdf)
    {
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double p = cdf(sorted[i]);
            distance = Math.Max(distance, Math.Max(p - (double)i / sorted.Length, (i + 1.0) / sorted.Length - p));
        }
        return distance;
    }
}
