namespace ZTunnelSim;

/// <summary>The nodes that run ztunnel, the applications on them, and the workloads whose connections they carry.</summary>
public sealed class Cluster
{
    /// <summary>For each node, the workloads with a connection across it, and which shares of each cross it.</summary>
    private readonly (int[] Workloads, Crossing[] Crossings, double[] Shares, double[] AcceptShares)[] _loads;

    private readonly Crossing[] _exposures;

    private readonly Dictionary<string, int> _applicationIndexes;

    private readonly Lazy<ILookup<int, Pod>> _podsOf;

    private readonly Lazy<Dictionary<string, double[]>> _podShares;

    /// <summary>A cluster of named nodes.</summary>
    /// <param name="nodes">The nodes, at least one, with unique names.</param>
    /// <param name="workloads">The workloads, at least one, with unique names, on nodes and between applications of this cluster.</param>
    /// <param name="applications">The applications, with unique names, on nodes of this cluster.</param>
    /// <exception cref="ArgumentException">A list is empty, or a name stands twice or is unknown; the message says which.</exception>
    public Cluster(IEnumerable<Node> nodes, IEnumerable<Workload> workloads, IEnumerable<Application>? applications = null)
    {
        Nodes = ValueList.Of(nodes);
        Workloads = ValueList.Of(workloads);
        Applications = ValueList.Of(applications ?? []);
        (NodeNames, WorkloadNames) = ([.. Nodes.Select(n => n.Name)], [.. Workloads.Select(w => w.Name)]);
        if (Nodes.Count == 0) throw new ArgumentException("A cluster has at least one node.", nameof(nodes));
        if (Workloads.Count == 0) throw new ArgumentException("A cluster has at least one workload.", nameof(workloads));
        UniqueNames.RequireUnique(Workloads.Select(w => w.Name), "workload", nameof(workloads));
        _applicationIndexes = UniqueNames.Index(Applications.Select(a => a.Name), "application", nameof(applications));
        RequireOneBudgetOfAName(Applications, nameof(applications));
        Dictionary<string, int> nodeIndexes = UniqueNames.Index(Nodes.Select(n => n.Name), "node", nameof(nodes));
        Pods = ValueList.Of(InitialPlacement.Of(Applications, nodeIndexes));
        _podsOf = new(() => Pods.ToLookup(pod => pod.Application));
        _podShares = new(PodShares);
        _exposures = new Crossing[Workloads.Count];
        // Of many workloads most are on few nodes: what does not cross a node is not kept.
        List<(int Workload, Crossing Crossing)>[] loads = [.. Nodes.Select(_ => new List<(int, Crossing)>())];
        for (int w = 0; w < Workloads.Count; w++)
        {
            Crossing[] ofNodes = Workloads[w].Traffic.Crossings(this, nodeIndexes, Workloads[w].Name);
            _exposures[w] = ofNodes.Aggregate((a, b) => a + b);
            for (int n = 0; n < ofNodes.Length; n++)
            {
                if (ofNodes[n].Total > 0) loads[n].Add((w, ofNodes[n]));
            }
        }
        _loads = [.. loads.Select(load => (
            load.Select(l => l.Workload).ToArray(), load.Select(l => l.Crossing).ToArray(),
            load.Select(l => l.Crossing.Total).ToArray(), load.Select(l => l.Crossing.Accepted + l.Crossing.Both).ToArray()))];
        HasBothEnds = Workloads.Any(w => w.Traffic is TrafficBetween);
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The workloads.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>The applications; empty where only the connections of each node are modelled.</summary>
    public IReadOnlyList<Application> Applications { get; }

    /// <summary>The applications' pods when the rollout begins, application by application.</summary>
    public IReadOnlyList<Pod> Pods { get; }

    /// <summary>The nodes' names, in their order: what results are given by.</summary>
    internal ValueList<string> NodeNames { get; }

    /// <summary>The workloads' names, in their order.</summary>
    internal ValueList<string> WorkloadNames { get; }

    /// <summary>Whether connections are modelled with both their ends.</summary>
    public bool HasBothEnds { get; }

    /// <summary>A cluster of <paramref name="nodeCount"/> nodes named node-1, node-2 and so on.</summary>
    /// <param name="nodeCount">The number of nodes, at least 1.</param>
    /// <param name="workloads">The workloads, each on every node unless it names its own.</param>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static Cluster OfSize(int nodeCount, params IEnumerable<Workload> workloads) =>
        new(NodesOfSize(nodeCount), workloads);

    /// <summary>So many nodes, named node-1, node-2 and so on.</summary>
    /// <param name="nodeCount">The number of nodes, at least 1.</param>
    /// <param name="capacity">What each has for pods; null: <see cref="NodeCapacity.Default"/>.</param>
    public static IEnumerable<Node> NodesOfSize(int nodeCount, NodeCapacity? capacity = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodeCount, 1);
        return Enumerable.Range(1, nodeCount).Select(i => new Node($"node-{i}", capacity));
    }

