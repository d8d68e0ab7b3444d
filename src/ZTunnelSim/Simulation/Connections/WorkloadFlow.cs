namespace ZTunnelSim;

/// <summary>One workload's part in a run: its connections as they are drawn, and between which applications' pods they are.</summary>
internal sealed class WorkloadFlow
{
    /// <summary>Of connections of each node, the share that crosses another one as well.</summary>
    private readonly double _shareOnTwoNodes;
    private readonly double _openedPerSecondAndPair;
    private readonly DurationLaw _lifetime;

    public WorkloadFlow(RunContext run, int workload)
    {
        Cluster cluster = run.Cluster;
        Workload model = cluster.Workloads[workload];
        Clients = model.Clients;
        _lifetime = model.Lifetime;
        IsHbone = model.Traffic.IsHbone;
        TrafficBetween? ends = model.Traffic as TrafficBetween;
        // Each connection counts once, also where two nodes have it.
        double nodes = ends is null ? cluster.EachOnce(workload) : 1;
        _shareOnTwoNodes = ends is null ? cluster.OnTwoNodesOf(workload) / nodes : 0;
        // Connections of each node are those of a client outside with the pod of the implicit application there; of
        // those that cross two nodes the client is its pod on the other one.
        Source = ends is not null ? cluster.ApplicationIndex(ends.Source) : -1;
        Destination = ends is null
            ? PodFleet.ImplicitApplicationIndex(cluster, workload)
            : cluster.ApplicationIndex(ends.Destination);
        _openedPerSecondAndPair = model.OpenedPerSecond / cluster.PodPairs(Source, Destination);
        double perSecond = model.OpenedPerSecond * nodes;
        FlowPart alike = new(Source, Destination, (1 - _shareOnTwoNodes) * perSecond, OnTwoNodes: false);
        FlowPart onTwoNodes = new(Destination, Destination, _shareOnTwoNodes * perSecond, OnTwoNodes: true);
        Parts = _shareOnTwoNodes switch { 0 => [alike], 1 => [onTwoNodes], _ => [alike, onTwoNodes] };
        Draws = new(run, workload, node: 0, nodes);
        Endpoints = run.Stream(StreamPurpose.Endpoints, workload: workload);
        Listener = run.Stream(StreamPurpose.Listener, workload: workload);
        ClientRandom = run.Stream(StreamPurpose.Clients, workload: workload);
    }

    public ClientBehaviour Clients { get; }

    public bool IsHbone { get; }

    /// <summary>How many of the connections that a pair of its pods has opened in the last seconds have closed, in the mean.</summary>
    public double ClosedOfPair(double seconds) =>
        _openedPerSecondAndPair * Math.Max(0, seconds - _lifetime.IntegratedSurvival(0, seconds));

    /// <summary>The application that opens the connections, or -1: outside the mesh.</summary>
    public int Source { get; }

    /// <summary>The application that they go to, or -1: outside the mesh.</summary>
    public int Destination { get; }

    /// <summary>Its connections by where their ends are; between applications all are alike.</summary>
    public FlowPart[] Parts { get; }

    /// <summary>When connections come and how long they live.</summary>
    public ConnectionDraws Draws;

    /// <summary>What picks pods.</summary>
    public RandomStream Endpoints;

    /// <summary>What picks listeners.</summary>
    public RandomStream Listener;

    /// <summary>
    /// What clients that come back wait by, and what picks pods and listeners for them: they must not shift what others draw.
    /// </summary>
    public RandomStream ClientRandom;

    /// <summary>Picks the pod that opens a connection, -1 for one outside; false where its application has no ready one.</summary>
    public bool TryPickSource(PodFleet fleet, out int pod)
    {
        bool isOnTwoNodes = _shareOnTwoNodes > 0 && Endpoints.NextDouble() < _shareOnTwoNodes;
        return TryPick(fleet, isOnTwoNodes ? Destination : Source, ref Endpoints, out pod);
    }

    /// <summary>
    /// Picks the pod that a connection goes to, on another node where it crosses two; false where there is no ready one, or where it goes
    /// to an evicted one.
    /// </summary>
    public bool TryPickDestination(PodFleet fleet, int source, double now, ref RandomStream random, out int pod)
    {
        // While a drain has emptied all other nodes there is no other one to be found.
        const int MostTries = 100;
        pod = Destination < 0 ? -1 : fleet.ReadyOf(Destination).PickEndpoint(now, ref random);
        bool picked = Destination < 0 || pod >= 0;
        if (_shareOnTwoNodes == 0 || source < 0) return picked;
        for (int i = 0; i < MostTries && picked && fleet[pod].Node == fleet[source].Node; i++)
            picked = TryPick(fleet, Destination, ref random, out pod);
        return picked;
    }

    /// <summary>Whether the application that connections go to has no ready pod.</summary>
    public bool IsWithoutDestination(PodFleet fleet) => Destination >= 0 && fleet.ReadyOf(Destination).Count == 0;

    /// <summary>Picks a ready pod for an end; false where its application has none.</summary>
    private static bool TryPick(PodFleet fleet, int application, ref RandomStream random, out int pod)
    {
        pod = application < 0 ? -1 : fleet.ReadyOf(application).Pick(ref random);
        return application < 0 || pod >= 0;
    }
}

/// <summary>Those of a workload's connections whose ends are alike.</summary>
/// <param name="Source">The application that opens them, or -1: outside the mesh.</param>
/// <param name="Destination">The application that they go to, or -1: outside the mesh.</param>
/// <param name="PerSecond">How many are opened per second in the mean.</param>
/// <param name="OnTwoNodes">Whether their ends are always on different nodes.</param>
internal readonly record struct FlowPart(int Source, int Destination, double PerSecond, bool OnTwoNodes);
