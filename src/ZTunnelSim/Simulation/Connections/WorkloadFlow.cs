using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Randomness;

namespace ZTunnelSim.Simulation;

/// <summary>One workload's part in a run: its Poisson arrivals, its lifetimes, and between which applications' pods they are.</summary>
internal sealed class WorkloadFlow
{
    private readonly double _meanInterarrival;
    private readonly double _meanOpen;

    /// <summary>Of connections of each node, the share that crosses another one as well.</summary>
    private readonly double _shareOnTwoNodes;
    private RandomStream _arrivals;
    private RandomStream _lives;
    private RandomStream _openAtStart;

    public WorkloadFlow(Cluster cluster, int workload, ulong seed, int replication)
    {
        Workload model = cluster.Workloads[workload];
        Lifetime = model.Lifetime;
        Clients = model.Clients;
        IsHbone = model.IsHbone;
        // Each connection counts once, also where two nodes have it.
        double nodes = model.Ends is null ? cluster.ExposuresOf(workload) - cluster.OnTwoNodesOf(workload) : 1;
        _shareOnTwoNodes = model.Ends is null ? cluster.OnTwoNodesOf(workload) / nodes : 0;
        _meanInterarrival = 1 / (model.ArrivalsPerSecond * nodes);
        _meanOpen = model.OpenPerNode * nodes;
        // Connections of each node are those of a client outside with the pod that stands for them there; of those that cross
        // two nodes the client is the pod that stands for them on the other.
        Source = model.Ends is { } ends ? cluster.ApplicationIndex(ends.Source) : -1;
        Destination = model.Ends is null ? PodFleet.StandIn(cluster, workload) : cluster.ApplicationIndex(model.Ends.Destination);
        _arrivals = Stream(StreamPurpose.Arrivals);
        _lives = Stream(StreamPurpose.Lifetimes);
        _openAtStart = Stream(StreamPurpose.OpenAtStart);
        Endpoints = Stream(StreamPurpose.Endpoints);
        Listener = Stream(StreamPurpose.Listener);
        ClientRandom = Stream(StreamPurpose.Clients);

        RandomStream Stream(StreamPurpose purpose) => new(seed, replication, workload: workload, purpose: (long)purpose);
    }

    public DurationLaw Lifetime { get; }

    public ClientBehaviour Clients { get; }

    public bool IsHbone { get; }

    /// <summary>The application that opens the connections, or -1: outside the mesh.</summary>
    public int Source { get; }

    /// <summary>The application that they go to, or -1: outside the mesh.</summary>
    public int Destination { get; }

    /// <summary>What picks pods.</summary>
    public RandomStream Endpoints;

    /// <summary>What picks listeners.</summary>
    public RandomStream Listener;

    /// <summary>What clients that come back wait by, and what picks pods and listeners for them: they must not shift what others draw.</summary>
    public RandomStream ClientRandom;

    public double NextInterarrival() => _meanInterarrival * ExponentialSampler.Next(ref _arrivals);

    public double NextLifetime() => Lifetime.Sample(ref _lives);

    /// <summary>A stationary start: how many connections are found open.</summary>
    public long OpenAtStart() => _openAtStart.NextPoisson(_meanOpen);

    /// <summary>What is left of the life of a connection found open.</summary>
    public double NextResidual() => Lifetime.SampleResidual(ref _openAtStart);

    /// <summary>Picks the pod that opens a connection, -1 for one outside; false where its application has no ready one.</summary>
    public bool TryPickSource(PodFleet fleet, out int pod)
    {
        bool isOnTwoNodes = _shareOnTwoNodes > 0 && Endpoints.NextDouble() < _shareOnTwoNodes;
        return TryPick(fleet, isOnTwoNodes ? Destination : Source, ref Endpoints, out pod);
    }

    /// <summary>Picks the pod that a connection goes to, on another node where it crosses two; false where there is no ready one.</summary>
    public bool TryPickDestination(PodFleet fleet, int source, ref RandomStream random, out int pod)
    {
        // While a drain has emptied all other nodes there is no other one to be found.
        const int MostTries = 100;
        bool picked = TryPick(fleet, Destination, ref random, out pod);
        for (int i = 0; i < MostTries && picked && _shareOnTwoNodes > 0 && source >= 0 && fleet[pod].Node == fleet[source].Node; i++)
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
