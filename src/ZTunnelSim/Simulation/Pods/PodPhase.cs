namespace ZTunnelSim.Simulation;

/// <summary>How far an application's pod is in its life.</summary>
internal enum PodPhase
{
    /// <summary>No node has room for it.</summary>
    Pending,

    /// <summary>It is on a node and starts.</summary>
    Starting,

    /// <summary>It is Ready: new connections come to it.</summary>
    Ready,

    /// <summary>It got SIGTERM: it finishes what it has, and exits when its grace period is over at the latest.</summary>
    Terminating,

    /// <summary>It has gone.</summary>
    Gone,
}
