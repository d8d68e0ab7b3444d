namespace ZTunnelSim.Tests;

public class AsyncStudyTests
{
    private static readonly SweepOptions Long = new() { Replications = 1_000_000, Precision = null };

    [Fact]
    public async Task Studies_give_the_same_as_when_one_waits_for_them()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        SweepOptions options = new() { Replications = 20 };
        Rollout rollout = ResultExamples.Small();
        Assert.Equal(rollout.Sweep([30, 300], options), await rollout.SweepAsync([30, 300], options, cancellationToken: token));
        Assert.Equal(rollout.Sweep([new(30)], options), rollout.Sweep(new List<int> { 30 }, options));
        RecommendOptions search = new() { Replications = 20 };
        List<SweepProgress> told = [];
        Recommendation found = await rollout.RecommendAsync(ResultExamples.Limits(), search, new Listed(told), token);
        Assert.Equal(rollout.Recommend(ResultExamples.Limits(), search), found);
        NamedStrategy[] strategies = [new("a", rollout)];
        CompareOptions few = new() { Replications = 3 };
        Assert.Equal(Compare.Run(strategies, few), await Compare.RunAsync(strategies, few, cancellationToken: token));
    }

    [Fact]
    public void A_recommendation_tells_how_far_it_is()
    {
        List<SweepProgress> told = [];
        (ResultExamples.Small() with { Pacing = Pacing.OneNodeAtATime }).Recommend(
            new RolloutLimits { MaxResets = 5, MaxDurationSeconds = 9000 }, new RecommendOptions { Replications = 20 }, new Listed(told));
        Assert.NotEmpty(told);
        Assert.All(told, p => Assert.InRange(p.Done, 1, p.Of));
        Assert.Equal(told.Max(p => p.Of), told.Max(p => p.Done));
    }

    [Fact]
    public async Task What_is_cancelled_throws_also_within_a_replication()
    {
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(200));
        Rollout busy = Rollout.Of(Cluster.OfSize(50, Workload.Of("w", Traffic.PerNode(400), new Exponential(60))));
        SweepOptions everything = new() { Engine = Engine.Events, Replications = 1000 };
        long start = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => busy.SweepAsync([300], everything, cancellationToken: cancellation.Token));
        Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10));

        using CancellationTokenSource second = new(TimeSpan.FromMilliseconds(200));
        Assert.Throws<OperationCanceledException>(() => ResultExamples.Small().Sweep([30], Long, cancellationToken: second.Token));
    }

    private sealed class Listed(List<SweepProgress> told) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value)
        {
            lock (told) told.Add(value);
        }
    }
}
