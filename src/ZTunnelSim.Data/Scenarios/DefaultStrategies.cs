namespace ZTunnelSim.Data;

/// <summary>
/// What is compared where a scenario lists no strategies: its own at its grace periods, a wider surge, and draining nodes.
/// </summary>
internal static class DefaultStrategies
{
    private const int MostGracePeriods = 4;

    public static IReadOnlyList<NamedStrategy> Of(Rollout rollout, IReadOnlyList<GracePeriod> candidates)
    {
        GracePeriod[] sorted = [.. candidates.Order()];
        GracePeriod middle = sorted[sorted.Length / 2], chart = GracePeriod.Default;
        RollingUpdate roll = rollout.Strategy as RollingUpdate ?? RollingUpdate.Default;
        List<NamedStrategy> strategies = [];
        foreach (GracePeriod t in sorted.Length <= MostGracePeriods ? sorted : [sorted[0], middle, sorted[^1]]) Add(rollout.Strategy, t);

        RollingUpdate wide = new(IntOrPercent.Percent(25), default, roll.MinReadySeconds);
        int nodes = rollout.Cluster.Nodes.Count;
        if (!roll.IsSurge || wide.ConcurrentNodes(nodes) != roll.ConcurrentNodes(nodes)) Add(wide, middle);
        // Where a surge finds no room, the pod that goes first makes it.
        if ((rollout with { Strategy = wide }).BlockingNodes.Count > 0)
            Add(new RollingUpdate(0, 1, roll.MinReadySeconds), middle);
        Add(new EvacuateNodes(), chart);
        Add(new EvacuateNodes(new NodeEvacuation { SurgeNodes = 1, CordonAllFirst = true }), chart);
        if (rollout.Cluster.Applications.Any(a => a.IsLongLived)) Add(new EvacuateThenRoll(NodeEvacuation.Default, roll), middle);
        return strategies;

        void Add(UpdateStrategy plan, GracePeriod t)
        {
            string name = $"{Name(plan)}, T = {t}";
            Rollout its = rollout with { Strategy = plan, GracePeriod = t };
            if (its.SecondChange is not null && !NewsReader.CanChangeTwice(its)) return;
            if (strategies.All(s => s.Name != name)) strategies.Add(new(name, its));
        }
    }

    private static string Name(UpdateStrategy plan) => plan switch
    {
        RollingUpdate { IsSurge: true } roll => $"surge {roll.MaxSurge}",
        RollingUpdate roll => $"unavailable {roll.MaxUnavailable}",
        OnDelete batches => $"OnDelete by {batches.BatchSize}",
        EvacuateNodes { Evacuation: { SurgeNodes: > 0 } drain } =>
            $"drain, {drain.SurgeNodes} surge {(drain.SurgeNodes == 1 ? "node" : "nodes")}",
        EvacuateNodes => "drain",
        EvacuateThenRoll mixed => $"drain long-lived, then {Name(mixed.Roll)}",
        _ => plan.ToString()!,
    };
}
