namespace ZTunnelSim.Tests;

public class SensitivityTests
{
    private static readonly ReplacementTiming Timing = new(new Constant(10), new Constant(5), new Constant(2), 0.4);

    [Fact]
    public void Each_input_moves_the_resets_as_its_formula_says()
    {
        // Poisson resets of mean N open exp(-G / m) with the overlap w = 5 + 2 s: G = 100 s, m = 50 s.
        Workload open = Workload.Of("open", Traffic.OpenPerNode(10), new Exponential(50)), arrivals = Workload.Of(
            "arrivals", Traffic.PerNode(0.2), new Exponential(50));
        Rollout rollout = Rollout.Of(Cluster.OfSize(10, open, arrivals)) with { GracePeriod = 105, Timing = Timing };
        SensitivityResult result = rollout.Sensitivity();

        double Resets(double m, double rate) => 10 * rate * m * Math.Exp(-100 / m) * (0.6 + 0.4 * Math.Exp(-7 / m));
        double both = Resets(50, 0.2);
        Assert.Equal(2 * both, result.Base.Resets, 1e-9);
        AssertMoves("open", "open connections", both + 0.8 * both, both + 1.2 * both);
        AssertMoves("arrivals", "arrivals", both + 0.8 * both, both + 1.2 * both);
        // With the open connections given, arrivals follow from Little's law.
        AssertMoves("open", "mean lifetime", both + Resets(40, 0.25), both + Resets(60, 10 / 60.0));
        AssertMoves("arrivals", "mean lifetime", both + Resets(40, 0.2), both + Resets(60, 0.2));
        double DrainedShare(double share, double w) => 2 * 100 * Math.Exp(-2) * (1 - share + share * Math.Exp(-w / 50));
        AssertMoves(null, "newShare", DrainedShare(0.32, 7), DrainedShare(0.48, 7));
        AssertMoves(null, "overlap", DrainedShare(0.4, 6.6), DrainedShare(0.4, 7.4));
        AssertMoves(null, "ready", DrainedShare(0.4, 6), DrainedShare(0.4, 8));
        AssertMoves(null, "startup", 2 * both, 2 * both);

        void AssertMoves(string? workload, string input, double low, double high)
        {
            InputSensitivity found = result.Inputs.Single(i => i.Workload == workload && i.Input == input);
            Assert.Equal(low, found.AtLow.Resets, 1e-9 * low);
            Assert.Equal(high, found.AtHigh.Resets, 1e-9 * high);
        }
    }

    [Fact]
    public void Inputs_come_by_falling_swing()
    {
        Rollout rollout = Rollout.Of(
            Cluster.OfSize(
                10, Workload.Of("a", Traffic.OpenPerNode(10), new Lognormal(20, 1.2)),
                Workload.Of("b", Traffic.OpenPerNode(1), new Lomax(2.5, 100)))) with
        {
            GracePeriod = 300,
            Timing = Timing,
        };
        SensitivityResult result = rollout.Sensitivity(new SensitivityOptions { Limits = new RolloutLimits { MaxResetShare = 0.01 } });
        double[] swings = [.. result.Inputs.Select(i => Math.Abs(i.AtHigh.Resets - i.AtLow.Resets))];
        Assert.Equal(swings.OrderDescending(), swings);
        Assert.Equal(("a", "tail (sigma)"), (result.Inputs[0].Workload, result.Inputs[0].Input));
        Assert.Equal("startup", result.By(o => o.DurationSeconds)[0].Input);
        // 10 nodes: from 8 s to 12 s of startup, and some rollouts whose last drains end early.
        Assert.InRange(result.By(o => o.DurationSeconds)[0].Swing(o => o.DurationSeconds), 35, 40);
        // Three of each workload, and startup, ready, overlap and newShare.
        Assert.Equal(10, result.Inputs.Count);
    }