    /// <summary>The same cluster with so many nodes.</summary>
    /// <param name="count">
    /// At least 1. The first nodes stay; further ones are like the first one, and get the free ones of the names node-1, node-2 and so on.
    /// Pods that are not said to be on a node are spread anew.
    /// </param>
    /// <exception cref="ArgumentException">There is less than one node, or a workload or an application is on a node that goes.</exception>
    public Cluster WithNodes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Node[] kept = [.. Nodes.Take(count)];
        HashSet<string> taken = [.. kept.Select(n => n.Name)];
        IEnumerable<Node> free = NodesOfSize(count, Nodes[0].Capacity).Where(n => !taken.Contains(n.Name));
        return new([.. kept, .. free.Take(count - kept.Length)], Workloads, Applications);
    }

    /// <summary>The same cluster with workloads that take the place of those of their names, or are added.</summary>
    /// <param name="workloads">The workloads, on nodes and between applications of this cluster.</param>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public Cluster With(params IEnumerable<Workload> workloads) =>
        new(Nodes, Replaced(Workloads, workloads, w => w.Name), Applications);

    /// <summary>The same cluster with applications that take the place of those of their names, or are added.</summary>
    /// <param name="applications">The applications, on nodes of this cluster.</param>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public Cluster With(params IEnumerable<Application> applications) =>
        new(Nodes, Workloads, Replaced(Applications, applications, a => a.Name));

    /// <summary>The indexes in <see cref="Workloads"/> of those with connections across a node.</summary>
    /// <param name="nodeIndex">The index in <see cref="Nodes"/>.</param>
    public ReadOnlySpan<int> WorkloadsOn(int nodeIndex) => _loads[nodeIndex].Workloads;

    /// <summary>
    /// For each of <see cref="WorkloadsOn"/>, the share of its <see cref="Workload.OpenedPerSecond"/> that crosses the node: 1 for
    /// connections of each node; p + q - p q between applications that have the shares p and q of their pods there.
    /// </summary>
    /// <param name="nodeIndex">The index in <see cref="Nodes"/>.</param>
    public ReadOnlySpan<double> SharesOn(int nodeIndex) => _loads[nodeIndex].Shares;

    /// <summary>
    /// For each of <see cref="WorkloadsOn"/>, the share of its <see cref="Workload.OpenedPerSecond"/> that the node's ztunnel accepts as a
    /// connection of its own: inside the mesh the destination's gets streams of pooled HBONE connections instead.
    /// </summary>
    /// <param name="nodeIndex">The index in <see cref="Nodes"/>.</param>
    public ReadOnlySpan<double> AcceptSharesOn(int nodeIndex) => _loads[nodeIndex].AcceptShares;

    /// <summary>
    /// The sum of a workload's shares over the nodes: times its rate, how many connections per second all ztunnels accept of it. For
    /// connections of each node it is their number; between applications it is from 1 (always the same node, or one end outside the mesh)
    /// to 2.
    /// </summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    public double ExposuresOf(int workloadIndex) => _exposures[workloadIndex].Total;

    /// <summary>The same by what picks a process.</summary>
    internal Crossing CrossingsOf(int workloadIndex) => _exposures[workloadIndex];

    /// <summary>For each of <see cref="WorkloadsOn"/>, its shares that cross the node.</summary>
    internal ReadOnlySpan<Crossing> CrossingsOn(int nodeIndex) => _loads[nodeIndex].Crossings;

    /// <summary>The mean number of a workload's connections open in the whole cluster, each counted once.</summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    public double OpenConnectionsOf(int workloadIndex) => Workloads[workloadIndex].OpenConnections * EachOnce(workloadIndex);

    /// <summary>The mean number of connections open in the whole cluster, each counted once.</summary>
    internal double OpenConnections => Enumerable.Range(0, Workloads.Count).Sum(OpenConnectionsOf);

    /// <summary>How many of a workload's connections are opened per second in the whole cluster, each counted once.</summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    internal double OpenedPerSecondOf(int workloadIndex) => Workloads[workloadIndex].OpenedPerSecond * EachOnce(workloadIndex);

    /// <summary>How many times a workload's numbers come in the whole cluster, where each connection counts once.</summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    internal double EachOnce(int workloadIndex) => ExposuresOf(workloadIndex) - OnTwoNodesOf(workloadIndex);

    /// <summary>
    /// Times a workload's rate, how many connections per second cross two nodes: by so much the sum over nodes (<see cref="ExposuresOf"/>)
    /// counts more than there are connections.
    /// </summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    internal double OnTwoNodesOf(int workloadIndex)
    {
        return Nodes.Count == 1 ? 0 : Workloads[workloadIndex].Traffic.OnTwoNodes(ExposuresOf(workloadIndex));
    }

    /// <summary>For each node, the share of an application's pods that are there; none outside the mesh.</summary>
    /// <param name="application">The application's name; null: outside the mesh.</param>
    /// <param name="workload">The name of the workload that names it, for messages.</param>
    /// <exception cref="ArgumentException">The cluster has no such application.</exception>
    internal double[] PodSharesOf(string? application, string workload)
    {
        if (application is null) return new double[Nodes.Count];
        if (_podShares.Value.TryGetValue(application, out double[]? shares)) return shares;
        throw new ArgumentException(
            $"Workload '{workload}' names application '{application}', which the cluster does not have.");
    }

    /// <summary>For each application, the shares of its pods on the nodes.</summary>
    private Dictionary<string, double[]> PodShares()
    {
        ILookup<int, Pod> pods = _podsOf.Value;
        return Applications.Select((its, a) => (its, a)).ToDictionary(pair => pair.its.Name, pair =>
        {
            // New connections go to pods that are Ready.
            Pod[] ready = [.. pods[pair.a].Where((_, number) => !pair.its.NeverReadyPods.Contains(number))];
            double[] shares = new double[Nodes.Count];
            foreach (Pod pod in ready) shares[pod.Node] += 1.0 / ready.Length;
            return shares;
        });
    }

    /// <summary>The number of nodes that a workload has connections across.</summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    public int NodesOf(int workloadIndex) => _loads.Count(load => Array.BinarySearch(load.Workloads, workloadIndex) >= 0);

    /// <summary>The index of an application, or -1 where there is none of that name: it is outside the mesh.</summary>
    internal int ApplicationIndex(string? name) => name is not null && _applicationIndexes.TryGetValue(name, out int a) ? a : -1;

    /// <summary>Into how many pairs of pods the connections between two applications fall, by their indices; at least 1.</summary>
    internal double PodPairs(int source, int destination) =>
        Math.Max(1, (double)_podsOf.Value[source].Count() * _podsOf.Value[destination].Count());

    /// <summary>Whether both have equal nodes, workloads and applications, in the same order.</summary>
    /// <param name="obj">The other one.</param>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (obj is Cluster other
        && Nodes.Equals(other.Nodes) && Workloads.Equals(other.Workloads) && Applications.Equals(other.Applications));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Nodes, Workloads, Applications);

    /// <summary>12 nodes, workloads api and web, application web.</summary>
    public override string ToString() =>
        $"{Nodes.Count} nodes, {Named("workload", WorkloadNames)}"
        + (Applications.Count == 0 ? "" : $", {Named("application", [.. Applications.Select(a => a.Name)])}");

    private static string Named(string what, ValueList<string> names) =>
        $"{what}{(names.Count == 1 ? "" : "s")} {string.Join(", ", names)}";

    /// <summary>The part of each workload that crosses a node.</summary>
    internal IEnumerable<Workload> LoadOn(int nodeIndex)
    {
        (int[] workloads, _, double[] shares, _) = _loads[nodeIndex];
        return workloads.Zip(shares, (w, share) => Workloads[w].Share(share));
    }

    private static void RequireOneBudgetOfAName(IEnumerable<Application> applications, string name)
    {
        foreach (var named in applications.Select(a => a.DisruptionBudget).OfType<DisruptionBudget>().GroupBy(b => b.Name))
        {
            if (named.Key is not null && named.Distinct().Count() > 1)
                throw new ArgumentException(
                    $"The PodDisruptionBudget '{named.Key}' is given as {string.Join(" and as ", named.Distinct())}.", name);
        }
    }

    private static T[] Replaced<T>(IReadOnlyList<T> old, IEnumerable<T> given, Func<T, string> name)
    {
        T[] all = [.. given];
        string what = typeof(T).Name.ToLowerInvariant();
        Dictionary<string, int> places = UniqueNames.Index(all.Select(name), what, nameof(given));
        HashSet<string> known = [.. old.Select(name)];
        return
        [
            .. old.Select(o => places.TryGetValue(name(o), out int place) ? all[place] : o),
            .. all.Where(g => !known.Contains(name(g))),
        ];
    }
}
