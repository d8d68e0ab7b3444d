namespace ZTunnelSim;

/// <summary>How connections are simulated. All engines sample the same law.</summary>
public enum Engine
{
    /// <summary>
    /// Where connections have both ends, clients come back or pods move, <see cref="BoundarySessions"/>, otherwise
    /// <see cref="Boundary"/>; where these can't do what is asked for, <see cref="Sessions"/> and <see cref="Events"/>.
    /// </summary>
    Auto,

    /// <summary>Every opening and closing of every connection is an event.</summary>
    Events,

    /// <summary>
    /// Only what a boundary touches is drawn: of the connections open at SIGTERM, how many outlive the drain budget, and when the last of
    /// the others closes. The cost grows with nodes and resets, not with traffic.
    /// </summary>
    Boundary,

    /// <summary>
    /// Every connection with the processes at both its ends, its pods, the HBONE connection that carries it and its client's session.
    /// For a trace or a ledger where connections have both ends, clients come back, or pods move; what
    /// <see cref="BoundarySessions"/> is held against.
    /// </summary>
    Sessions,

    /// <summary>
    /// As <see cref="Sessions"/>, but only what a rollout touches is drawn: connections that are open at a SIGTERM of one of their nodes or
    /// at the eviction of one of their pods, and of these only those are followed that may be cut. The cost grows with what is open at
    /// these instants, not with traffic.
    /// </summary>
    BoundarySessions,
}
