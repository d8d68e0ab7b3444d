using System.Collections;
using System.Reflection;
using ZTunnelSim;

namespace ZTunnelSim.Tests;

public class ImmutabilityTests
{
    private const int MostOfOneType = 200;

    [Fact]
    public void Nothing_that_a_result_hands_out_can_be_written_by_a_cast()
    {
        Stack<object> rest = new(ResultExamples.All());
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Dictionary<Type, int> ofType = [];
        while (rest.TryPop(out object? next))
        {
            // A getter that makes its object anew would go on for ever.
            if (!seen.Add(next) || (ofType[next.GetType()] = ofType.GetValueOrDefault(next.GetType()) + 1) > MostOfOneType) continue;
            if (next is IEnumerable elements)
            {
                foreach (object? element in elements) Push(element);
            }
            foreach (PropertyInfo property in next.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
            {
                object? value = property.PropertyType.IsByRefLike ? null : property.GetValue(next);
                Assert.False(IsWritable(value), $"{next.GetType().Name}.{property.Name} is a {value?.GetType()}.");
                Push(value);
            }
        }
        Assert.Contains(typeof(Workload), ofType.Keys);
        Assert.Contains(typeof(EvacuationImpact), ofType.Keys);

        void Push(object? value)
        {
            if (value?.GetType().Namespace == typeof(SweepResult).Namespace) rest.Push(value!);
        }
    }

    [Fact]
    public void Nobody_outside_sets_what_a_result_says()
    {
        Type[] results =
        [
            typeof(SweepResult), typeof(CandidateResult), typeof(PacingResult), typeof(Estimate), typeof(TheoryCheck),
            typeof(CompareResult), typeof(StrategyResult), typeof(WorkloadImpact), typeof(Recommendation),
            typeof(GracePeriodOutcome), typeof(ResetLimitResult), typeof(DurationLimitResult), typeof(SensitivityResult),
            typeof(BacktestResult), typeof(BacktestComparison), typeof(RolloutPrediction), typeof(RolloutResult),
            typeof(Counts), typeof(ClientImpact), typeof(EvacuationImpact), typeof(OpenConnectionSeries),
        ];
        Assert.All(results, type => Assert.All(
            type.GetProperties(), p => Assert.False(p.SetMethod?.IsPublic ?? false, $"{type.Name}.{p.Name} can be set.")));
    }

    private static bool IsWritable(object? value) => value is not string && value is not null
        && (value is Array { Length: > 0 } or IList { IsReadOnly: false } or IDictionary { IsReadOnly: false }
            || value.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollection<>)
                && !(bool)typeof(ICollection<>).MakeGenericType(i.GetGenericArguments()).GetProperty("IsReadOnly")!.GetValue(value)!
                && value is not Array));
}
