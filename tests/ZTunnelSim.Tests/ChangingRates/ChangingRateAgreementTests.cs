namespace ZTunnelSim.Tests;

/// <summary>
/// Theory and simulation agree where rates change with the clock: they share no formula but the integral over past arrivals of
/// <see cref="ChangingRate.Tail"/>, and the event and session engines not even that. Every test has a fixed seed and fails at
/// <see cref="Statistics.Level"/>.
/// </summary>
public class ChangingRateAgreementTests
{
    private const int Nodes = 5;
    private const int Replications = 400;

    private static readonly DateTimeOffset Start = new(2026, 12, 5, 2, 0, 0, TimeSpan.FromHours(1));

    /// <summary>Profiles with a swing of 10, on the scale of the lifetimes and of the rollout.</summary>
    private static readonly Dictionary<string, RateProfile> Profiles = new()
    {
        ["waves"] = RateProfile.Of(
            TimeSpan.FromSeconds(36), Enumerable.Range(0, 24).Select(i => 1 + 9 * (0.5 + 0.5 * Math.Sin(2 * Math.PI * i / 24)))),
        ["day and night"] = RateProfile.Of(TimeSpan.FromSeconds(60), [1, 1, 10, 10]),
        ["burst"] = RateProfile.Of(TimeSpan.FromSeconds(50), [1, 1, 1, 1, 1, 1, 1, 10, 1, 1]),
    };

