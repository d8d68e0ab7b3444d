using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ZTunnelSim.Tests;

public class ImmutabilityTests
{
    [Fact]
    public void No_list_of_a_result_can_be_written_by_a_cast()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(3),
            [Workload.Of("api", Traffic.OpenBetween("web", "api", 300), new Exponential(20)) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }],
            [Application.WithReplicas("web", 6), Application.WithReplicas("api", 6)]);
        RolloutResult result = (Rollout.Of(cluster) with { Strategy = UpdateStrategy.EvacuateNodes(), GracePeriod = 2 })
            .Simulate(1, new SimulationOptions { Trace = true, SeriesStep = TimeSpan.FromSeconds(1) });
        object[] all = [result, result.Evacuations!, result.OpenConnections!, .. result.Clients!];
        List<string> lists = [];
        foreach ((object of, PropertyInfo list) in all.SelectMany(o => o.GetType().GetProperties().Select(p => (o, p))))
        {
            if (!list.PropertyType.IsAssignableTo(typeof(IEnumerable))) continue;
            lists.Add(list.Name);
            object? value = list.GetValue(of);
            Assert.False(value is Array, $"{list.Name} is an array.");
            Assert.True(value is IList { IsReadOnly: true }, $"{list.Name} can be written: {value?.GetType().Name}.");
        }
        Assert.Contains(nameof(RolloutResult.Timelines), lists);
        Assert.Contains(nameof(ClientImpact.SessionsByResets), lists);
        Assert.Contains(nameof(EvacuationImpact.AppTerminated), lists);
    }

    [Fact]
    public void No_property_of_a_result_is_set_after_it_was_built()
    {
        Type[] results =
            [typeof(RolloutResult), typeof(Counts), typeof(EvacuationImpact), typeof(ClientImpact), typeof(OpenConnectionSeries)];
        Assert.All(
            results.SelectMany(t => t.GetProperties().Select(p => p.SetMethod).OfType<MethodInfo>()),
            set => Assert.Contains(typeof(IsExternalInit), set.ReturnParameter.GetRequiredCustomModifiers()));
    }
}
