namespace ZTunnelSim.Data;

/// <summary>
/// A cluster's inventory as the model has it: an application for each owner of pods, inside the mesh or not, since all of them need room.
/// What the model can't say is counted and told.
/// </summary>
internal sealed class InventoryMapping
{
    private readonly ClusterInventory _inventory;
    private readonly ZTunnelNodes _ztunnels;
    private readonly SurgeRooms? _rooms;
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, bool> _inMesh = [];

    /// <param name="inventory">The inventory.</param>
    /// <param name="assumesSurgeRoom">Whether a second ztunnel pod is taken to fit on every node, whatever the
    /// inventory says.</param>
    public InventoryMapping(ClusterInventory inventory, bool assumesSurgeRoom)
    {
        _inventory = inventory;
        _ztunnels = new(inventory);
        _rooms = assumesSurgeRoom ? null : new(inventory, _ztunnels);
        foreach (SkippedObjects skipped in inventory.Skipped) _notes.Add($"passed over: {skipped}.");
        _notes.AddRange(_ztunnels.Notes());
        _notes.AddRange(_rooms?.Notes() ?? []);
        if (CniBesideZTunnel.Note(inventory) is { } cni) _notes.Add(cni);
        HashSet<string> nodes = [.. _ztunnels.Nodes.Select(n => n.Name)];
        InventoryPod[] here = [.. inventory.Pods.Where(p => nodes.Contains(p.Node))];
        Note(inventory.Pods.Count - here.Length, "passed over: pods on nodes that are left out");
        InventoryPod[] running = [.. here.Where(p => p is { Phase: "Running", IsTerminating: false })];
        Note(here.Length - running.Length, "passed over: pods that do not run yet or are being deleted");
        // Static pods stay where they are, whatever happens: they only take room.
        InventoryPod[] fixedPods = [.. running.Where(p => p.Owner.Kind == PodOwnerKind.Node)];
        InventoryPod[] pods = [.. running.Except(fixedPods)];
        Note(fixedPods.Length, "static pods, whose room is taken off what their nodes have");
        Note(
            pods.Count(p => p.Owner.Kind == PodOwnerKind.None),
            "pods without a controller, which kubectl drain evicts with --force only, and then they are gone");
        Note(
            pods.Count(p => p is { IsKnownUnready: true, Owner.Kind: not PodOwnerKind.DaemonSet }),
            "pods that are not Ready, which get no new connections and count against their PodDisruptionBudgets until they are replaced");

        Nodes = MapNodes(pods, fixedPods.ToLookup(p => p.Node));
        Applications = MapApplications(pods);
    }

    public IReadOnlyList<Node> Nodes { get; }

    public IReadOnlyList<Application> Applications { get; }

    /// <summary>The names of nodes whose ztunnel is not available when the rollout begins.</summary>
    public IReadOnlyList<string> Unavailable => _ztunnels.Unavailable;

    /// <summary>The names of nodes on which no new ztunnel gets Ready.</summary>
    public IReadOnlyList<string> NeverReady => _ztunnels.NeverReady;

    /// <summary>The T of the ztunnel pods; null where there are none, or where they differ.</summary>
    public GracePeriod? PresentGracePeriod => _ztunnels.GracePeriod;

    /// <summary>What was passed over or assumed: a sentence each, with the files' names.</summary>
    public IEnumerable<string> Notes => _notes.Select(note => $"{string.Join(", ", _inventory.Files)}: {note}");

    /// <summary>Tells of workloads whose end is in the inventory but not in the mesh.</summary>
    public void Check(IEnumerable<Workload> workloads)
    {
        // Without a single redirected pod the file does not tell who is in the mesh.
        if (!_inMesh.ContainsValue(true)) return;
        foreach (Workload workload in workloads)
        {
            foreach (string end in workload.Traffic.Applications)
            {
                if (!_inMesh.GetValueOrDefault(end, true))
                    _notes.Add($"'{end}' of workload '{workload.Name}' has no pod in the ambient mesh; if that is right, it is "
                        + $"'{ApplicationReader.Outside}'.");
            }
        }
    }

    private Node[] MapNodes(InventoryPod[] pods, ILookup<string, InventoryPod> fixedPods)
    {
        Dictionary<string, int> podsOn = pods.CountBy(p => p.Node).ToDictionary();
        InventoryNode[] closed = [.. _ztunnels.Nodes.Where(TakesNoPods)];
        Note(closed.Length, "nodes that are cordoned or tainted, where no more pods land than run there now");
        return [.. _ztunnels.Nodes.Select(node =>
        {
            PodResources free = new(node.AllocatableMilliCpu, node.AllocatableMemoryBytes);
            foreach (InventoryPod pod in fixedPods[node.Name]) free -= Requests(pod);
            long room = TakesNoPods(node) ? podsOn.GetValueOrDefault(node.Name) : Math.Max(
                0, node.AllocatablePods - fixedPods[node.Name].Count());
            return new Node(node.Name, new NodeCapacity((int)Math.Min(room, int.MaxValue), free))
            {
                SurgeWaitSeconds = _rooms?.WaitSecondsOn(node.Name) ?? 0,
            };
        })];
    }

