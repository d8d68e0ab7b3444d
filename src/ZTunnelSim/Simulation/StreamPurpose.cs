namespace ZTunnelSim.Simulation;

/// <summary>What a random stream is for: part of its name, so that one use never shifts another (DESIGN.md section 5).</summary>
internal enum StreamPurpose
{
    /// <summary>The order of the nodes.</summary>
    NodeOrder = 1,

    /// <summary>Startup, ready and overlap times of a node.</summary>
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
}
