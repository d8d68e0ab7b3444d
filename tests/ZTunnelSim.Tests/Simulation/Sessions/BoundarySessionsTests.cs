using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Tests;

/// <summary>
/// Two engines, one law: what <see cref="Engine.BoundarySessions"/> draws at the instants that matter is what <see cref="Engine.Sessions"/>
/// plays, over random clusters, plans and laws. Each measure is compared in mean, in spread and as a whole.
/// </summary>
public class BoundarySessionsTests
{
    private const int Replications = 400;

    private static readonly (string Name, Func<RolloutResult, double> Of)[] Measures =
    [
        ("open at SIGTERM", r => r.OpenAtSigterm.Total),
        ("of the first node", r => r.OpenAtSigterm.OfNode(0)),
        ("completed", r => r.CompletedInDrain.Total),
        ("resets", r => r.Resets.Total),
        ("of the last node", r => r.Resets.OfNode(r.Timelines.Count - 1)),
        ("of the first workload", r => r.Resets.OfWorkload(0)),
        ("refused", r => r.Refused.Total),
        ("refused by the first node", r => r.Refused.OfNode(0)),
        ("without endpoint", r => r.WithoutEndpoint.Sum()),
        ("duration", r => r.DurationSeconds),
        ("drain of the first node", r => r.Timelines[0].IsReplaced ? r.Timelines[0].DrainSeconds : -1),
        ("cut by pods", r => r.Evacuations?.AppTerminated.Sum() ?? 0),
        ("closed on pods", r => r.Evacuations?.AppClosed.Sum() ?? 0),
        ("restarts", r => r.Evacuations?.Restarts ?? 0),
        ("sessions reset", r => r.Clients!.Sum(c => c.SessionsReset)),
        ("more than once", r => r.Clients!.Sum(c => c.RepeatVictims)),
        ("sessions lost", r => r.Clients!.Sum(c => c.SessionsLost)),
        ("reconnections", r => r.Clients!.Sum(c => c.Reconnections)),
        ("reconnections refused", r => r.Clients!.Sum(c => c.RefusedReconnections)),
        ("tunnels reset", r => r.Clients!.Sum(c => c.HboneConnectionsReset)),
        ("longest without", r => r.Clients!.Select(c => c.WithoutConnectionP99Seconds).Where(s => !double.IsNaN(s)).Append(-1).Max()),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, 1000).Where(IsLookedAt).Take(40)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Whoever_looks_only_when_it_matters_sees_the_same(int number) => SeesTheSame($"{number}", RandomSessionRollouts.Of(number));

    /// <summary>Pods of a DaemonSet stay where the listener is missing, while others move.</summary>
    [Fact]
    public void Who_finds_no_listener_at_either_end_is_refused_once_where_pods_move()
    {
        Application agents = Application.WithReplicas("agents", 6) with { IsDaemonSet = true };
        Application web = Application.WithReplicas("web", 6);
        Cluster cluster = new(
            Cluster.NodesOfSize(6), [Workload.Of("between agents", Traffic.OpenBetween("agents", "agents", 600), new Exponential(6))],
            [agents, web]);
        NodeEvacuation all = new() { Parallel = 6, Timeout = TimeSpan.FromSeconds(60) };
        SeesTheSame("agents", Rollout.Of(cluster) with
        {
            GracePeriod = 10,
            Strategy = UpdateStrategy.EvacuateThenRoll(all, UpdateStrategy.MaxUnavailable(6)),
            Timing = new(new Constant(8), new Constant(0), new Constant(0), 0.5),
        });
    }

