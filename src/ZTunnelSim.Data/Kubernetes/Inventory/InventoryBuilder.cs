namespace ZTunnelSim.Data;

/// <summary>Gathers objects into an inventory, and counts what it has no use for.</summary>
internal sealed class InventoryBuilder
{
    private readonly Dictionary<string, InventoryNode> _nodes = [];
    private readonly Dictionary<(string, string), InventoryPod> _pods = [];
    private readonly Dictionary<(string, string), InventoryBudget> _budgets = [];
    private readonly List<InventoryPod> _idleZTunnels = [];
    private readonly HashSet<string> _ambientNamespaces = [];
    private readonly HashSet<(string, string)> _parallelSets = [];
    private readonly SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);
    private DateTimeOffset? _newest;
    private string? _unreadable;

    /// <summary>Adds an object, of the kind that it says or, as a NodeList's items do not, that of the list that it stands in.</summary>
    public void Add(SyntaxNode node, string? listed, string file)
    {
        ValueSource source = new(file, node.Line, "an object");
        YamlValue unnamed = new(node, source, "");
        string? kind = unnamed["kind"].OptionalText() ?? listed, name = unnamed["metadata"]["name"].OptionalText();
        string? space = unnamed["metadata"]["namespace"].OptionalText();
        // An error then names the object, and the key within it.
        YamlValue value = new(node, source, $"{kind} {(space is null ? "" : space + "/")}{name}:");
        switch (kind)
        {
            case "Node":
                InventoryNode read = InventoryNode.Read(value);
                if (!_nodes.TryAdd(read.Name, read)) Skip("nodes listed before");
                Date(value);
                break;
            case "Pod":
                AddPod(value);
                Date(value);
                break;
            case "PodDisruptionBudget":
                InventoryBudget budget = BudgetReader.Read(value);
                if (!_budgets.TryAdd((budget.Namespace, budget.Name), budget)) Skip("budgets listed before");
                break;
            case "Namespace":
                if (MeshMembership.IsAmbient(value)) _ambientNamespaces.Add(KubernetesName.Required(value["metadata"]["name"]));
                break;
            case "StatefulSet":
                if (value["spec"]["podManagementPolicy"].OptionalText() == "Parallel")
                    _parallelSets.Add(KubernetesName.InNamespace(value["metadata"]));
                break;
            default: Skip("objects that are neither nodes nor pods nor budgets"); break;
        }
    }

    /// <summary>Counts a file of a folder or archive that can't be read.</summary>
    public void SkipFile(InputException why) =>
        Skip($"files that can't be read (the first: {_unreadable ??= why.Message.TrimEnd('.')})");

    public ClusterInventory Build(IReadOnlyList<string> files)
    {
        if (_nodes.Count == 0)
            throw new InputException(
                "there is no node; get all of it with: kubectl get nodes,pods,pdb -A -o json", files.Count == 1 ? files[0] : null);
        InventoryPod[] known = [.. _pods.Values.Where(p => _nodes.ContainsKey(p.Node)).Select(InItsNamespace)];
        Skip("pods on nodes that are not listed", _pods.Count - known.Length);
        return new ClusterInventory
        {
            Files = files,
            Nodes = [.. _nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal)],
            Pods = [.. known.OrderBy(p => p.Namespace, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal)],
            Budgets = [.. _budgets.Values.OrderBy(b => b.Namespace, StringComparer.Ordinal).ThenBy(b => b.Name, StringComparer.Ordinal)],
            AmbientNamespaces = _ambientNamespaces,
            ParallelStatefulSets = _parallelSets,
            IdleZTunnelPods = [.. _idleZTunnels.Where(p => _nodes.ContainsKey(p.Node))],
            ZTunnels = ZTunnels(files, pod => _nodes.ContainsKey(pod.Node)),
            Skipped = [.. _skipped.Select(s => new SkippedObjects(s.Key, s.Value))],
        };
    }

    /// <summary>The ztunnel pods alone, with their times, whether there are nodes in the files or not.</summary>
    public ZTunnelPods ZTunnels(IReadOnlyList<string> files) => ZTunnels(files, _ => true);

    private ZTunnelPods ZTunnels(IReadOnlyList<string> files, Func<InventoryPod, bool> counts) => new(
        files,
        [.. _pods.Values.Where(pod => pod.IsZTunnel).Concat(_idleZTunnels).Where(counts)
            .OrderBy(pod => pod.Node, StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal)],
        _nodes.Values.Where(node => node.Created is not null).ToDictionary(node => node.Name, node => node.Created!.Value),
        _newest);

    /// <summary>Looks for the newest time in what a node or a pod says of itself; the time of a deletion may be still to come.</summary>
    private void Date(YamlValue value)
    {
        Take(value["metadata"]["creationTimestamp"]);
        foreach (YamlValue condition in value["status"]["conditions"].Items())
        {
            Take(condition["lastHeartbeatTime"]);
            Take(condition["lastTransitionTime"]);
        }
        foreach (YamlValue container in value["status"]["containerStatuses"].Items()) Take(container["state"]["running"]["startedAt"]);

        void Take(YamlValue time)
        {
            if (time.Present?.Time() is { } seen && !(seen <= _newest)) _newest = seen;
        }
    }

    private void AddPod(YamlValue value)
    {
        YamlValue node = value["spec"]["nodeName"];
        string? scheduled = node.OptionalText() is { Length: > 0 } ? KubernetesName.OfObject(node) : null;
        string? idle = value["status"]["phase"].OptionalText() is "Succeeded" or "Failed" ? "pods that have ended (Succeeded or Failed)"
            : scheduled is null ? "pods without a node (not scheduled)"
            : null;
        InventoryPod pod = PodReader.Read(value, scheduled ?? PodReader.NodeMeantFor(value) ?? "");
        if (idle is not null)
        {
            Skip(idle);
            if (pod.IsZTunnel) _idleZTunnels.Add(pod);
        }
        else if (!_pods.TryAdd((pod.Namespace, pod.Name), pod))
        {
            Skip("pods listed before");
        }
    }

    private InventoryPod InItsNamespace(InventoryPod pod) =>
        pod.FollowsItsNamespace && _ambientNamespaces.Contains(pod.Namespace) ? pod with { InAmbientMesh = true } : pod;

    private void Skip(string reason, int count = 1)
    {
        if (count > 0) _skipped[reason] = _skipped.GetValueOrDefault(reason) + count;
    }
}