    public static TheoryData<Engine, string, string> Cases
    {
        get
        {
            TheoryData<Engine, string, string> data = [];
            foreach (Engine engine in new[] { Engine.Events, Engine.Boundary, Engine.Sessions, Engine.BoundarySessions })
            {
                foreach (string law in Laws.Names.Select(row => row.Data))
                {
                    foreach (string profile in Profiles.Keys) data.Add(engine, law, profile);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resets_drains_and_durations_agree_with_theory(Engine engine, string law, string profile)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            Nodes, Workload.Of("only", Traffic.OpenPerNode(3), Laws.Get(law)) with { Profile = Profiles[profile] })) with
        {
            Start = Start,
            GracePeriod = 8,
            DrainBudget = DrainBudget.Nominal,
            Timing = new ReplacementTiming(new Constant(3), new Constant(1), new Constant(4), 0.5),
        };
        AssertAgrees(rollout, engine);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void Random_times_agree_with_theory(Engine engine)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            8, Workload.Of("only", Traffic.OpenPerNode(20), Laws.Get("lognormal")) with { Profile = Profiles["waves"] })) with
        {
            Start = Start,
            GracePeriod = 6,
            Timing = new ReplacementTiming(new Exponential(3), new Uniform(0, 4), new Exponential(1), 0.5),
        };
        List<RolloutResult> runs = Run(rollout, engine);
        AssertMean("resets", [.. runs.Select(r => (double)r.Resets.Total)], rollout.Predict().Resets);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void Refused_connections_agree_with_theory(Engine engine)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            Nodes, Workload.Of("only", Traffic.PerNode(2), Laws.Get("weibull-heavy")) with { Profile = Profiles["day and night"] })) with
        {
            Start = Start,
            GracePeriod = 7,
            Strategy = new RollingUpdate(IntOrPercent.Of(0), IntOrPercent.Of(1)),
            Timing = new ReplacementTiming(new Constant(3), new Constant(1), new Constant(4), 0.5),
        };
        List<RolloutResult> runs = Run(rollout, engine);
        // The old process's drain decides how long nobody listens, and how far apart SIGTERMs are: by its mean here.
        RolloutPrediction predicted = rollout.Predict();
        Assert.Equal(predicted.Refused, runs.Average(r => r.Refused.Total), 0.03 * predicted.Refused);
        Assert.Equal(predicted.Resets, runs.Average(r => r.Resets.Total), 0.03 * predicted.Resets + 0.1);
        Assert.Equal(predicted.DurationSeconds!.Value, runs.Average(r => r.DurationSeconds), 0.01 * predicted.DurationSeconds!.Value);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void One_node_at_a_time_meets_the_rates_of_its_own_time(Engine engine)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            12, Workload.Of("only", Traffic.OpenPerNode(8), DurationLaw.Exponential(TimeSpan.FromMinutes(20))) with
            {
                Profile = RateProfile.HoursOfDay([1, 1, 1, 1, 2, 4, 8, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 8, 7, 6, 5, 4, 3, 2]),
            })) with
        {
            Start = Start,
            GracePeriod = 1800,
            Pacing = Pacing.OneNodeAtATime,
            Timing = new ReplacementTiming(new Constant(30), new Constant(1), new Constant(4), 0.5),
        };
        List<RolloutResult> runs = Run(rollout, engine);
        RolloutPrediction predicted = rollout.Predict();
        AssertMean("resets", [.. runs.Select(r => (double)r.Resets.Total)], predicted.Resets);
        AssertMean("duration", [.. runs.Select(r => r.DurationSeconds)], predicted.DurationSeconds!.Value);
        // At the mean rate it would be another world.
        Assert.NotInRange((rollout with { Start = null }).Predict().Resets / predicted.Resets, 0.8, 1.25);
    }

    [Fact]
    public void Both_ends_agree_with_theory()
    {
        Workload workload = Workload.Of(
            "only", Traffic.Between("web", "db", openedPerSecond: 12), DurationLaw.Exponential(TimeSpan.FromSeconds(10)));
        Rollout rollout = Rollout.Of(new Cluster(
            Enumerable.Range(1, 6).Select(i => new Node($"node-{i}")), [workload with { Profile = Profiles["waves"] }],
            [Application.WithReplicas("web", 6), Application.WithReplicas("db", 6)])) with
        {
            Start = Start.AddSeconds(9),
            GracePeriod = 4,
            Timing = new ReplacementTiming(new Constant(1), new Constant(1), new Constant(1), 0.5),
        };
        List<RolloutResult> runs = Run(rollout, Engine.Sessions);
        double mean = runs.Average(r => r.Resets.Total), predicted = rollout.Predict().Resets;
        Assert.Equal(predicted, mean, 0.03 * predicted);
        Assert.NotInRange((rollout with { Start = null }).Predict().Resets / mean, 0.9, 1.1);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void Young_processes_agree_with_theory(Engine engine)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            Nodes, Workload.Of("only", Traffic.OpenPerNode(20), Laws.Get("lomax")) with { Profile = Profiles["day and night"] })) with
        {
            Start = Start,
            GracePeriod = 6,
            ProcessAge = new Constant(12),
            Timing = new ReplacementTiming(new Constant(3), new Constant(1), new Constant(1), 0.5),
        };
        List<RolloutResult> runs = Run(rollout, engine);
        double predicted = rollout.Predict().Resets;
        Assert.Equal(predicted, runs.Average(r => r.Resets.Total), 0.03 * predicted);
    }

    [Fact]
    public void It_matters_how_long_lives_vary()
    {
        // With a constant rate two laws of one mean leave as many open; with a burst just before the rollout they do not.
        DateTimeOffset justAfter = new(2001, 1, 1, 0, 0, 52, TimeSpan.Zero);
        double Open(DurationLaw law) => new ResetTheory(Rollout.Of(Cluster.OfSize(
            1, Workload.Of("only", Traffic.PerNode(1), law) with { Profile = Profiles["burst"] })) with
        { Start = justAfter, Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0), 0.5) })
            .Mean(0, 0);

        double constant = Open(new Constant(10)), exponential = Open(new Exponential(10));
        Assert.NotInRange(constant / exponential, 0.8, 1.25);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void A_constant_rate_gives_the_same_bits(Engine engine)
    {
        Workload workload = Workload.Of("only", Traffic.OpenPerNode(5), Laws.Get("lognormal"));
        Rollout plain = Rollout.Of(Cluster.OfSize(Nodes, workload));
        Rollout flat = Rollout.Of(Cluster.OfSize(Nodes, workload with { Profile = RateProfile.HoursOfDay(Enumerable.Repeat(3.0, 24)) }))
            with
        { Start = Start };
        Rollout anyTime = Rollout.Of(Cluster.OfSize(Nodes, workload with { Profile = Profiles["waves"] }));
        foreach (Rollout same in new[] { flat, anyTime })
        {
            Assert.Equal(plain.Predict().ToJson(), same.Predict().ToJson());
            SimulationOptions options = new() { Engine = engine };
            RolloutResult expected = plain.Simulate(seed: 1, options), found = same.Simulate(seed: 1, options);
            Assert.Equal(expected.DurationSeconds, found.DurationSeconds);
            Assert.Equal(expected.Resets.Total, found.Resets.Total);
            Assert.Equal(expected.CompletedInDrain.Total, found.CompletedInDrain.Total);
        }
    }

    private static List<RolloutResult> Run(Rollout rollout, Engine engine) => [.. Enumerable.Range(0, Replications)
        .Select(i => rollout.Simulate(seed: 2026, new SimulationOptions { Engine = engine, Replication = i }))];

    private static void AssertAgrees(Rollout rollout, Engine engine)
    {
        List<RolloutResult> runs = Run(rollout, engine);
        RolloutPrediction predicted = rollout.Predict();
        ResetTheory theory = new(rollout);
        AssertMean("resets", [.. runs.Select(r => (double)r.Resets.Total)], predicted.Resets, predicted.Resets);
        double open = theory.Mean(0, 0);
        AssertMean("open at SIGTERM", [.. runs.Select(r => (double)r.OpenAtSigterm.Total)], open, open);
        double dispersion = Statistics.PoissonDispersionPValue([.. runs.Select(r => (double)r.OpenAtSigterm.Total)]);
        Assert.True(dispersion > Statistics.Level, $"dispersion p = {dispersion}");
        AssertMean(
            "drain", [.. runs.SelectMany(r => r.Timelines.Select(t => t.DrainSeconds))],
            theory.Classes(rollout.DrainBudgetSeconds).Single().Theory.MeanDrainSeconds(rollout.DrainBudgetSeconds));
    }

    private static void AssertMean(string what, IReadOnlyList<double> values, double mean, double? variance = null)
    {
        if (mean < 1e-9)
        {
            Assert.All(values, value => Assert.Equal(0, value));
            return;
        }
        double p = variance is { } known ? Statistics.MeanPValue(values, mean, known) : Statistics.MeanPValue(values, mean);
        Assert.True(p > Statistics.Level, $"{what}: mean {values.Average()} for {mean}, p = {p}");
    }
}
