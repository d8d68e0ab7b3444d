namespace ZTunnelSim.Data;

/// <summary>Reads the applications of a scenario.</summary>
/// <param name="nodes">The names of the cluster's nodes, in their order.</param>
internal sealed class ApplicationReader(IReadOnlyList<string> nodes)
{
    /// <summary>What stands for an end that is not an application of the cluster.</summary>
    public const string Outside = "outside";

    private static readonly string[] Keys =
        ["name", "replicas", "nodes", "terminationGracePeriodSeconds", "startup", "disruptionBudget", "longLived", "daemonSet",
            "statefulSet", "requests"];

    private readonly HashSet<string> _nodes = [.. nodes];

    public IReadOnlyList<Application> Read(YamlValue value)
    {
        List<Application> applications = [];
        foreach (YamlValue item in value.List()) applications.Add(ReadOne(item, applications));
        return applications;
    }

    /// <summary>Applications that are known from elsewhere, with what the file says of some of them.</summary>
    public static IReadOnlyList<Application> Refine(IReadOnlyList<Application> known, YamlValue value)
    {
        Application[] applications = [.. known];
        HashSet<string> given = [];
        foreach (YamlValue item in value.List())
        {
            YamlMap map = item.Map(Keys);
            map.Refuse(
                ["replicas", "nodes", "daemonSet", "statefulSet"], "where the pods are is read from the file under 'cluster.kubectl'.");
            YamlValue nameValue = map.Required("name");
            string name = nameValue.Text();
            int index = Array.FindIndex(applications, a => a.Name == name);
            if (index < 0)
                throw nameValue.Error($"the cluster has no application '{name}'{Suggestion.For(name, [.. known.Select(a => a.Name)])}.");
            if (!given.Add(name)) throw nameValue.Error($"an application '{name}' was given before.");
            applications[index] = Refine(applications[index], map);
        }
        return applications;
    }

    private Application ReadOne(YamlValue value, List<Application> others)
    {
        YamlMap map = value.Map(Keys);
        YamlValue nameValue = map.Required("name");
        string name = nameValue.Text();
        if (name == Outside) throw nameValue.Error($"'{Outside}' stands for what is outside the mesh; name the application otherwise.");
        if (others.Any(a => a.Name == name)) throw nameValue.Error($"an application '{name}' was given before.");
        return Refine(Placed(map, name), map);
    }

    private Application Placed(YamlMap map, string name)
    {
        if (map.Optional("daemonSet")?.Boolean() == true)
        {
            map.Refuse(["statefulSet"], "an application is a DaemonSet or a StatefulSet.");
            map.Refuse(["replicas"], "a DaemonSet has one pod on each node: give its nodes, or neither for all.");
            IReadOnlyList<string> on = map.Optional("nodes") is { } its ? NodesOf(its) : nodes;
            return Application.OnNodes(name, on) with { IsDaemonSet = true };
        }
        (string given, YamlValue pods) = map.ExactlyOne("replicas", "nodes");
        Application application = given == "nodes"
            ? Application.OnNodes(name, NodesOf(pods))
            : Application.WithReplicas(name, pods.Integer(1, 1_000_000));
        return map.Optional("statefulSet")?.Boolean() == true ? application with { IsStateful = true } : application;
    }

    private static Application Refine(Application application, YamlMap map)
    {
        if (map.Optional("terminationGracePeriodSeconds") is { } grace)
            application = application with { GracePeriod = TimeSpan.FromSeconds(grace.Integer(0)) };
        if (map.Optional("startup") is { } startup)
            application = application with { PodStartup = LawReader.ReadFinite(startup) };
        if (map.Optional("disruptionBudget") is { } budget)
            application = application with { DisruptionBudget = ReadBudget(budget) };
        if (map.Optional("requests") is { } requests)
            application = application with { Requests = ResourceReader.Requests(requests) };
        return map.Optional("longLived")?.Boolean() == true ? application with { IsLongLived = true } : application;
    }

    private string[] NodesOf(YamlValue value) => [.. value.List().Select(node => NodeReader.Name(node, _nodes))];

    private static DisruptionBudget ReadBudget(YamlValue value)
    {
        string[] keys = ["minAvailable", "maxUnavailable"];
        (string given, YamlValue limit) = value.Map(keys).ExactlyOne(keys);
        IntOrPercent pods = UpdateStrategyReader.Limit(limit);
        return given == "minAvailable" ? DisruptionBudget.MinAvailable(pods) : DisruptionBudget.MaxUnavailable(pods);
    }
}
