using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Tests;

public class ResultTextTests
{
    [Fact]
    public void Results_print_sentences_and_tables_and_no_types_whatever_the_culture()
    {
        object[] all = [.. ResultExamples.All(), ResultExamples.Small(), ResultExamples.Evacuating().Cluster];
        string[] invariant = Texts();
        Assert.All(Cultures.All, culture => Assert.Equal(invariant, Cultures.In(culture, Texts)));
        Assert.All(invariant, text => Assert.DoesNotMatch(@"System\.|ZTunnelSim\.|<>|`1|\{ ", text));
        Assert.Contains("simulated [95% CI]", invariant[0]);
        Assert.StartsWith("No grace period holds all limits with 95 % confidence.\n", ResultExamples.NoneHolds().ToString());
        Assert.Equal("0.50 [0.40, 0.60]", new Estimate(0.5, 0.4, 0.6, 9).ToString());

        string[] Texts() => [.. all.Select(result => result.ToString()!), .. all.Select(JsonOf), .. AllLaws.Select(law => law.ToString()!)];
    }

    private static readonly DurationLaw[] AllLaws =
    [
        new Exponential(1234.5), new Lognormal(60.25, 1.5), new Lomax(1.05, 100.5), new Weibull(0.5, 1234.5), new Constant(0.25),
        new Mixture((0.25, new Exponential(1234.5)), (0.75, new Exponential(1e-3))), new Exponential(1234.5).WithMaximumAge(TimeSpan.FromSeconds(9999.5)),
        new Gamma(2.5, 1234.5), new Uniform(0.5, 1234.5),
    ];

    private static string JsonOf(object result) =>
        result.GetType().GetMethod("ToJson")?.Invoke(result, null) as string ?? "";

    [Fact]
    public void Names_and_candidates_are_found()
    {
        SweepResult sweep = ResultExamples.Sweep();
        CandidateResult at = sweep.At(300);
        Assert.Same(sweep.Candidates[1], at);
        Assert.Equal(at.Predicted.ResetsByWorkload[1], at.Predicted.ResetsByWorkload["b"]);
        Assert.Equal(at.Pacings[0].ResetsByWorkload[0], at.Under(Pacing.Kubernetes).ResetsByWorkload["a"]);
        Assert.Equal("evacuate", ResultExamples.Comparison()["evacuate"].Strategy.Name);
        RolloutResult run = ResultExamples.Run();
        Assert.Equal(run.OpenAtSigterm[1, 0], run.OpenAtSigterm["node-2", "api"]);
        Assert.Equal(run.OpenAtSigterm.Total, run.OpenAtSigterm.OfWorkload("api"));
        Assert.Equal(run.OpenAtSigterm.OfNode(2), run.OpenAtSigterm.OfNode("node-3"));
        Assert.Equal(
            "There is no 'web' among api.",
            Assert.Throws<KeyNotFoundException>(() => run.Clients!["web"]).Message);
        Assert.Throws<KeyNotFoundException>(() => sweep.At(31));
    }

