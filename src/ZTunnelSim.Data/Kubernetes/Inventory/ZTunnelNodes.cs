namespace ZTunnelSim.Data;

/// <summary>
/// The nodes of an inventory that run ztunnel, which are those that a rollout is about: a cordoned, tainted or control-plane node with a
/// ztunnel pod is one of them, a Windows, Fargate or virtual node without one is none.
/// </summary>
internal sealed class ZTunnelNodes
{
    private readonly ClusterInventory _inventory;
    private readonly ILookup<string, InventoryPod> _pods;

    public ZTunnelNodes(ClusterInventory inventory)
    {
        _inventory = inventory;
        // One that is being deleted still serves; one that has ended does not, and is not among the pods.
        _pods = inventory.Pods.Where(p => p.IsZTunnel).ToLookup(p => p.Node);
        Nodes = [.. inventory.Nodes.Where(node => AreKnown ? _pods.Contains(node.Name) : WhyNever(node) is null)];
        if (Nodes.Count == 0)
            throw new InputException("none of its nodes can run ztunnel, which needs Linux nodes of a kubelet.", inventory.Files[0]);
    }

    /// <summary>Whether the file shows ztunnel's pods; where it shows none, every node that could run one is taken to.</summary>
    public bool AreKnown => _pods.Count > 0;

    /// <summary>The nodes that count.</summary>
    public IReadOnlyList<InventoryNode> Nodes { get; }

    /// <summary>
    /// The names of nodes whose ztunnel is not available now: it is not Ready, or it is being deleted and no other one is there. The
    /// DaemonSet controller replaces it first. A node that is not Ready is one of them.
    /// </summary>
    public IReadOnlyList<string> Unavailable => [.. Nodes.Where(n => !n.IsReady || IsBroken(n)).Select(n => n.Name)];

    /// <summary>The names of nodes on which no new pod gets Ready, since they are not Ready themselves.</summary>
    public IReadOnlyList<string> NeverReady => [.. Nodes.Where(n => !n.IsReady).Select(n => n.Name)];

    /// <summary>The T of the ztunnel pods that are not being deleted; null where the file shows none, or where they differ.</summary>
    public GracePeriod? GracePeriod
    {
        get
        {
            long[] seconds = [.. _pods.SelectMany(node => node).Where(p => !p.IsTerminating).Select(p => p.GracePeriodSeconds).Distinct()];
            return seconds is [>= 1 and <= int.MaxValue and var only] ? new GracePeriod((int)only) : null;
        }
    }

    /// <summary>The node's ztunnel pods, those that are being deleted last; none where the file shows no ztunnel.</summary>
    public IEnumerable<InventoryPod> PodsOn(string node) => _pods[node].OrderBy(p => p.IsTerminating);

    /// <summary>What was found, and what was left out: a sentence each.</summary>
    public IEnumerable<string> Notes()
    {
        string[] others = [.. _inventory.Nodes.Except(Nodes).Select(n => WhyNever(n) is { } why ? $"{n.Name} ({why})" : n.Name)];
        if (!AreKnown) yield return Unknown();
        if (others.Length > 0)
            yield return $"nodes {(AreKnown ? "without a ztunnel pod" : "that can't run ztunnel")}, left out: {Counted(others)}.";
        if (Named(n => !n.IsReady) is { Length: > 0 } dead)
        {
            yield return $"nodes that are not Ready: {Counted(dead)}. Their ztunnel is unavailable, and its replacement never gets Ready "
                + "there: with a surge Kubernetes goes on with the others, without one they hold a place for as long as they are away. "
                + "'kubectl rollout status' waits for them. Connections through them are counted as if they could be reached.";
        }
        if (Named(n => n.IsReady && IsBroken(n)) is { Length: > 0 } broken)
        {
            yield return $"nodes whose ztunnel pod is not Ready or is being deleted: {Counted(broken)}. Kubernetes replaces these first, "
                + "whatever the limit; that the new pod gets Ready there is assumed.";
        }
        if (Named(n => _pods[n.Name].Count() > 1) is { Length: > 0 } doubled)
            yield return $"nodes with more than one ztunnel pod: {Counted(doubled)}. A rollout is under way, or two revisions run; each "
                + "node counts once.";
        if (Idle() is { Length: > 0 } idle)
        {
            yield return $"nodes whose only ztunnel pod has ended or is not scheduled: {Counted(idle)}. They are among those left out: no "
                + "connection runs through them now, but a rollout waits for them too.";
        }
    }

    private string[] Idle() => AreKnown
        ? [.. _inventory.IdleZTunnelPods.Select(p => p.Node).Where(n => !_pods.Contains(n)).Distinct().Order(StringComparer.Ordinal)]
        : [];

    private string Unknown()
    {
        string[] spaces = [.. _inventory.Pods.Select(p => p.Namespace).Distinct().Take(2)];
        string found = spaces switch
        {
            [] => "there is no pod in it",
            [var only] => $"there is no ztunnel pod in it, only pods of the namespace '{only}' (was -A left out?)",
            _ => "there is no ztunnel pod in it",
        };
        return $"{found}: which nodes run ztunnel is not known, and each of the {Nodes.Count:#,0} nodes is taken to. "
            + "Get all of it with: kubectl get nodes,pods,pdb -A -o json.";
    }

    private bool IsBroken(InventoryNode node) =>
        AreKnown && !_pods[node.Name].Any(p => p is { IsTerminating: false, IsKnownUnready: false });

    private string[] Named(Func<InventoryNode, bool> isMeant) => [.. Nodes.Where(isMeant).Select(n => n.Name)];

    private static string Counted(string[] names) => $"{names.Length:#,0} ({NameList.Of(names)})";

    /// <summary>
    /// What keeps a node from ever running ztunnel, or null. Sources: well-known labels of Kubernetes, EKS and virtual-kubelet.
    /// </summary>
    private static string? WhyNever(InventoryNode node)
    {
        string? system = Label("kubernetes.io/os") ?? Label("beta.kubernetes.io/os");
        return system is { Length: > 0 } and not "linux" ? system
            : Label("eks.amazonaws.com/compute-type") == "fargate" ? "Fargate"
            : Label("type") == "virtual-kubelet" ? "virtual"
            : null;

        string? Label(string name) => node.Labels.GetValueOrDefault(name);
    }
}
