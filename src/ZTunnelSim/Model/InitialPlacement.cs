namespace ZTunnelSim;

/// <summary>Where pods run when the rollout begins: where they are said to, or spread node by node.</summary>
internal static class InitialPlacement
{
    public static IReadOnlyList<Pod> Of(IReadOnlyList<Application> applications, Dictionary<string, int> nodes)
    {
        List<Pod> pods = [];
        // Each application goes on where the one before ended, so that not all of them crowd the first nodes.
        int next = 0;
        for (int a = 0; a < applications.Count; a++)
        {
            for (int i = 0; i < applications[a].Replicas; i++)
                pods.Add(new(a, applications[a].PodsOn is { } names ? Find(names[i], applications[a]) : next++ % nodes.Count));
        }
        return pods;

        int Find(string node, Application application) => nodes.TryGetValue(node, out int index)
            ? index
            : throw new ArgumentException($"Application '{application.Name}' names node '{node}', which the cluster does not have.");
    }
}