    [Fact]
    public void Json_has_everything_by_value()
    {
        string[] all =
        [
            ResultExamples.Sweep().ToJson(), ResultExamples.Comparison().ToJson(), ResultExamples.Run().ToJson(),
            ResultExamples.Stalled().ToJson(), ResultExamples.Recommendation().ToJson(), ResultExamples.NoneHolds().ToJson(),
            ResultExamples.Backtested().ToJson(), ResultExamples.Sensitivity().ToJson(), ResultExamples.Small().Predict().ToJson(),
        ];
        Assert.All(all, json => JsonDocument.Parse(json).Dispose());
        Assert.All(all[..3], json => Assert.DoesNotContain("{}", json));

        JsonElement sweep = Parsed(ResultExamples.Sweep().ToJson());
        JsonElement workload = sweep.GetProperty("Rollout").GetProperty("Cluster").GetProperty("Workloads")[0];
        Assert.Equal("lognormal(median=60, sigma=1.5)", workload.GetProperty("Lifetime").GetString());
        Assert.Equal("NeverReconnects", workload.GetProperty("Clients").GetProperty("Kind").GetString());
        JsonElement plan = sweep.GetProperty("Rollout").GetProperty("Strategy");
        Assert.Equal(("RollingUpdate", "1"), (plan.GetProperty("Kind").GetString(), plan.GetProperty("MaxSurge").GetString()));
        JsonElement candidate = sweep.GetProperty("Candidates")[1];
        Assert.Equal(300, candidate.GetProperty("GracePeriod").GetInt32());
        double resets = ResultExamples.Sweep().Candidates[1].Predicted.ResetsByWorkload["a"];
        Assert.Equal(resets, candidate.GetProperty("Predicted").GetProperty("ResetsByWorkload").GetProperty("a").GetDouble());

        JsonElement evacuated = Parsed(ResultExamples.Run().ToJson());
        Assert.Equal("00:00:05", evacuated.GetProperty("Rollout").GetProperty("Strategy").GetProperty("How")
            .GetProperty("EvictionRetry").GetString());
        Assert.Equal(
            ResultExamples.Run().Resets["node-1", "api"],
            evacuated.GetProperty("Resets").GetProperty("ByNode").GetProperty("node-1").GetProperty("api").GetInt64());

        JsonElement stalled = Parsed(ResultExamples.Stalled().ToJson());
        Assert.Equal("Infinity", stalled.GetProperty("Timelines").GetProperty("node-2").GetProperty("ReadyAt").GetString());
        Assert.Contains(stalled.GetProperty("NotReplaced").EnumerateArray(), n => n.GetProperty("Node").GetString() == "node-2");

        JsonElement strategy = Parsed(ResultExamples.Comparison().ToJson()).GetProperty("Strategies").GetProperty("evacuate");
        Assert.Equal(
            ResultExamples.Comparison()["evacuate"].Restarts.Mean,
            strategy.GetProperty("Measures").GetProperty("Restarts").GetProperty("Estimate").GetProperty("Mean").GetDouble());
    }

    [Fact]
    public void Json_has_the_steps_of_a_law_of_data()
    {
        DurationLaw steps = Laws.OfData(1, 2, 2, 5.5), tail = new EmpiricalParetoTail([(1, 0.5), (1.7, 0.2)], 2, 0.3, 0.25, 4);
        foreach (DurationLaw law in new[] { steps, tail, new Mixture((1, steps), (3, new Mixture((1, tail), (1, new Exponential(9))))) })
        {
            Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(1), law) with { PlausibleLifetimes = [law] }));
            JsonElement workload = Parsed(rollout.Sweep([30], new SweepOptions { Replications = 2 }).ToJson())
                .GetProperty("Rollout").GetProperty("Cluster").GetProperty("Workloads")[0];
            AssertSteps(law, workload.GetProperty("Lifetime"));
            AssertSteps(law, workload.GetProperty("PlausibleLifetimes")[0]);
        }

        static void AssertSteps(DurationLaw law, JsonElement json)
        {
            if (law is Exponential)
            {
                Assert.Equal(law.ToString(), json.GetString());
                return;
            }
            Assert.Equal(law.ToString(), json.GetProperty("Law").GetString());
            if (law is Mixture mixture)
            {
                JsonElement parts = json.GetProperty("Parts");
                Assert.Equal(mixture.Components.Count, parts.GetArrayLength());
                foreach ((int i, (_, DurationLaw part)) in mixture.Components.Index()) AssertSteps(part, parts[i]);
                return;
            }
            double[][] survival = json.GetProperty("Survival").Deserialize<double[][]>()!;
            Assert.Equal(law is StepLaw ? [1, 2, 5.5] : [1, 1.7], survival.Select(s => s[0]));
            Assert.Equal(survival.Select(s => law.Survival(s[0])), survival.Select(s => s[1]));
        }
    }

    private static JsonElement Parsed(string json) => JsonDocument.Parse(json).RootElement;

    [Fact]
    public void An_estimate_agrees_with_its_true_mean_and_not_with_another()
    {
        Estimate resets = ResultExamples.Small().Sweep([30], new SweepOptions { Replications = 2000 })
            .At(30).Under(Pacing.Kubernetes).Resets;
        double expected = ResultExamples.Small().WithGracePeriod(30).Predict().Resets;
        Assert.True(resets.AgreesWith(expected));
        Assert.False(resets.AgreesWith(1.1 * expected));
        Assert.Equal(resets.HalfWidth, 1.961 * resets.StandardError, 0.01 * resets.HalfWidth);
        Assert.Throws<ArgumentOutOfRangeException>(() => resets.AgreesWith(1, falseAlarm: 0));
    }
}
