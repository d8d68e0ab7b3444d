namespace ZTunnelSim;

/// <summary>A ztunnel pod that is to go: it serves until it is deleted, drains, and ends.</summary>
/// <param name="node">Its node.</param>
/// <param name="process">Its process's number on the node: 0 for the one that is there as the rollout begins.</param>
/// <param name="budgetSeconds">Its drain budget.</param>
/// <param name="traffic">What it holds.</param>
/// <param name="recorder">Gets its steps.</param>
internal sealed class ServingPod(int node, int process, double budgetSeconds, ITraffic traffic, RunRecorder? recorder)
{
    private double _exitSeconds, _removalSeconds;
    private bool _hangs;

    /// <summary>How far it is.</summary>
    public OldPodState State { get; private set; }

    /// <summary>Its process's number on the node.</summary>
    public int Process => process;

    /// <summary>Whether it is not available, as its probe fails or it has not been Ready for long enough.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>When its next step is due; positive infinity where none is.</summary>
    public double DueAt { get; private set; } = double.PositiveInfinity;

    public double SigtermAt { get; private set; } = double.PositiveInfinity;

    public double DrainedAt { get; private set; } = double.PositiveInfinity;

    public double ExitedAt { get; private set; } = double.PositiveInfinity;

    public double GoneAt { get; private set; } = double.PositiveInfinity;

    /// <summary>It gets SIGTERM.</summary>
    /// <param name="now">When.</param>
    /// <param name="timing">How long it takes from its drain's end to being gone.</param>
    /// <param name="hangs">Whether a stream hangs on it, so that it does not exit before its budget ends.</param>
    public void Delete(double now, NodeTiming timing, bool hangs)
    {
        (SigtermAt, State, _hangs) = (now, OldPodState.Draining, hangs);
        (_exitSeconds, _removalSeconds) = (timing.Exit, timing.Removal);
        recorder?.Phase(now, node, ReplacementPhase.Draining);
        double idleAt = traffic.CloseListeners(node, process, now, budgetSeconds);
        DueAt = hangs ? now + budgetSeconds : idleAt;
        recorder?.Phase(now, node, ReplacementPhase.ConnectionProcessing);
    }

    /// <summary>Its process holds nothing any more, and exits early.</summary>
    public void IsIdle(double now)
    {
        if (State == OldPodState.Draining && !_hangs) DueAt = now;
    }

    /// <summary>Does what is due now.</summary>
    public void Step(double now)
    {
        switch (State)
        {
            case OldPodState.Draining:
                recorder?.Phase(now, node, ReplacementPhase.Termination);
                traffic.EndProcess(node, process, now);
                (State, DrainedAt, DueAt) = (OldPodState.Exiting, now, now + _exitSeconds);
                break;
            case OldPodState.Exiting:
                (State, ExitedAt, DueAt) = (OldPodState.Terminated, now, now + _removalSeconds);
                break;
            case OldPodState.Terminated:
                (State, GoneAt, DueAt) = (OldPodState.Gone, now, double.PositiveInfinity);
                break;
            default:
                throw new InvalidOperationException($"Nothing is due for the old pod of node {node}, which is {State}.");
        }
    }
}

/// <summary>How far a node's old ztunnel pod is.</summary>
internal enum OldPodState
{
    /// <summary>It serves.</summary>
    Serving,

    /// <summary>It is marked deleted and drains.</summary>
    Draining,

    /// <summary>Its process holds nothing any more, and ends.</summary>
    Exiting,

    /// <summary>Its process has ended, which the kubelet and then the API server hear of.</summary>
    Terminated,

    /// <summary>There is none.</summary>
    Gone,
}
