namespace ZTunnelSim.Tests;

/// <summary>Parts of a study that are run apart and then taken together give what one run gives, bit for bit.</summary>
public class StudyPartsTests
{
    private static readonly GracePeriod[] Candidates = [5, 30, 120];

    private static readonly Rollout Example = Rollout.Of(Cluster.OfSize(
        6,
        Workload.Of("db", Traffic.PerNode(0.5), new Exponential(40)),
        Workload.Of("web", Traffic.PerNode(2), new Lognormal(3, 1.2)) with { Clients = ClientBehaviour.ReconnectsAtOnce }))
        .WithGracePeriod(30);

    public static TheoryData<int, int> Splits => new() { { 1, 1 }, { 1, 2 }, { 3, 1 }, { 3, 2 }, { 8, 1 }, { 8, 2 } };

    [Theory]
    [MemberData(nameof(Splits))]
    public void Of_a_sweep(int parts, int threads)
    {
        // Without a surge new connections are refused, too.
        Rollout rollout = Example with { Strategy = new RollingUpdate(maxSurge: 0, maxUnavailable: 1) };
        SweepOptions options = new() { Seed = 7, Replications = 20, Threads = threads };
        Records records = Records.Of(rollout.SweepReplications(Candidates, options), parts);
        string whole = rollout.Sweep(Candidates, options with { Threads = 1 }).ToJson();
        Assert.Equal(whole, rollout.Sweep(Candidates, options with { Records = records }).ToJson());
        Assert.NotEqual(whole, rollout.Sweep(Candidates, options with { Seed = 8 }).ToJson());
        Assert.Equal(20, records.Read);
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Of_a_sweep_that_stops_when_it_is_precise(int parts, int threads)
    {
        Rollout rollout = Example with { Cluster = Cluster.OfSize(6, Workload.Of("db", Traffic.PerNode(5), new Exponential(40))) };
        SweepOptions options = new() { Replications = 300, Precision = 0.04, Threads = threads };
        Records records = Records.Of(rollout.SweepReplications(Candidates, options), parts);
        SweepResult whole = rollout.Sweep(Candidates, options);
        // It stops before its end, though the parts know nothing of that.
        Assert.Equal(SweepEnd.PrecisionReached, whole.End);
        Assert.InRange(whole.Replications, 50, 250);
        Assert.Equal(whole.ToJson(), rollout.Sweep(Candidates, options with { Records = records }).ToJson());
        Assert.Equal((300, whole.Replications), (records.Count, records.Read));
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Of_a_comparison(int parts, int threads)
    {
        // With clients that come back, nodes that are not updated and why, and drained nodes: all that a run may tell.
        NamedStrategy[] strategies =
        [
            new("surge", Example), new("serial", Example with { Pacing = Pacing.OneNodeAtATime }),
            new("stuck", (Example with { Strategy = new RollingUpdate(maxSurge: 0, maxUnavailable: 1) })
                .WithNeverReady(Example.Cluster.Nodes[2].Name)),
        ];
        CompareOptions options = new() { Seed = 3, Replications = 10, Threads = threads };
        Records records = Records.Of(Compare.ReplicationsOf(strategies, options), parts);
        CompareResult whole = Compare.Run(strategies, options);
        Assert.Contains(whole.Strategies, s => s.WhyNotUpdated.Count > 0);
        Assert.Contains(whole.Strategies, s => s[Measure.SessionsReset].Mean > 0);
        Assert.Equal(whole.ToJson(), Compare.Run(strategies, options with { Records = records }).ToJson());
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Of_a_sensitivity(int parts, int threads)
    {
        SensitivityOptions options = new()
        {
            Seed = 5,
            Replications = 20,
            Threads = threads,
            Limits = new RolloutLimits { MaxResetShare = 0.2, MaxDurationSeconds = 900 },
        };
        Records records = Records.Of(Example.SensitivityReplications(options), parts);
        SensitivityResult whole = Example.Sensitivity(options);
        Assert.Equal(2 * whole.Inputs.Count + 1, records.Count);
        Assert.Contains(whole.Inputs, i => i.AtLow.GracePeriod != i.AtHigh.GracePeriod);
        Assert.Equal(whole.ToJson(), Example.Sensitivity(options with { Records = records }).ToJson());
    }

    [Fact]
    public void Every_replication_is_in_one_part_and_the_parts_are_about_equal()
    {
        foreach ((int replications, int parts) in new[] { (1, 1), (2, 8), (8, 8), (100, 7), (1000, 1000), (5, 3) })
        {
            Shard[] all = [.. Enumerable.Range(1, parts).Select(k => new Shard(k, parts))];
            Assert.Equal(
                Enumerable.Range(0, replications),
                all.SelectMany(s => Enumerable.Range(0, s.Count(replications)).Select(s.Replication)).Order());
            int[] counts = [.. all.Select(s => s.Count(replications))];
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }
    }

    [Theory]
    [InlineData("3/8", true)]
    [InlineData("1/1", true)]
    [InlineData("1000/1000", true)]
    [InlineData("0/8", false)]
    [InlineData("9/8", false)]
    [InlineData("1/1001", false)]
    [InlineData("1", false)]
    [InlineData("1/2/3", false)]
    [InlineData("-1/2", false)]
    [InlineData(" 1/2", false)]
    [InlineData("a/b", false)]
    public void A_part_is_k_of_n(string text, bool isOne)
    {
        Assert.Equal(isOne, Shard.TryParse(text, out Shard shard));
        if (isOne) Assert.Equal(text, $"{shard}");
    }

    [Fact]
    public void A_part_that_is_cancelled_is_none()
    {
        using CancellationTokenSource cancellation = new();
        StudyReplications study = Example.SweepReplications(Candidates, new SweepOptions { Replications = 50, Threads = 1 });
        Assert.Throws<OperationCanceledException>(() => study.RunPart(new(1, 2), (replication, _) =>
        {
            if (replication == 10) cancellation.Cancel();
        }, cancellation.Token));
    }

    [Fact]
    public void A_record_of_something_else_is_refused()
    {
        Rollout fewer = Example with { Cluster = Cluster.OfSize(6, Workload.Of("db", Traffic.PerNode(0.5), new Exponential(40))) };
        SweepOptions sweep = new() { Replications = 4 };
        Records ofSweep = Records.Of(Example.SweepReplications(Candidates, sweep), 1);
        Assert.Throws<FormatException>(() => fewer.Sweep(Candidates, sweep with { Records = ofSweep }));
        CompareOptions compare = new() { Replications = 4 };
        Records ofCompare = Records.Of(Compare.ReplicationsOf([new("a", Example)], compare), 1);
        Assert.Throws<FormatException>(() => Compare.Run([new("a", fewer)], compare with { Records = ofCompare }));
        Assert.Throws<FormatException>(() => Example.Sweep(Candidates, sweep with { Records = ofCompare.Anew() }));
        Assert.Throws<FormatException>(() => Example.Sensitivity(new() { Records = ofSweep.Anew() }));
        foreach (double none in new[] { -1, 0.5, double.NaN, 1e300 })
            Assert.Throws<FormatException>(() => new ReplicationRecord([none]).Counts(0, 1));
    }

    /// <summary>Parts that were run, kept in memory.</summary>
    private sealed class Records(ReplicationRecord?[] all) : IReplicationRecords
    {
        public int Count => all.Length;

        public int Read { get; private set; }

        public static Records Of(StudyReplications study, int parts)
        {
            ReplicationRecord?[] all = new ReplicationRecord?[study.Count];
            // The last part first: no part waits for another.
            foreach (int k in Enumerable.Range(1, parts).Reverse())
                study.RunPart(new(k, parts), (replication, record) => all[replication] = record, CancellationToken.None);
            return new(all);
        }

        public Records Anew() => new(all);

        T IReplicationRecords.Read<T>(int replication, Func<ReplicationRecord, T> read)
        {
            // Asked for in order, each once.
            Assert.Equal(Read++, replication);
            return read(all[replication]!);
        }
    }
}
