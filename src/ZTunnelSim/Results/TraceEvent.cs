namespace ZTunnelSim;

/// <summary>What a trace event tells.</summary>
public enum TraceEventKind
{
    /// <summary>A node's replacement entered a phase.</summary>
    Phase,

    /// <summary>The new process listens and its pod is Ready.</summary>
    Ready,

    /// <summary>A connection was open when the rollout began.</summary>
    FoundOpen,

    /// <summary>A connection was opened.</summary>
    Opened,

    /// <summary>A new connection found no listener.</summary>
    Refused,

    /// <summary>A connection closed by itself.</summary>
    Closed,

    /// <summary>A connection was closed by force at the end of the drain.</summary>
    Reset,

    /// <summary>A connection was cut by the exit of a pod at one of its ends.</summary>
    AppTerminated,

    /// <summary>A client whose connection had been cut has another one.</summary>
    Reconnected,

    /// <summary>A node was cordoned: no pod lands there.</summary>
    Cordoned,

    /// <summary>A pod was evicted and got SIGTERM.</summary>
    PodEvicted,

    /// <summary>A PodDisruptionBudget did not allow an eviction.</summary>
    EvictionRefused,

    /// <summary>An evicted pod has gone.</summary>
    PodExited,

    /// <summary>The pod that replaces an evicted one is Ready.</summary>
    PodReady,

    /// <summary>All pods that had to leave a node have gone.</summary>
    Evacuated,

    /// <summary>The evacuation of a node took too long and was given up.</summary>
    EvacuationGivenUp,

    /// <summary>A node was uncordoned.</summary>
    Uncordoned,
}

/// <summary>Which of a node's two ztunnel processes.</summary>
public enum ProcessSide
{
    /// <summary>The one that is replaced.</summary>
    Old,

    /// <summary>The one that replaces it.</summary>
    New,
}

/// <summary>Something that happened in a run.</summary>
/// <param name="Seconds">When, in seconds from the rollout's start.</param>
/// <param name="Node">On which node: its index in the cluster.</param>
/// <param name="Kind">What.</param>
/// <param name="Workload">The connection's workload, by index; null for a node's own events.</param>
/// <param name="Process">The process that held the connection; null for a node's own events and for refusals.</param>
/// <param name="EnteredPhase">The phase entered; null for all but <see cref="TraceEventKind.Phase"/>.</param>
/// <param name="Connection">
/// The connection's number on its node and workload, from 0, those found open first; null for a node's own events and for refusals. All
/// events of one connection have the same node, workload and number. With <see cref="Engine.Sessions"/> it is the number in the whole run,
/// from 1, and a reset is told on the node that resets.
/// </param>
public readonly record struct TraceEvent(
    double Seconds, int Node, TraceEventKind Kind, int? Workload, ProcessSide? Process, ReplacementPhase? EnteredPhase,
    long? Connection = null)
{
    /// <summary>The node of the connection's other end, by index; null where it has none, or where it is the same.</summary>
    public int? PeerNode { get; init; }

    /// <summary>
    /// The process that holds the other end of a connection as it is opened, on <see cref="PeerNode"/> or on the same node; null where that
    /// is outside the mesh, or not modelled.
    /// </summary>
    internal ProcessSide? PeerProcess { get; init; }

    /// <summary>
    /// The pod, by its number in the run: first those of <see cref="Cluster.Pods"/>, then those that replace evicted ones.
    /// </summary>
    public int? Pod { get; init; }

    /// <summary>Whether a connection comes, goes by itself or comes not: there are as many of these as there is traffic.</summary>
    internal bool IsTraffic => Kind is TraceEventKind.FoundOpen or TraceEventKind.Opened or TraceEventKind.Closed
        or TraceEventKind.Refused or TraceEventKind.Reconnected;
}
