namespace ZTunnelSim.Simulation;

/// <summary>How connections are simulated. All engines sample the same law.</summary>
public enum Engine
{
    /// <summary><see cref="Boundary"/> where the scenario and what is asked for allow it, otherwise <see cref="Events"/>.</summary>
    Auto,

    /// <summary>Every opening and closing of every connection is an event.</summary>
    Events,

    /// <summary>
    /// Only what a boundary touches is drawn: of the connections open at SIGTERM, how many outlive the drain budget,
    /// and when the last of the others closes. The cost grows with nodes and resets, not with traffic.
    /// </summary>
    Boundary,
}