    /// <summary>Where the budget is so long that nothing is cut, nothing is followed: a drain ends with the last that was only counted.</summary>
    [Fact]
    public void A_drain_ends_with_the_last_of_those_that_nothing_cuts()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(4), [Workload.Of("sql", Traffic.OpenBetween("web", "db", 40), new Exponential(6))],
            [Application.WithReplicas("web", 8), Application.WithReplicas("db", 4)]);
        SeesTheSame("drains", Rollout.Of(cluster) with { GracePeriod = 300, Strategy = UpdateStrategy.MaxUnavailable(1) });
    }

    /// <summary>What is followed, since a pod may cut it soon, closes before others that nothing cuts.</summary>
    [Fact]
    public void A_drain_outlasts_what_is_followed()
    {
        Application agents = Application.WithReplicas("agents", 4) with { IsDaemonSet = true };
        Application web = Application.WithReplicas("web", 8) with { GracePeriod = TimeSpan.FromSeconds(1) };
        Cluster cluster = new(
            Cluster.NodesOfSize(4),
            [
                Workload.Of("reports", Traffic.OpenBetween("web", "agents", 20), new Exponential(3)),
                Workload.Of("feeds", Traffic.OpenBetween("agents", null, 80), new Exponential(8)),
            ],
            [agents, web]);
        SeesTheSame("others", Rollout.Of(cluster) with
        {
            GracePeriod = 300,
            Strategy = UpdateStrategy.EvacuateThenRoll(
                new NodeEvacuation { Timeout = TimeSpan.FromSeconds(60) }, UpdateStrategy.MaxUnavailable(1)),
        });
    }

    private static void SeesTheSame(string name, Rollout rollout)
    {
        double[][] full = Run(rollout, Engine.Sessions, 1), looks = Run(rollout, Engine.BoundarySessions, 2);
        for (int m = 0; m < Measures.Length; m++)
        {
            (double p, string what) = Differ(full[m], looks[m]);
            Assert.True(
                p > Statistics.Level,
                $"{name}, {Measures[m].Name}: {full[m].Average()} of all connections, {looks[m].Average()} of those looked at; {what}: "
                + $"p = {p}; {rollout.Strategy}, T = {rollout.GracePeriod.Seconds}, {string.Join("; ", rollout.Cluster.Workloads)}");
        }
    }

    private static bool IsLookedAt(int number) =>
        EngineChoice.Resolve(Engine.Auto, RandomSessionRollouts.Of(number), recordsEveryConnection: false) == Engine.BoundarySessions;

    /// <summary>The smallest of three p-values: of means, of spreads, and of the laws as a whole.</summary>
    private static (double PValue, string What) Differ(double[] a, double[] b)
    {
        double median = SampleQuantile.Of([.. a.Concat(b).Order()], 0.5);
        // Ranks, as a spread that hangs on a few values tells nothing.
        double[] ranks = Ranks([.. a.Concat(b).Select(x => Math.Abs(x - median))]);
        (double, string)[] tests =
        [
            (MeansDiffer(a, b), "mean"),
            (MeansDiffer(ranks[..a.Length], ranks[a.Length..]), "spread"),
            (Statistics.TwoSampleKolmogorovSmirnov(a, b), "law"),
        ];
        return tests.MinBy(t => t.Item1);
    }

    /// <summary>The mean rank of each value among all.</summary>
    private static double[] Ranks(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return [.. values.Select(x => 0.5 * (First(x) + First(Math.BitIncrement(x))))];

        int First(double x)
        {
            int low = 0, high = sorted.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (sorted[middle] < x) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }

    /// <summary>The two-sided p-value of equal means, with the variance of both together.</summary>
    private static double MeansDiffer(double[] a, double[] b)
    {
        double difference = a.Average() - b.Average(), mean = a.Concat(b).Average();
        double variance = a.Concat(b).Sum(x => (x - mean) * (x - mean)) / (a.Length + b.Length - 1);
        if (variance < 1e-18 * (1 + mean * mean)) return 1;
        return 2 * Normal.CDF(0, 1, -Math.Abs(difference) / Math.Sqrt(variance / a.Length + variance / b.Length));
    }

    private static double[][] Run(Rollout rollout, Engine engine, ulong seed)
    {
        double[][] values = [.. Measures.Select(_ => new double[Replications])];
        Parallel.For(0, Replications, i =>
        {
            RolloutResult run = rollout.Simulate(seed, new() { Engine = engine, Replication = i });
            for (int m = 0; m < Measures.Length; m++) values[m][i] = Measures[m].Of(run);
        });
        return values;
    }
}
