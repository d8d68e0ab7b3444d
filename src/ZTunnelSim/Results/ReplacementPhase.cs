namespace ZTunnelSim;

/// <summary>The phases of a node's replacement, with the states before and after.</summary>
public enum ReplacementPhase
{
    /// <summary>Not begun: the old process serves alone.</summary>
    Waiting,

    /// <summary>The new pod is scheduled, its image pulled, its process started.</summary>
    Startup,

    /// <summary>The new process opens its listeners and reports ready; with a surge, old and new then both listen.</summary>
    Readiness,

    /// <summary>The instant of SIGTERM: the old process closes its listeners.</summary>
    Draining,

    /// <summary>The old process serves what it holds, up to the drain budget.</summary>
    ConnectionProcessing,

    /// <summary>The instant at which what the old process still holds is closed by force.</summary>
    Termination,

    /// <summary>The new process serves alone.</summary>
    Replaced,
}
