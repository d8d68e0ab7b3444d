using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>
/// The state machine of one node's replacement: the new pod goes through Startup and Readiness until it is available, the old one through
/// Draining, Connection processing and Termination. Which of them begins is the controller's decision: with a surge the new pod, otherwise
/// the old one, and the two may even overlap where an old pod is broken.
/// </summary>
/// <remarks>
/// When the template is changed a second time, the new pod is an old one, to be replaced in its turn. A pod that is on its way out goes on
/// with its own drain beside that: <see cref="ChangeAgain"/>.
/// </remarks>
internal sealed class NodeReplacement
{
    private readonly int _node;
    private readonly ITraffic _traffic;
    private readonly RunRecorder? _recorder;

    /// <summary>Pods that were on their way out as the template was changed again, or went for that.</summary>
    private ServingPod[] _leaving = [];

    private NodeTiming _timing;

    /// <summary>The old pod; null: there is none to replace.</summary>
    private ServingPod? _old;
    private ProcessSpans _processes;
    private int _processCount;
    private int _newProcess;
    private int _ended, _gone;
    private double _newDueAt = double.PositiveInfinity;

    /// <summary>Until when istio-cni is away, without which no ztunnel is Ready here.</summary>
    private double _cniBackAt = double.NegativeInfinity;
    private bool _wasAvailable;
    private double _startedAt = double.PositiveInfinity;
    private double _listeningAt = double.PositiveInfinity;
    private double _readyAt = double.PositiveInfinity;
    private double _doneAt = double.PositiveInfinity;

    /// <param name="node">The node.</param>
    /// <param name="timing">Its times.</param>
    /// <param name="budgetSeconds">The drain budget of its old pod.</param>
    /// <param name="traffic">What its processes hold.</param>
    /// <param name="recorder">Gets its steps.</param>
    /// <param name="isOldAvailable">Whether its old pod is available, or its probe fails from the start; null: it has none.</param>
    public NodeReplacement(
        int node, NodeTiming timing, double budgetSeconds, ITraffic traffic, RunRecorder? recorder, bool? isOldAvailable)
    {
        (_node, _timing, _traffic, _recorder) = (node, timing, traffic, recorder);
        if (isOldAvailable is not { } available) return;
        _old = new(node, 0, budgetSeconds, traffic, recorder) { IsUnavailable = !available };
        _processes[_processCount++] = (double.NegativeInfinity, double.PositiveInfinity);
    }

    /// <summary>How far the new pod is.</summary>
    public NewPodState NewPod { get; private set; }

    /// <summary>The number of the old pod's process; there has to be one.</summary>
    public int OldProcess => _old!.Process;

    /// <summary>How far the old pod is.</summary>
    public OldPodState OldPod => _old?.State ?? OldPodState.Gone;

    /// <summary>Whether there is an old pod that is not available.</summary>
    public bool IsOldUnavailable => _old is { IsUnavailable: true };

    /// <summary>Whether the new pod never gets Ready.</summary>
    public bool IsNeverReady { get; set; }

    /// <summary>
    /// Whether the new pod is available only when the controller has looked and found it so (<see cref="FindAvailable"/>), and not simply a
    /// time after it is Ready.
    /// </summary>
    public bool AwaitsController { get; init; }

    public bool IsReplaced => NewPod == NewPodState.Available && OldPod == OldPodState.Gone && _leaving.Length == 0;

    /// <summary>How many of the node's pods have ended, and how many have gone.</summary>
    public (int Ended, int Gone) Departed => (_ended, _gone);

    /// <summary>Whether the new pod is the oldest that has not ended: the one that the controller counts of this node.</summary>
    public bool NewPodCounts =>
        OldPod >= OldPodState.Terminated && Array.TrueForAll(_leaving, pod => pod.State >= OldPodState.Terminated);

    /// <summary>When the next step is due; positive infinity where none is.</summary>
    public double DueAt
    {
        get
        {
            double due = Math.Min(_newDueAt, _old?.DueAt ?? double.PositiveInfinity);
            foreach (ServingPod pod in _leaving) due = Math.Min(due, pod.DueAt);
            return due;
        }
    }

    public NodeTimeline Timeline => new(
        _startedAt, _listeningAt, _readyAt, _old?.SigtermAt ?? double.PositiveInfinity, _old?.DrainedAt ?? double.PositiveInfinity,
        _old?.ExitedAt ?? double.PositiveInfinity, _old?.GoneAt ?? double.PositiveInfinity, _doneAt);

    /// <summary>The timeline as the second change of the template found it; null where there was none.</summary>
    public NodeTimeline? FirstTimeline { get; private set; }

