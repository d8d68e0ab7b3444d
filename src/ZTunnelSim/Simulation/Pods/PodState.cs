namespace ZTunnelSim;

/// <summary>A pod of an application in a run.</summary>
internal sealed class PodState(int application, int lineage, int created)
{
    /// <summary>The application's index in the fleet.</summary>
    public int Application => application;

    /// <summary>The pod of the rollout's beginning that it descends from: evicted pods are replaced.</summary>
    public int Lineage => lineage;

    /// <summary>Its number among the pods of its application, in the order in which they are created, from 0.</summary>
    public int Created => created;

    /// <summary>Its node, or -1 while it is pending.</summary>
    public int Node { get; set; } = -1;

    public PodPhase Phase { get; set; }

    /// <summary>When its next step is due.</summary>
    public double DueAt { get; set; } = double.PositiveInfinity;

    /// <summary>When it exits at the latest, once it is terminating.</summary>
    public double ExitsBy { get; set; }

    /// <summary>When it exits at the earliest, once it is terminating.</summary>
    public double ExitsAfter { get; set; }
}

/// <summary>How far an application's pod is in its life.</summary>
internal enum PodPhase
{
    /// <summary>No node has room for it.</summary>
    Pending,

    /// <summary>It is on a node and starts.</summary>
    Starting,

    /// <summary>It is Ready: new connections come to it.</summary>
    Ready,

    /// <summary>It runs, and does not get Ready.</summary>
    NotReady,

    /// <summary>It got SIGTERM: it finishes what it has, and exits when its grace period is over at the latest.</summary>
    Terminating,

    /// <summary>It has gone.</summary>
    Gone,
}
