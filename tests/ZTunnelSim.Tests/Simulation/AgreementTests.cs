using Binomial = MathNet.Numerics.Distributions.Binomial;
using ChiSquared = MathNet.Numerics.Distributions.ChiSquared;

namespace ZTunnelSim.Tests;

/// <summary>
/// Simulation and theory know nothing of each other; that they agree is the evidence for both. Every test uses a fixed
/// seed and fails at <see cref="Statistics.Level"/>; the sample sizes are such that an error of a few per cent shows.
/// </summary>
public class AgreementTests
{
    private const int Nodes = 5;
    private const int Replications = 1000;

    public static TheoryData<Engine, string, string, double> Cases
    {
        get
        {
            TheoryData<Engine, string, string, double> data = [];
            foreach (Engine engine in new[] { Engine.Events, Engine.Boundary, Engine.Sessions, Engine.BoundarySessions })
            {
                foreach (string law in Laws.Names.Select(row => row.Data))
                {
                    foreach (string rule in new[] { "ztunnel", "nominal" })
                    {
                        foreach (double share in new[] { 0, 0.5, 1 }) data.Add(engine, law, rule, share);
                    }
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resets_and_drains_agree_with_theory(Engine engine, string law, string rule, double newShare)
    {
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(Nodes, Workload.Of("only", Traffic.OpenPerNode(3), Laws.Get(law)))) with
        {
            GracePeriod = 14,
            DrainBudget = rule == "ztunnel" ? DrainBudget.ZTunnel : DrainBudget.Nominal,
            Timing = new ReplacementTiming(new Constant(3), new Constant(1), new Constant(4), newShare)
        };
        AssertAgrees(rollout, engine);
    }

    [Theory]
    [InlineData(Engine.Events, 0, 0)]
    [InlineData(Engine.Events, 0.1, 0)]
    [InlineData(Engine.Events, 0.1, 2)]
    [InlineData(Engine.Boundary, 0, 0)]
    [InlineData(Engine.Boundary, 0.1, 0)]
    [InlineData(Engine.Boundary, 0.1, 2)]
    [InlineData(Engine.Sessions, 0, 0)]
    [InlineData(Engine.BoundarySessions, 0, 0)]
    [InlineData(Engine.Sessions, 0.1, 0)]
    [InlineData(Engine.BoundarySessions, 0.1, 0)]
    [InlineData(Engine.Sessions, 0.1, 2)]
    [InlineData(Engine.BoundarySessions, 0.1, 2)]
    public void A_maximum_age_agrees_with_theory_to_a_twentieth_of_it(Engine engine, double jitter, double graceSeconds)
    {
        foreach (DurationLaw inner in new DurationLaw[] { new Exponential(30), new Lomax(0.8, 12), Laws.Get("empirical") })
        {
            AssertAgrees(Under(16), engine);
            double resets = Run(Under(16), engine).Average(r => r.Resets.Total);
            foreach (double wrong in new[] { 16 / 1.05, 16 * 1.05 })
            {
                double mean = Under(wrong).Predict().Resets;
                double z = (resets - mean) / Math.Sqrt(mean / Replications);
                Assert.True(Math.Abs(z) > 6, $"{inner}: an age of {wrong} s is {z} standard errors away.");
            }

            Rollout Under(double ageSeconds) => Rollout.Of(Cluster.OfSize(
                Nodes,
                Workload.Of("only", Traffic.OpenPerNode(20), inner.WithMaximumAge(
                    TimeSpan.FromSeconds(ageSeconds), jitter, TimeSpan.FromSeconds(graceSeconds))))) with
            {
                GracePeriod = 14,
                Timing = new ReplacementTiming(new Constant(3), new Constant(1), new Constant(1)),
            };
        }
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void Several_workloads_on_some_of_the_nodes_agree_with_theory(Engine engine)
    {
        Cluster cluster = Cluster.OfSize(
            Nodes,
            Workload.Of("everywhere", Traffic.OpenPerNode(4), Laws.Get("lognormal")),
            Workload.Of("websockets", Traffic.OpenPerNode(3, ["node-1", "node-4"]), Laws.Get("hyperexponential")),
            Workload.Of("health", Traffic.PerNode(2, ["node-2", "node-3", "node-4"]), Laws.Get("constant")));
        // With constant times, so that counts are Poisson.
        ReplacementTiming timing = new(new Constant(10), new Constant(0), new Constant(1));
        AssertAgrees(Rollout.Of(cluster) with { GracePeriod = 14, Timing = timing }, engine);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void A_random_overlap_agrees_with_theory_in_mean_and_variance(Engine engine)
    {
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(Nodes, Workload.Of("only", Traffic.OpenPerNode(40), new Exponential(10)))) with
        {
            GracePeriod = 12,
            Timing = new ReplacementTiming(new Constant(1), new Constant(1), new Exponential(8), newShare: 1)
        };
        List<double> totals = [.. Run(rollout, engine).Select(r => (double)r.Resets.Total)];
        RolloutPrediction predicted = rollout.Predict();

        Assert.True(predicted.ResetsVariance > 1.5 * predicted.Resets, "The overlap has to matter here.");
        Assert.True(Statistics.MeanPValue(totals, predicted.Resets, predicted.ResetsVariance) > Statistics.Level);
        double ratio = totals.Sum(x => (x - totals.Average()) * (x - totals.Average())) / predicted.ResetsVariance;
        Assert.InRange(ChiSquared.CDF(totals.Count - 1, ratio), Statistics.Level, 1 - Statistics.Level);
    }

    public static TheoryData<Engine, Pacing, bool, int, bool> Durations
    {
        get
        {
            TheoryData<Engine, Pacing, bool, int, bool> data = [];
            foreach (Engine engine in new[] { Engine.Events, Engine.Boundary, Engine.Sessions, Engine.BoundarySessions })
            {
                foreach (Pacing pacing in Enum.GetValues<Pacing>())
                {
                    foreach ((bool surge, int slots) in new[] { (true, 1), (true, 3), (false, 1) })
                    {
                        data.Add(engine, pacing, surge, slots, false);
                        if (pacing == Pacing.OneNodeAtATime || !surge) data.Add(engine, pacing, surge, slots, true);
                    }
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Durations))]
    public void Rollout_durations_and_refusals_agree_with_theory(Engine engine, Pacing pacing, bool surge, int slots, bool randomTimes)
    {
        ReplacementTiming timing = randomTimes
            ? new(new Lognormal(5, 0.5), new Uniform(0, 4), new Exponential(1))
            : new(new Constant(5), new Constant(2), new Constant(1));
        IntOrPercent limit = IntOrPercent.Of(slots), zero = IntOrPercent.Of(0);
        // A surge whose controller has to be woken has no closed form.
        int minReady = surge && pacing == Pacing.Kubernetes ? 0 : 2;
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(7, Workload.Of("only", Traffic.OpenPerNode(3), new Exponential(20)))) with
        {
            GracePeriod = 60,
            Pacing = pacing,
            Timing = timing,
            Strategy = surge ? new RollingUpdate(limit, zero, minReady) : new RollingUpdate(zero, limit, minReady)
        };
        List<RolloutResult> runs = Run(rollout, engine);
        RolloutPrediction predicted = rollout.Predict();

        double p = Statistics.MeanPValue([.. runs.Select(r => r.DurationSeconds)], predicted.DurationSeconds!.Value);
        Assert.True(p > Statistics.Level, $"duration: p = {p}");
        if (surge)
        {
            Assert.All(runs, r => Assert.Equal(0, r.Refused.Total));
            return;
        }
        double refused = Statistics.MeanPValue([.. runs.Select(r => (double)r.Refused.Total)], predicted.Refused);
        Assert.True(refused > Statistics.Level, $"refused: p = {refused}");
    }

    [Theory]
    [InlineData(true, Engine.Events)]
    [InlineData(false, Engine.Events)]
    [InlineData(true, Engine.Sessions)]
    [InlineData(false, Engine.Sessions)]
    public void The_engines_draw_the_same_law(bool surge, Engine engine)
    {
        IntOrPercent two = IntOrPercent.Of(2), zero = IntOrPercent.Of(0);
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(
                6,
                Workload.Of("a", Traffic.OpenPerNode(5), Laws.Get("weibull-heavy")),
                Workload.Of("b", Traffic.OpenPerNode(2), Laws.Get("lomax")))) with
        {
            GracePeriod = 40,
            Timing =
                    new ReplacementTiming(new Exponential(5),
                new Uniform(0, 4), new Exponential(3)),
            Strategy = surge ? new RollingUpdate(two, zero) : new RollingUpdate(zero, two)
        };
        List<RolloutResult> events = Run(rollout, engine), boundary = Run(rollout, Engine.Boundary);

        AssertSameLaw(r => r.DurationSeconds);
        AssertSameLaw(r => r.Resets.Total);
        AssertSameLaw(r => r.Resets.OfWorkload(1));
        AssertSameLaw(r => r.CompletedInDrain.Total);
        AssertSameLaw(r => r.OpenAtSigterm.Total);
        AssertSameLaw(r => r.Refused.Total);
        AssertSameLaw(r => r.PeakNodesWithTwoProcesses);

        void AssertSameLaw(Func<RolloutResult, double> of) =>
            Assert.True(Statistics.TwoSampleKolmogorovSmirnov(events.Select(of), boundary.Select(of)) > Statistics.Level);
    }

    private static List<RolloutResult> Run(Rollout rollout, Engine engine) => [.. Enumerable.Range(0, Replications)
        .Select(i => rollout.Simulate(seed: 2026, new SimulationOptions { Engine = engine, Replication = i }))];

    private static void AssertAgrees(Rollout rollout, Engine engine)
    {
        List<RolloutResult> runs = Run(rollout, engine);
        double budget = rollout.DrainBudgetSeconds;
        Cluster cluster = rollout.Cluster;
        for (int w = 0; w < cluster.Workloads.Count; w++)
        {
            int workload = w;
            int[] nodes = [.. Enumerable.Range(0, cluster.Nodes.Count).Where(n => cluster.WorkloadsOn(n).Contains(workload))];
            NodeTheory own = new([cluster.Workloads[w]], (RollingUpdate)rollout.Strategy, rollout.Timing);
            AssertPoisson("resets", own.MeanStillOpen(budget), r => r.Resets);
            AssertPoisson("open at SIGTERM", own.MeanStillOpen(0), r => r.OpenAtSigterm);
            AssertPoisson("completed in drain", own.MeanStillOpen(0) - own.MeanStillOpen(budget), r => r.CompletedInDrain);

            void AssertPoisson(string what, double mean, Func<RolloutResult, Counts> of)
            {
                List<double> counts = [.. runs.SelectMany(r => nodes.Select(n => (double)of(r)[n, workload]))];
                if (mean * counts.Count < 1e-9)
                {
                    Assert.All(counts, c => Assert.Equal(0, c));
                    return;
                }
                double p = Statistics.MeanPValue(counts, mean, mean);
                Assert.True(p > Statistics.Level, $"{what}: mean {counts.Average()} for {mean}, p = {p}");
                if (mean < 0.05) return;
                double dispersion = Statistics.PoissonDispersionPValue(counts);
                Assert.True(dispersion > Statistics.Level, $"{what}: dispersion p = {dispersion}");
            }
        }

        for (int n = 0; n < cluster.Nodes.Count; n++)
        {
            int node = n;
            NodeTheory theory = new(
                cluster.WorkloadsOn(n).ToArray().Select(w => cluster.Workloads[w]), (RollingUpdate)rollout.Strategy, rollout.Timing);
            List<double> drains = [.. runs.Select(r => r.Timelines[node].DrainSeconds)];
            AssertDrains(drains, t => theory.DrainSurvival(t, budget), budget, theory.MeanDrainSeconds(budget));
        }
    }

    /// <summary>D has atoms at 0 and at G, and is continuous between: each part is tested by itself.</summary>
    private static void AssertDrains(List<double> drains, Func<double, double> survival, double budget, double mean)
    {
        const double Rounding = 1e-9;
        double atZero = 1 - survival(0), atBudget = survival(budget * (1 - 1e-12));
        AssertShare(drains.Count(d => d <= Rounding), atZero);
        AssertShare(drains.Count(d => d >= budget - Rounding), atBudget);
        double between = 1 - atZero - atBudget;
        double[] inside = [.. drains.Where(d => d > Rounding && d < budget - Rounding)];
        if (inside.Length >= 20)
        {
            double p = Statistics.KolmogorovSmirnov(inside, t => (1 - survival(t) - atZero) / between);
            Assert.True(p > Statistics.Level, $"drain: p = {p}");
        }
        // The mean is nearly normal only where more than a few drains end before their budget.
        if ((1 - atBudget) * drains.Count > 50)
        {
            double meanP = Statistics.MeanPValue(drains, mean);
            Assert.True(meanP > Statistics.Level, $"mean drain {drains.Average()} for {mean}: p = {meanP}");
        }

        void AssertShare(int count, double probability)
        {
            double atMost = count == drains.Count ? 1 : Binomial.CDF(probability, drains.Count, count);
            double atLeast = count == 0 ? 1 : 1 - Binomial.CDF(probability, drains.Count, count - 1);
            double p = 2 * Math.Min(atMost, atLeast);
            Assert.True(p > Statistics.Level, $"{count} of {drains.Count} for a probability of {probability}: p = {p}");
        }
    }
}
