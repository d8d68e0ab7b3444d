namespace ZTunnelSim;

/// <summary>
/// The state machine of one node's replacement: the new pod goes through Startup and Readiness until it is available, the old one through
/// Draining, Connection processing and Termination. Which of them begins is the controller's decision: with a surge the new pod, otherwise
/// the old one, and the two may even overlap where an old pod is broken.
/// </summary>
internal sealed class NodeReplacement(
    int node, NodeTiming timing, double budgetSeconds, ITraffic traffic, RunRecorder? recorder)
{
    private double _newDueAt = double.PositiveInfinity;
    private double _oldDueAt = double.PositiveInfinity;
    private double _startedAt = double.PositiveInfinity;
    private double _listeningAt = double.PositiveInfinity;
    private double _readyAt = double.PositiveInfinity;
    private double _sigtermAt = double.PositiveInfinity;
    private double _drainedAt = double.PositiveInfinity;
    private double _oldExitedAt = double.PositiveInfinity;
    private double _oldGoneAt = double.PositiveInfinity;
    private double _doneAt = double.PositiveInfinity;
    private bool _hangs;

    /// <summary>How far the new pod is.</summary>
    public NewPodState NewPod { get; private set; }

    /// <summary>How far the old pod is.</summary>
    public OldPodState OldPod { get; private set; }

    /// <summary>Whether the old pod's probe fails from the start.</summary>
    public bool IsOldUnavailable { get; init; }

    /// <summary>Whether the new pod never gets Ready.</summary>
    public bool IsNeverReady { get; init; }

    /// <summary>
    /// Whether the new pod is available only when the controller has looked and found it so (<see cref="FindAvailable"/>), and not simply a
    /// time after it is Ready.
    /// </summary>
    public bool AwaitsController { get; init; }

    public bool IsReplaced => NewPod == NewPodState.Available && OldPod == OldPodState.Gone;

    /// <summary>When the next step is due; positive infinity where none is.</summary>
    public double DueAt => Math.Min(_newDueAt, _oldDueAt);

    public NodeTimeline Timeline => new(
        _startedAt, _listeningAt, _readyAt, _sigtermAt, _drainedAt, _oldExitedAt, _oldGoneAt, _doneAt);

    /// <summary>What the DaemonSet controller sees of this node.</summary>
    public NodePods Pods => new(
        OldExists: OldPod == OldPodState.Serving,
        OldIsAvailable: OldPod == OldPodState.Serving && !IsOldUnavailable,
        NewExists: NewPod != NewPodState.None,
        NewIsAvailable: NewPod == NewPodState.Available);

    /// <summary>The controller creates the new pod.</summary>
    public void CreateNewPod(double now)
    {
        _startedAt = Math.Min(_startedAt, now);
        NewPod = NewPodState.Starting;
        Enter(ReplacementPhase.Startup, now);
        _newDueAt = Math.Max(now, timing.RoomFrom) + timing.Startup;
    }

    /// <summary>The controller deletes the old pod: SIGTERM.</summary>
    /// <param name="now">When.</param>
    /// <param name="hangs">Whether a stream hangs on it, so that it does not exit before its budget ends.</param>
    public void DeleteOldPod(double now, bool hangs)
    {
        _startedAt = Math.Min(_startedAt, now);
        _sigtermAt = now;
        OldPod = OldPodState.Draining;
        Enter(ReplacementPhase.Draining, now);
        _hangs = hangs;
        double idleAt = traffic.CloseOldListeners(node, now, budgetSeconds);
        _oldDueAt = hangs ? now + budgetSeconds : idleAt;
        Enter(ReplacementPhase.ConnectionProcessing, now);
    }

    /// <summary>The old process holds nothing any more, and exits early.</summary>
    public void OldIsIdle(double now)
    {
        if (OldPod == OldPodState.Draining && !_hangs) _oldDueAt = now;
    }

    /// <summary>Does what is due now.</summary>
    public void Step(double now)
    {
        if (_oldDueAt <= now)
        {
            do AdvanceOldPod(now);
            while (_oldDueAt <= now);
        }
        else
        {
            AdvanceNewPod(now);
        }
        EndIfReplaced(now);
    }

    /// <summary>The controller looks, and finds the new pod available.</summary>
    public void FindAvailable(double now)
    {
        NewPod = NewPodState.Available;
        EndIfReplaced(now);
    }

    private void EndIfReplaced(double now)
    {
        if (IsReplaced && double.IsPositiveInfinity(_doneAt))
        {
            _doneAt = now;
            Enter(ReplacementPhase.Replaced, now);
        }
    }

    private void AdvanceNewPod(double now)
    {
        switch (NewPod)
        {
            case NewPodState.Starting:
                NewPod = NewPodState.NotReady;
                _listeningAt = now;
                Enter(ReplacementPhase.Readiness, now);
                traffic.OpenNewListeners(node, now);
                _newDueAt = IsNeverReady ? double.PositiveInfinity : now + timing.Ready;
                break;
            case NewPodState.NotReady:
                NewPod = NewPodState.Ready;
                _readyAt = now;
                recorder?.Ready(now, node);
                _newDueAt = now + (AwaitsController ? timing.Overlap : timing.UntilAvailable);
                break;
            case NewPodState.Ready:
                NewPod = AwaitsController ? NewPodState.Awaiting : NewPodState.Available;
                _newDueAt = double.PositiveInfinity;
                break;
            default:
                throw new InvalidOperationException(
                    $"Nothing is due for the new pod of node {node}, which is {NewPod}.");
        }
    }

    private void AdvanceOldPod(double now)
    {
        switch (OldPod)
        {
            case OldPodState.Draining:
                Enter(ReplacementPhase.Termination, now);
                traffic.EndOldProcess(node, now);
                OldPod = OldPodState.Exiting;
                _drainedAt = now;
                _oldDueAt = now + timing.Exit;
                break;
            case OldPodState.Exiting:
                OldPod = OldPodState.Terminated;
                _oldExitedAt = now;
                _oldDueAt = now + timing.Removal;
                break;
            case OldPodState.Terminated:
                OldPod = OldPodState.Gone;
                _oldGoneAt = now;
                _oldDueAt = double.PositiveInfinity;
                break;
            default:
                throw new InvalidOperationException($"Nothing is due for the old pod of node {node}, which is {OldPod}.");
        }
    }

    private void Enter(ReplacementPhase phase, double now) => recorder?.Phase(now, node, phase);
}

/// <summary>How far a node's new ztunnel pod is.</summary>
internal enum NewPodState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Startup: scheduled, image pulled, process started, listeners not open.</summary>
    Starting,

    /// <summary>Its process listens, and it is not Ready.</summary>
    NotReady,

    /// <summary>It is Ready.</summary>
    Ready,

    /// <summary>The controller has heard that it is Ready, and has not found it available.</summary>
    Awaiting,

    /// <summary>It has been Ready for minReadySeconds, and the controller has seen it.</summary>
    Available,
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
