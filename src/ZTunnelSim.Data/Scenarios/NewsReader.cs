namespace ZTunnelSim.Data;

/// <summary>Reads what comes while a rollout is under way: nodes that join, a second change of the template.</summary>
internal static class NewsReader
{
    public const string JoinsKey = "joins", SecondChangeKey = "secondChange";

    /// <param name="value">The list of joining nodes.</param>
    /// <param name="known">The names of the cluster's nodes.</param>
    public static IReadOnlyList<JoiningNode> Joins(YamlValue value, IReadOnlySet<string> known)
    {
        List<JoiningNode> joins = [];
        foreach (YamlValue item in value.List(mayBeEmpty: true))
        {
            YamlMap map = item.Map("node", "after");
            YamlValue node = map.Required("node");
            string name = node.Text();
            if (known.Contains(name)) throw node.Error($"the cluster has a node '{name}' already.");
            if (joins.Exists(j => j.Node == name)) throw node.Error($"the node '{name}' is named twice.");
            joins.Add(new(name, TimeSpan.FromSeconds(map.Required("after").Seconds())));
        }
        return joins;
    }

    public static SecondChange SecondChange(YamlValue value)
    {
        const string T = "terminationGracePeriodSeconds";
        YamlMap map = value.Map("after", "rollback", T);
        return new(TimeSpan.FromSeconds(map.Required("after").Seconds()), map.Optional("rollback")?.Boolean() ?? false)
        {
            GracePeriod = map.Optional(T) is { } between ? new GracePeriod(between.Integer(min: 1)) : null,
        };
    }

    /// <summary>Makes sure that a strategy can be simulated where the template is changed twice.</summary>
    public static void RequireOneChange(Rollout rollout, YamlValue place)
    {
        if (rollout.SecondChange is not null && !CanChangeTwice(rollout))
            throw place.Error($"'{SecondChangeKey}' under ztunnel is for rolling updates as Kubernetes paces them, not for this strategy.");
    }

    /// <summary>Whether a second change of the template is modelled for it.</summary>
    public static bool CanChangeTwice(Rollout rollout) => rollout is { Strategy: RollingUpdate, Pacing: Pacing.Kubernetes };
}
