using System.Reflection;

namespace ZTunnelSim.Tests;

public class ImmutableResultsTests
{
    private static readonly Rollout Rollout = Rollout.Of(Cluster.OfSize(
        4, Workload.Of("a", Traffic.OpenPerNode(9), new Lognormal(60, 1.5)), Workload.Of("b", Traffic.PerNode(3), new Exponential(9))));

    private const int MostOfOneType = 200;

    private static readonly RolloutLimits Limits = new() { MaxResets = 0, MaxDurationSeconds = 60 };

    private static object[] Results()
    {
        SweepResult sweep = Rollout.Sweep([new(30), new(300)], new SweepOptions { Replications = 2, Pacings = [Pacing.OneNodeAtATime] });
        BacktestInput input = new()
        {
            Nodes = [new("n", 60, 1, [31])],
            Workloads = [new("w", new Exponential(60), [])],
            Traffic = [new(0, 0, 10, 0, 1)],
        };
        return
        [
            sweep,
            SweepCurves.Of(sweep),
            ResetCurve.Of(sweep)[0],
            TheoryCheck.Of(Rollout, [new(30)]),
            Compare.Run([new("a", Rollout)], new CompareOptions { Replications = 2 }),
            Rollout.Recommend(Limits, new RecommendOptions { Replications = 20 }),
            Rollout.Sensitivity(new SensitivityOptions { Limits = Limits, Replications = 20 }),
            Backtest.Run(input, new BacktestOptions { DrainBudgetSeconds = 30 }),
        ];
    }

    [Fact]
    public void No_list_of_a_result_can_be_written_by_a_cast()
    {
        Stack<object> rest = new(Results());
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Dictionary<Type, int> ofType = [];
        while (rest.TryPop(out object? next))
        {
            // A getter that makes its object anew would go on for ever.
            if (!seen.Add(next) || (ofType[next.GetType()] = ofType.GetValueOrDefault(next.GetType()) + 1) > MostOfOneType) continue;
            foreach (PropertyInfo property in next.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                // What a person gave is theirs, and what theory gives is not a study's.
                if (typeof(StudyOptions).IsAssignableFrom(property.PropertyType) || property.PropertyType == typeof(BacktestInput)) continue;
                object? value = property.GetValue(next);
                if (value is System.Collections.IList list)
                {
                    Assert.True(list.Count == 0 || (list.IsReadOnly && value is not Array), $"{next.GetType().Name}.{property.Name} is a {value.GetType()}.");
                    foreach (object? element in list) Push(element);
                }
                Push(value);
            }
        }

        void Push(object? value)
        {
            if (value is not null && value.GetType().Namespace == typeof(SweepResult).Namespace && value is not StudyOptions and not RolloutLimits)
                rest.Push(value);
        }
    }
}