    [Fact]
    public void The_smallest_T_is_what_a_recommendation_says_for_the_same_inputs()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(10, Workload.Of("a", Traffic.OpenPerNode(10), new Lognormal(20, 1.2)))) with
        {
            Timing = Timing,
        };
        RolloutLimits limits = new() { MaxResets = 20, MaxDurationSeconds = 400 };
        SensitivityResult result = rollout.Sensitivity(new SensitivityOptions { Limits = limits, Range = 0.3 });
        Assert.Equal(rollout.Recommend(limits).GracePeriod, result.Base.GracePeriod);
        InputSensitivity open = result.Inputs.Single(i => i.Input == "open connections");
        Rollout more = Rollout.Of(Cluster.OfSize(10, Workload.Of("a", Traffic.OpenPerNode(13), new Lognormal(20, 1.2)))) with
        {
            Timing = Timing,
        };
        Assert.Equal(more.Recommend(limits).GracePeriod, open.AtHigh.GracePeriod);
        Assert.NotNull(open.AtHigh.GracePeriod);
        // A tail that is too heavy for any T within the duration.
        Assert.Null(result.Inputs.Single(i => i.Input == "tail (sigma)").AtHigh.GracePeriod);
        Assert.Equal(double.PositiveInfinity, result.Inputs.Single(i => i.Input == "tail (sigma)").Swing(o => o.GracePeriod?.Seconds));
    }

    [Fact]
    public void Lifetimes_from_data_are_varied_as_far_as_these_leave_open()
    {
        Workload workload = Workload.Of("w", Traffic.OpenPerNode(10), new Exponential(50)) with
        {
            PlausibleLifetimes = [.. Enumerable.Range(0, 101).Select(i => new Exponential(40 + 0.2 * i))],
        };
        SensitivityResult result = (Rollout.Of(Cluster.OfSize(1, workload)) with
        {
            GracePeriod = 105,
            Timing = new ReplacementTiming(new Constant(10), new Constant(0), new Constant(0)),
        }).Sensitivity();
        InputSensitivity lifetimes = result.Inputs.Single(i => i.Input == "lifetimes");
        Assert.Equal(10 * Math.Exp(-100 / 41.0), lifetimes.AtLow.Resets, 1e-9);
        Assert.Equal(10 * Math.Exp(-100 / 59.0), lifetimes.AtHigh.Resets, 1e-9);
        Assert.DoesNotContain(result.Inputs, i => i.Input.StartsWith("tail", StringComparison.Ordinal) || i.Input == "mean lifetime");
    }

    public static TheoryData<string> LawNames => [.. Laws.Names];

    [Theory]
    [MemberData(nameof(LawNames))]
    public void A_varied_tail_keeps_the_mean_and_a_scaled_law_its_shape(string name)
    {
        DurationLaw law = Laws.Get(name);
        DurationLaw longer = ScaledLaw.Of(law, 1.5);
        Assert.Equal(1.5 * law.MeanSeconds, longer.MeanSeconds, 1e-9);
        foreach (double u in new[] { 0.5, 3, 20, 100 })
        {
            Assert.Equal(law.Survival(u), longer.Survival(1.5 * u), 1e-12);
            Assert.Equal(1.5 * law.IntegratedTail(u), longer.IntegratedTail(1.5 * u), 1e-9);
        }
        if (TailParameter.Of(law) is not { } tail) return;
        foreach (double factor in new[] { 0.8, 1, 1.2 })
        {
            DurationLaw varied = tail.With(factor);
            Assert.Equal(law.MeanSeconds, varied.MeanSeconds, 1e-9 * law.MeanSeconds);
            double difference = Math.Abs(varied.IntegratedTail(5 * law.MeanSeconds) - law.IntegratedTail(5 * law.MeanSeconds));
            if (factor == 1) Assert.Equal(0, difference, 1e-9 * law.MeanSeconds);
            else Assert.True(difference > 1e-6 * law.IntegratedTail(5 * law.MeanSeconds));
        }
        Assert.True(tail.Display(0.8) < tail.Display(1.2));
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(1), new Exponential(5))));
        Assert.ThrowsAny<ArgumentException>(() => rollout.Sensitivity(new SensitivityOptions { Range = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => rollout.Sensitivity(new SensitivityOptions { Range = 1 }));
        Assert.ThrowsAny<ArgumentException>(() => rollout.Sensitivity(new SensitivityOptions { Replications = 1 }));
        Assert.ThrowsAny<ArgumentException>(() => rollout.Sensitivity(new SensitivityOptions { Limits = new RolloutLimits() }));
        Assert.Throws<OperationCanceledException>(() => rollout.Sensitivity(cancellationToken: new CancellationToken(true)));
    }
}