    /// <summary>
    /// Since when each of the node's processes listens, and when it ended; positive infinity where it does not, or has not.
    /// </summary>
    public ReadOnlySpan<(double From, double To)> Processes => ((ReadOnlySpan<(double, double)>)_processes)[.._processCount];

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
        _newProcess = _processCount++;
        _processes[_newProcess] = (double.PositiveInfinity, double.PositiveInfinity);
        Enter(ReplacementPhase.Startup, now);
        _newDueAt = Math.Max(now, _timing.RoomFrom) + _timing.Startup;
    }

    /// <summary>The controller deletes the old pod: SIGTERM.</summary>
    /// <param name="now">When.</param>
    /// <param name="hangs">Whether a stream hangs on it, so that it does not exit before its budget ends.</param>
    public void DeleteOldPod(double now, bool hangs)
    {
        _startedAt = Math.Min(_startedAt, now);
        _old!.Delete(now, _timing, hangs);
    }

    /// <summary>istio-cni goes away: the old pod is not available any more, and a new one gets neither listeners nor Ready.</summary>
    public void CniGoes(double backAt)
    {
        _cniBackAt = backAt;
        if (OldPod == OldPodState.Serving)
        {
            _wasAvailable = !_old!.IsUnavailable;
            _old.IsUnavailable = true;
        }
        if (NewPod != NewPodState.Ready) return;
        (NewPod, _newDueAt) = (NewPodState.NotReady, backAt);
    }

    /// <summary>istio-cni is back.</summary>
    public void CniIsBack()
    {
        if (OldPod == OldPodState.Serving && _wasAvailable) _old!.IsUnavailable = false;
    }

    /// <summary>A process holds nothing any more, and exits early.</summary>
    public void IsIdle(int process, double now)
    {
        if (_old is { } old && old.Process == process) old.IsIdle(now);
        foreach (ServingPod pod in _leaving)
        {
            if (pod.Process == process) pod.IsIdle(now);
        }
    }

    /// <summary>Does what is due now.</summary>
    public void Step(double now)
    {
        bool anyOld = StepWhileDue(_old, now);
        foreach (ServingPod pod in _leaving) anyOld |= StepWhileDue(pod, now);
        if (!anyOld) AdvanceNewPod(now);
        else if (_leaving.Length > 0) _leaving = Array.FindAll(_leaving, pod => pod.State != OldPodState.Gone);
        EndIfReplaced(now);
    }

    /// <summary>The controller looks, and finds the new pod available.</summary>
    public void FindAvailable(double now)
    {
        NewPod = NewPodState.Available;
        EndIfReplaced(now);
    }

    /// <summary>
    /// The template is changed again: a pod of the version between is the one to be replaced where it is alone on its node, or beside one
    /// that is on its way out. Beside one that serves it goes at once, unless it is available and not rolled back: then that one goes. A
    /// pod that has the wanted version again, by a rollback, is up to date.
    /// </summary>
    /// <param name="now">When the controller does it.</param>
    /// <param name="timing">The times of the next replacement.</param>
    /// <param name="budgetSeconds">The drain budget of the pods of the version between.</param>
    /// <param name="rollsBack">Whether the wanted version is that from before the first change.</param>
    /// <param name="hangs">Whether a stream hangs on the pod that goes at once.</param>
    public void ChangeAgain(double now, NodeTiming timing, double budgetSeconds, bool rollsBack, Func<ServingPod, bool> hangs)
    {
        FirstTimeline = Timeline;
        bool isAvailable = NewPod == NewPodState.Available || (NewPod == NewPodState.Ready && _timing is { MinReady: 0 });
        ServingPod? between = NewPod == NewPodState.None
            ? null
            : new(_node, _newProcess, budgetSeconds, _traffic, _recorder) { IsUnavailable = !isAvailable };
        (NewPod, _newDueAt) = (NewPodState.None, double.PositiveInfinity);
        if (between is not null && OldPod == OldPodState.Serving)
        {
            ServingPod goes = isAvailable && !rollsBack ? _old! : between;
            goes.Delete(now, _timing, hangs(goes));
            if (goes == between)
            {
                _leaving = [.. _leaving, between];
                between = null;
            }
        }
        if (between is not null)
        {
            if (OldPod != OldPodState.Gone) _leaving = [.. _leaving, _old!];
            _old = between;
        }
        else if (rollsBack && OldPod == OldPodState.Serving)
        {
            (NewPod, _newProcess, _old) = (NewPodState.Available, _old!.Process, null);
        }
        _timing = timing;
        _doneAt = double.PositiveInfinity;
        // One that is on its way out with none after it is replaced as it was to be.
        if (OldPod is OldPodState.Serving or OldPodState.Gone)
            (_startedAt, _listeningAt, _readyAt) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        EndIfReplaced(now);
    }

    private bool StepWhileDue(ServingPod? pod, double now)
    {
        if (pod is null || pod.DueAt > now) return false;
        while (pod.DueAt <= now)
        {
            pod.Step(now);
            if (pod.State == OldPodState.Terminated)
            {
                _ended++;
                _processes[pod.Process].To = now;
            }
            else if (pod.State == OldPodState.Gone)
            {
                _gone++;
            }
        }
        return true;
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
        if (now < _cniBackAt && NewPod is NewPodState.Starting or NewPodState.NotReady)
        {
            _newDueAt = _cniBackAt;
            return;
        }
        switch (NewPod)
        {
            case NewPodState.Starting:
                NewPod = NewPodState.NotReady;
                _listeningAt = now;
                _processes[_newProcess] = (now, double.PositiveInfinity);
                Enter(ReplacementPhase.Readiness, now);
                _traffic.OpenListeners(_node, _newProcess, now);
                _newDueAt = IsNeverReady ? double.PositiveInfinity : now + _timing.Ready;
                break;
            case NewPodState.NotReady:
                NewPod = NewPodState.Ready;
                _readyAt = now;
                _recorder?.Ready(now, _node);
                _newDueAt = now + (AwaitsController ? _timing.Overlap : _timing.UntilAvailable);
                break;
            case NewPodState.Ready:
                NewPod = AwaitsController ? NewPodState.Awaiting : NewPodState.Available;
                _newDueAt = double.PositiveInfinity;
                break;
            default:
                throw new InvalidOperationException(
                    $"Nothing is due for the new pod of node {_node}, which is {NewPod}.");
        }
    }

    private void Enter(ReplacementPhase phase, double now) => _recorder?.Phase(now, _node, phase);
}

/// <summary>Since when each of a node's processes listens, and when it ended, by their numbers: as many as two changes bring.</summary>
[InlineArray(3)]
internal struct ProcessSpans
{
    private (double From, double To) _first;
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
