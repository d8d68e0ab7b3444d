namespace ZTunnelSim.Tests;

/// <summary>The memory of two ztunnels while one drains: what they hold, and which T is refused.</summary>
public class ProcessMemoryTests
{
    /// <summary>30 MiB, and 20 KiB for a connection.</summary>
    private static readonly ZTunnelMemory Memory = new(30L << 20, 20L << 10);

    [Theory]
    [InlineData(60)]
    [InlineData(600)]
    public void The_new_process_holds_what_was_opened_since_and_has_not_ended(double seconds)
    {
        const int Runs = 300;
        const double PerSecond = 2, Mean = 300;
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(PerSecond), new Exponential(Mean)))) with
        {
            GracePeriod = 3600,
            // No time in which both listen: all that is opened since SIGTERM is the new one's.
            Timing = new(new Constant(0), new Constant(0), new Constant(0)),
        };
        double expected = new OpenOnNodes(rollout).AcceptedOn(0, seconds), sum = 0;
        for (int run = 0; run < Runs; run++)
        {
            RolloutResult result = rollout.Simulate(
                3, new() { Engine = Engine.Events, Replication = run, SeriesStep = TimeSpan.FromSeconds(1) });
            sum += result.OpenConnections!.OnNew[(int)Math.Round(result.Timelines[0].SigtermAt + seconds)];
        }
        Assert.Equal(PerSecond * Mean * (1 - Math.Exp(-seconds / Mean)), expected, 1e-9);
        // A second here or there, and chance.
        Assert.InRange((sum / Runs - expected) / Math.Sqrt(expected / Runs), -4 - PerSecond * Math.Sqrt(Runs / expected), 4);
    }

    [Fact]
    public void Both_grow_with_the_drain_up_to_two_full_ones()
    {
        Rollout rollout = RolloutOf(Memory);
        ProcessMemory memory = new(rollout);
        // 10,000 open, and no more than chance beyond.
        Assert.InRange(memory.Connections, 10_200, 10_400);
        Assert.Equal(Memory.Of(memory.Connections), memory.OldBytes);
        double[] both = [.. new[] { 0.0, 60, 600, 6000, 1e6 }.Select(memory.BothBytes)];
        Assert.Equal(both.Order(), both);
        Assert.Equal(Memory.Of(memory.Connections) + Memory.Of(0), both[0], 1);
        Assert.Equal(2 * Memory.Of(memory.Connections), both[^1], 1);
        // Without a surge there is no second one.
        Assert.Equal(memory.OldBytes, new ProcessMemory(rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) }).BothBytes(1e6));
    }

    [Fact]
    public void The_tightest_node_counts_and_a_T_that_does_not_fit_is_refused()
    {
        Rollout roomy = RolloutOf(Memory with { RoomBytes = 1L << 30 });
        RolloutLimits limits = new() { MaxResetShare = 0.2 };
        GracePeriod free = roomy.Recommend(limits).GracePeriod!;
        Assert.True(free > new GracePeriod(600), $"{free}");
        Rollout tight = roomy with
        {
            Memory = roomy.Memory with { RoomByNode = new(new Dictionary<string, long> { ["node-3"] = 330L << 20 }) },
        };
        ProcessMemory memory = new(tight);
        Assert.Equal(("node-3", 330L << 20), (memory.Node, memory.RoomBytes));
        Recommendation refused = tight.Recommend(limits);
        Assert.Null(refused.GracePeriod);
        GracePeriod largest = refused.Memory.LargestGracePeriod!;
        Assert.True(refused.Memory.Holds(largest));
        Assert.False(refused.Memory.Holds(new(largest.Seconds + 1)));
        Assert.Equal(largest, refused.IfResetsMayGrow!.GracePeriod);
        Assert.StartsWith("Memory decides:", refused.Reasons[0]);
        Assert.Contains(refused.Reasons, r => r.Contains($"or give ztunnel more memory: T = ", StringComparison.Ordinal));
        Assert.DoesNotContain(refused.Front.Where(o => o.GracePeriod > largest), refused.HoldsAll);
        // Where the largest T is enough, it is found as if there were no limit.
        RolloutLimits loose = new() { MaxResetShare = 0.9 };
        Assert.Equal(roomy.Recommend(loose).GracePeriod, tight.Recommend(loose).GracePeriod);
    }

    [Fact]
    public void A_process_beyond_its_limit_is_told_of_whatever_T()
    {
        Rollout rollout = RolloutOf(Memory with { LimitBytes = 100L << 20 });
        MemoryLimit limit = new(rollout);
        Assert.Null(limit.LargestGracePeriod);
        Assert.Contains("even without a rollout", MemoryText.Refused(limit, [new GracePeriod(30)]));
        Assert.Null(rollout.Recommend(new() { MaxResetShare = 0.9 }).GracePeriod);
    }

    [Fact]
    public void Nothing_is_refused_where_nobody_says_what_place_there_is()
    {
        MemoryLimit limit = new(RolloutOf(ZTunnelMemory.Assumed));
        Assert.False(limit.IsKnown);
        Assert.True(limit.AlwaysHolds);
        Assert.Contains("an assumption", MemoryText.Sentence(limit, 600));
    }

    private static Rollout RolloutOf(ZTunnelMemory memory) =>
        Rollout.Of(Cluster.OfSize(5, Workload.Of("w", Traffic.OpenPerNode(10_000), new Exponential(1200)))) with { Memory = memory };
}
