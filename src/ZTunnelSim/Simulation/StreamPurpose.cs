namespace ZTunnelSim;

/// <summary>What a random stream is for: part of its name, so that one use never shifts another.</summary>
internal enum StreamPurpose
{
    /// <summary>The order of the nodes.</summary>
    NodeOrder = 1,

    /// <summary>The times of a node's replacement.</summary>
    Timing = 2,

    /// <summary>The connections found open at the start: how many, and what is left of their lives.</summary>
    OpenAtStart = 3,

    /// <summary>The instants at which connections are opened.</summary>
    Arrivals = 4,

    /// <summary>The lifetimes of fresh connections.</summary>
    Lifetimes = 5,

    /// <summary>Which of two listeners gets a connection.</summary>
    Listener = 6,

    /// <summary>The boundary engine's draws at SIGTERM.</summary>
    Boundary = 7,

    /// <summary>The boundary engine's draws of refused connections.</summary>
    Refused = 8,

    /// <summary>The boundary engine's sums over nodes, in a sweep.</summary>
    SweepTotals = 9,

    /// <summary>Which ready pods a connection is between.</summary>
    Endpoints = 10,

    /// <summary>When clients that were cut come back.</summary>
    Clients = 11,

    /// <summary>Connections lost in the accept queue of a closing listener.</summary>
    AcceptQueue = 12,

    /// <summary>Which node an evicted pod lands on, among equals.</summary>
    PodPlacement = 13,

    /// <summary>How long an evicted pod's replacement takes to be ready.</summary>
    PodStartup = 14,

    /// <summary>Which other node the boundary engine's connections cross as well.</summary>
    OtherNode = 15,

    /// <summary>Times that all nodes of a rollout share.</summary>
    RolloutTiming = 16,

    /// <summary>Streams that reach a draining process before its GOAWAY is heard of.</summary>
    GoawayWindow = 17,

    /// <summary>How old a node's old process is.</summary>
    ProcessAge = 18,

    /// <summary>How long an evicted pod that holds no connection takes to exit.</summary>
    PodShutdown = 19,

    /// <summary>After how long the Eviction API decides again on what conflicted with another eviction.</summary>
    EvictionConflict = 20,

    /// <summary>Where in a second of the wall clock a rollout begins.</summary>
    WallClock = 21,

    /// <summary>Which writes of the DaemonSet's status the controller sees late.</summary>
    LateWrites = 22,

    /// <summary>The connections of a pod that a rollout touches.</summary>
    Touched = 23,

    /// <summary>How many new connections find no ready pod.</summary>
    WithoutEndpoint = 24,

    /// <summary>With which probability a rollout's new pods never get Ready.</summary>
    ReadyShare = 25,

    /// <summary>How many pods of a node never do.</summary>
    ReadyTries = 26,

    /// <summary>What pods open that were told to go, while nobody listens on their node.</summary>
    SlowPods = 27,

    /// <summary>For how long istio-cni is away on each node.</summary>
    CniAway = 28,
}
