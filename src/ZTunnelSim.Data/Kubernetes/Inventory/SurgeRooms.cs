namespace ZTunnelSim.Data;

/// <summary>What a surge meets on the nodes of a cluster: where its pods fit, whom they preempt, where they stay Pending.</summary>
internal sealed class SurgeRooms
{
    private readonly Dictionary<string, SurgeRoom> _byNode = [];

    public SurgeRooms(ClusterInventory inventory, ZTunnelNodes ztunnels)
    {
        ILookup<string, InventoryPod> pods = inventory.Pods.ToLookup(p => p.Node);
        Dictionary<InventoryBudget, bool> allows = inventory.Budgets.ToDictionary(b => b, b => inventory.Allowed(b) > 0);
        HashSet<string> unavailable = [.. ztunnels.Unavailable];
        foreach (InventoryNode node in ztunnels.Nodes)
        {
            InventoryPod[] own = [.. ztunnels.PodsOn(node.Name)];
            // Where two are there already, or the old one goes at once, there is nothing to find room for.
            if (own.Length != 1 || unavailable.Contains(node.Name)) continue;
            SurgeRoom room = SurgeRoom.On(node, own[0], [.. pods[node.Name]], pod => inventory.BudgetsOf(pod).Any(b => !allows[b]));
            if (room.Missing is not null) _byNode.Add(node.Name, room);
        }
    }

    /// <summary>How long a surge's pod waits for room on a node, in seconds; see <see cref="Node.SurgeWaitSeconds"/>.</summary>
    public double WaitSecondsOn(string node) => _byNode.TryGetValue(node, out SurgeRoom? room) ? room.WaitSeconds : 0;

    /// <summary>What to know before a surge: a sentence each; none where every node has room.</summary>
    public IEnumerable<string> Notes()
    {
        SurgeRoom[] never = [.. _byNode.Values.Where(r => double.IsPositiveInfinity(r.WaitSeconds))];
        SurgeRoom[] preempting = [.. _byNode.Values.Where(r => r.Victims.Count > 0)];
        if (never.Length > 0)
        {
            (string why, string instead) = never.All(r => r.ExcludesItself)
                ? ("", "Use")
                : (", and there is nothing of lower priority to preempt", "Make room first, use");
            yield return $"no room for a second ztunnel pod on {Counted(never)}: {Reasons(never)}{why}. With a surge the new pod stays "
                + $"Pending there and the rollout stands still. {instead} maxUnavailable instead, or drain the nodes.";
        }
        SurgeRoom[] byChart = [.. never.Where(r => r.VictimsByChart.Count > 0)];
        if (byChart.Length > 0)
        {
            yield return "the file does not say the priority of ztunnel's pods: with that of its chart, system-node-critical, "
                + $"they would preempt pods: {Pods(byChart, r => r.VictimsByChart)}.";
        }
        if (preempting.Length > 0)
        {
            yield return $"with a surge the second ztunnel pod finds room on {Counted(preempting)} only by preempting pods of lower "
                + $"priority ({Reasons(preempting)}): {Pods(preempting, r => r.Victims)}. Their connections are cut when they exit, a "
                + "PodDisruptionBudget does not save them for certain, and the rollout waits for them on each such node: up to "
                + $"{preempting.Max(r => r.WaitSeconds):#,0} s, which its durations hold.";
        }
    }

    private static string Counted(SurgeRoom[] rooms) =>
        $"{rooms.Length:#,0} {(rooms.Length == 1 ? "node" : "nodes")} ({NameList.Of([.. rooms.Select(r => r.Node)])})";

    private static string Reasons(SurgeRoom[] rooms) => NameList.Of([.. rooms.GroupBy(r => r.Missing!).OrderByDescending(g => g.Count())
        .Select(g => rooms.Length == g.Count() ? g.Key : $"{g.Key} ({g.Count():#,0})")]);

    private static string Pods(SurgeRoom[] rooms, Func<SurgeRoom, IEnumerable<InventoryPod>> of) =>
        NameList.Of([.. rooms.SelectMany(r => of(r)
        .Select(p => $"{p.Namespace}/{p.Name} on {r.Node} (grace period {p.GracePeriodSeconds:#,0} s)"))]);
}
