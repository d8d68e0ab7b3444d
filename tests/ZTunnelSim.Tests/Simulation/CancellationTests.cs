namespace ZTunnelSim.Tests;

public class CancellationTests
{
    /// <summary>
    /// So many connections come after the cancellation at most: the engines look for one every few thousand events.
    /// </summary>
    private const long MostAfterwards = 10_000;

    [Theory]
    [InlineData(Engine.Events, 50_000)]
    [InlineData(Engine.Events, 5_000_000)]
    [InlineData(Engine.Sessions, 50_000)]
    [InlineData(Engine.Sessions, 5_000_000)]
    [InlineData(Engine.BoundarySessions, 3_000_000)]
    public void A_run_cancelled_by_another_thread_ends_within_a_bounded_number_of_events(
        Engine engine, long openPerNode)
    {
        using CancellationTokenSource cancellation = new();
        const long Before = 200_000;
        // Of the smaller scenario, amid arrivals, and of the larger one while it finds connections open.
        CancellingLaw lifetime = new(Before, () => Task.Run(cancellation.Cancel).Wait());
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(1, Workload.Of("a", Traffic.OpenPerNode(openPerNode), lifetime))) with
        {
            Timing = new ReplacementTiming(
                new Constant(1e9), new Constant(0), new Constant(0))
        };
        SimulationOptions options = new() { Engine = engine };
        OperationCanceledException thrown = Assert.ThrowsAny<OperationCanceledException>(
            () => rollout.Simulate(1, options, cancellation.Token));
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.InRange(lifetime.Drawn, Before, Before + MostAfterwards);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void A_token_cancelled_beforehand_ends_any_run(Engine engine)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("a", Traffic.OpenPerNode(10), new Exponential(5))));
        Assert.Throws<OperationCanceledException>(
            () => rollout.Simulate(1, new SimulationOptions { Engine = engine }, new CancellationToken(true)));
    }

    [Fact]
    public void A_token_that_is_not_cancelled_changes_nothing()
    {
        using CancellationTokenSource cancellation = new();
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("a", Traffic.OpenPerNode(100), new Exponential(5))));
        SimulationOptions options = new() { Engine = Engine.Events };
        RolloutResult with = rollout.Simulate(1, options, cancellation.Token), without = rollout.Simulate(1, options);
        Assert.Equal((without.Ledger, without.DurationSeconds), (with.Ledger, with.DurationSeconds));
        Assert.Equal(without.Timelines, with.Timelines);
    }

    /// <summary>Exponential with mean 1 s; at one of its draws something else happens.</summary>
    private sealed class CancellingLaw(long at, Action cancel) : DurationLaw
    {
        private readonly Exponential _exponential = new(1);

        public long Drawn { get; private set; }

        public override double MeanSeconds => 1;

        public override double Survival(double seconds) => _exponential.Survival(seconds);

        public override double Quantile(double probability) => _exponential.Quantile(probability);

        internal override double Sample(ref RandomStream random)
        {
            Count();
            return _exponential.Sample(ref random);
        }

        internal override double SampleResidual(ref RandomStream random)
        {
            Count();
            return _exponential.Sample(ref random);
        }

        public override string ToString() => "exponential(mean=1)";

        private void Count()
        {
            if (++Drawn == at) cancel();
        }
    }
}
