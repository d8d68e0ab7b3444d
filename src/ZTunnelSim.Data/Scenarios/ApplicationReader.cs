namespace ZTunnelSim.Data;

/// <summary>Reads the applications of a scenario.</summary>
/// <param name="nodes">The names of the cluster's nodes, in their order.</param>
internal sealed class ApplicationReader(IReadOnlyList<string> nodes)
{
    /// <summary>What stands for an end that is not an application of the cluster.</summary>
    public const string Outside = "outside";

    private static readonly string[] Keys =
        ["name", "replicas", "nodes", "terminationGracePeriodSeconds", "startup", "shutdown", "neverReadyPods", "disruptionBudget",
            "longLived", "daemonSet", "statefulSet", PodManagementPolicy, "bare", "emptyDir", "requests"];

    private const string PodManagementPolicy = "podManagementPolicy";

    private readonly HashSet<string> _nodes = [.. nodes];

    public IReadOnlyList<Application> Read(YamlValue value)
    {
        List<Application> applications = [];
        HashSet<string> names = [];
        foreach (YamlValue item in value.List()) applications.Add(ReadOne(item, names, applications));
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
                ["replicas", "nodes", "daemonSet", "statefulSet", "bare", "emptyDir"],
                "what its pods are, and where, is read from the file under 'cluster.kubectl'.");
            YamlValue nameValue = map.Required("name");
            string name = nameValue.Text();
            int index = Array.FindIndex(applications, a => a.Name == name);
            if (index < 0)
                throw nameValue.Error($"the cluster has no application '{name}'{Suggestion.For(name, [.. known.Select(a => a.Name)])}.");
            if (!given.Add(name)) throw nameValue.Error($"an application '{name}' was given before.");
            applications[index] = Refine(applications[index], map, applications.Where(a => a.Name != name));
        }
        return applications;
    }

    private Application ReadOne(YamlValue value, HashSet<string> names, List<Application> others)
    {
        YamlMap map = value.Map(Keys);
        YamlValue nameValue = map.Required("name");
        string name = nameValue.Text();
        if (name == Outside) throw nameValue.Error($"'{Outside}' stands for what is outside the mesh; name the application otherwise.");
        if (!names.Add(name)) throw nameValue.Error($"an application '{name}' was given before.");
        return Refine(Placed(map, name), map, others);
    }

    private Application Placed(YamlMap map, string name)
    {
        if (map.Optional("daemonSet")?.Boolean() == true)
        {
            map.Refuse(["statefulSet"], "an application is a DaemonSet or a StatefulSet.");
            map.Refuse(["bare"], "pods of a DaemonSet have a controller.");
            map.Refuse(["replicas"], "a DaemonSet has one pod on each node: give its nodes, or neither for all.");
            IReadOnlyList<string> on = map.Optional("nodes") is { } its ? NodesOf(its) : nodes;
            return Application.OnNodes(name, on) with { IsDaemonSet = true };
        }
        (string given, YamlValue pods) = map.ExactlyOne("replicas", "nodes");
        Application application = given == "nodes"
            ? Application.OnNodes(name, NodesOf(pods))
            : Application.WithReplicas(name, pods.Integer(1, 1_000_000));
        if (map.Optional("bare")?.Boolean() == true)
        {
            map.Refuse(["statefulSet"], "pods of a StatefulSet have a controller.");
            return application with { IsBare = true };
        }
        return map.Optional("statefulSet")?.Boolean() == true ? application with { IsStateful = true } : application;
    }

    private static Application Refine(Application application, YamlMap map, IEnumerable<Application> others)
    {
        if (map.Optional(PodManagementPolicy) is { } policy)
        {
            if (!application.IsStateful) throw policy.Error("it goes with a StatefulSet.");
            application = application with { IsParallel = policy.Choice(("OrderedReady", false), ("Parallel", true)) };
        }
        if (map.Optional("emptyDir")?.Boolean() == true) application = application with { HasEmptyDir = true };
        if (map.Optional("neverReadyPods") is { } never)
            application = application with { NeverReadyPods = never.List(mayBeEmpty: true).Select(pod => pod.Integer(0)).ToHashSet() };
        if (map.Optional("terminationGracePeriodSeconds") is { } grace)
            application = application with { GracePeriod = TimeSpan.FromSeconds(grace.Integer(0)) };
        if (map.Optional("startup") is { } startup)
            application = application with { PodStartup = LawReader.ReadFinite(startup) };
        if (map.Optional("shutdown") is { } shutdown)
            application = application with { PodShutdown = LawReader.ReadFinite(shutdown) };
        if (map.Optional("disruptionBudget") is { } budget)
            application = application with { DisruptionBudget = ReadBudget(budget, others) };
        if (map.Optional("requests") is { } requests)
            application = application with { Requests = ResourceReader.Requests(requests) };
        return map.Optional("longLived")?.Boolean() == true ? application with { IsLongLived = true } : application;
    }

    private string[] NodesOf(YamlValue value) => [.. value.List().Select(node => NodeReader.Name(node, _nodes))];

    private static DisruptionBudget ReadBudget(YamlValue value, IEnumerable<Application> others)
    {
        string[] limits = ["minAvailable", "maxUnavailable"];
        YamlMap map = value.Map([.. limits, "name", "unhealthyPodEvictionPolicy"]);
        (string given, YamlValue limit) = map.ExactlyOne(limits);
        IntOrPercent pods = UpdateStrategyReader.Limit(limit);
        DisruptionBudget plain = given == "minAvailable" ? DisruptionBudget.MinAvailable(pods) : DisruptionBudget.MaxUnavailable(pods);
        DisruptionBudget budget = plain with
        {
            Name = map.Optional("name")?.Text(),
            AlwaysEvictsUnhealthy = map.Optional("unhealthyPodEvictionPolicy")
                ?.Choice(("IfHealthyBudget", false), ("AlwaysAllow", true)) ?? false,
        };
        Application? under = budget.Name is null ? null : others.FirstOrDefault(a => a.DisruptionBudget?.Name == budget.Name);
        return under is null || under.DisruptionBudget == budget
            ? budget
            : throw value.Error($"the PodDisruptionBudget '{budget.Name}' of '{under.Name}' is another one: {under.DisruptionBudget}.");
    }
}
