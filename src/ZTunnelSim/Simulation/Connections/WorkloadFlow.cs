namespace ZTunnelSim;

/// <summary>One workload's part in a run: its connections as they are drawn, and between which applications' pods they are.</summary>
internal sealed class WorkloadFlow
{
    /// <summary>Of connections of each node, the share that crosses another one as well.</summary>
    private readonly double _shareOnTwoNodes;

    public WorkloadFlow(RunContext run, int workload)
    {
        Cluster cluster = run.Cluster;
        Workload model = cluster.Workloads[workload];
        Clients = model.Clients;
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
        OpenedPerSecondAndPair = model.OpenedPerSecond
            / Math.Max(1, cluster.Pods.Count(p => p.Application == Source) * cluster.Pods.Count(p => p.Application == Destination));
        Draws = new(run, workload, node: 0, nodes);
        Endpoints = run.Stream(StreamPurpose.Endpoints, workload: workload);
        Listener = run.Stream(StreamPurpose.Listener, workload: workload);
        ClientRandom = run.Stream(StreamPurpose.Clients, workload: workload);
    }

    public ClientBehaviour Clients { get; }

    public bool IsHbone { get; }

    /// <summary>How many connections each of its pairs of pods opens per second.</summary>
    public double OpenedPerSecondAndPair { get; }

    /// <summary>The application that opens the connections, or -1: outside the mesh.</summary>
    public int Source { get; }

    /// <summary>The application that they go to, or -1: outside the mesh.</summary>
    public int Destination { get; }

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
        pod = Destination < 0 ? -1 : fleet.PickEndpoint(Destination, now, ref random);
        bool picked = Destination < 0 || pod >= 0;
        if (_shareOnTwoNodes == 0 || source < 0) return picked;
        for (int i = 0; i < MostTries && picked && fleet[pod].Node == fleet[source].Node; i++)
            picked = TryPick(fleet, Destination, ref random, out pod);
        return picked;
    }

    /// <summary>Picks a ready pod for an end; false where its application has none.</summary>
    private static bool TryPick(PodFleet fleet, int application, ref RandomStream random, out int pod)
    {
        pod = application < 0 ? -1 : fleet.PickReady(application, ref random);
        return application < 0 || pod >= 0;
    }
}