    private Application[] MapApplications(InventoryPod[] pods)
    {
        var owners = pods
            .GroupBy(OwnerKey)
            .ToArray();
        Dictionary<string, int> byName = owners.CountBy(o => o.Key.Name).ToDictionary();
        Dictionary<string, int> byPath = owners.CountBy(o => $"{o.Key.Namespace}/{o.Key.Name}").ToDictionary();
        return [.. owners.Select(owner =>
        {
            (string space, PodOwnerKind kind, string own) = owner.Key;
            string name = byName[own] == 1 && own != ApplicationReader.Outside ? own
                : byPath[$"{space}/{own}"] == 1 ? $"{space}/{own}"
                : $"{space}/{kind}/{own}";
            _inMesh[name] = owner.Any(p => p.InAmbientMesh);
            return Map(name, owner.Key.Namespace, owner.First().Owner, [.. owner]);
        })];
    }

    private Application Map(string name, string space, PodOwner owner, InventoryPod[] pods)
    {
        PodResources[] requests = [.. pods.Select(Requests)];
        if (requests.Distinct().Count() > 1) _notes.Add($"the pods of '{name}' request different amounts: the largest is taken for all.");
        Application application = Application.OnNodes(name, [.. pods.Select(p => p.Node)]) with
        {
            Requests = new(requests.Max(r => r.CpuMillicores), requests.Max(r => r.MemoryBytes)),
            GracePeriod = TimeSpan.FromSeconds((int)Math.Min(pods.Max(p => p.GracePeriodSeconds), int.MaxValue)),
            DisruptionBudget = BudgetOf(name, pods),
            HasEmptyDir = pods.Any(p => p.HasLocalData),
            NeverReadyPods = pods.Index().Where(p => p.Item.IsKnownUnready).Select(p => p.Index).ToHashSet(),
        };
        return owner.Kind switch
        {
            PodOwnerKind.DaemonSet => application with { IsDaemonSet = true },
            PodOwnerKind.None => application with { IsBare = true },
            PodOwnerKind.StatefulSet =>
                application with { IsStateful = true, IsParallel = _inventory.ParallelStatefulSets.Contains((space, owner.Name)) },
            PodOwnerKind.Deployment or PodOwnerKind.ReplicaSet => application,
            _ => application with { IsStateful = true, IsParallel = true },
        };
    }

    private DisruptionBudget? BudgetOf(string name, InventoryPod[] pods)
    {
        InventoryBudget[] budgets = [.. pods.SelectMany(_inventory.BudgetsOf).Distinct()];
        if (budgets.Length == 0) return null;
        InventoryBudget budget = budgets[0];
        if (pods.FirstOrDefault(p => _inventory.BudgetsOf(p).Skip(1).Any()) is { } doubly)
        {
            DisruptionBudget several = DisruptionBudget.Several(_inventory.BudgetsOf(doubly).Select(b => $"{b.Namespace}/{b.Name}"));
            _notes.Add(
                $"'{name}' has more than one PodDisruptionBudget ({several}): Kubernetes evicts no pod that has, "
                + "so that no drain of its nodes succeeds. Delete one of them first.");
            return several;
        }
        if (budgets.Length > 1)
            _notes.Add($"the pods of '{name}' have {budgets.Length} different PodDisruptionBudgets: {budget} is taken for all.");
        int covered = pods.Count(budget.Covers);
        if (covered != pods.Length)
            _notes.Add($"the PodDisruptionBudget {budget.Namespace}/{budget.Name} covers {covered} of the {pods.Length} pods of '{name}': "
                + "it is taken as that of all of them.");
        bool isShared = _inventory.PodsOf(budget).Select(OwnerKey).Distinct().Skip(1).Any();
        DisruptionBudget limit = budget.MinAvailable is { } min
            ? DisruptionBudget.MinAvailable(min)
            : DisruptionBudget.MaxUnavailable(budget.MaxUnavailable ?? 1);
        return limit with
        {
            Name = isShared ? $"{budget.Namespace}/{budget.Name}" : null,
            AlwaysEvictsUnhealthy = budget.AlwaysEvictsUnhealthy,
        };
    }

    /// <summary>What a pod is an application's by: its owner, or itself where it has none.</summary>
    private static (string Namespace, PodOwnerKind Kind, string Name) OwnerKey(InventoryPod pod) =>
        (pod.Namespace, pod.Owner.Kind, pod.Owner.Kind == PodOwnerKind.None ? pod.Name : pod.Owner.Name);

    private static bool TakesNoPods(InventoryNode node) =>
        node.Unschedulable || node.Taints.Any(t => t.Effect is "NoSchedule" or "NoExecute");

    private static PodResources Requests(InventoryPod pod) => new(pod.RequestedMilliCpu, pod.RequestedMemoryBytes);

    private void Note(int count, string what)
    {
        if (count > 0) _notes.Add($"{what}: {count:#,0}.");
    }
}
