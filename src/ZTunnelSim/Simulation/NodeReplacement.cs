using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>
/// The state machine of one node's replacement. With a surge its phases are Startup, Readiness, Draining, Connection
/// processing, Termination; without one the old process drains first, and Startup and Readiness follow.
/// </summary>
internal sealed class NodeReplacement(
    int node, bool isSurge, NodeTiming timing, double budgetSeconds, INodeTraffic traffic, RunRecorder? recorder)
{
    private bool _listening;
    private double _startedAt, _processRunningAt, _readyAt, _sigtermAt, _oldGoneAt;

    public int Node => node;

    public ReplacementPhase Phase { get; private set; }

    /// <summary>Whether the controller may count this node as updated: the new pod is available, the old one marked deleted.</summary>
    public bool IsNewAvailableAndOldDeleted => isSurge
        ? Phase >= ReplacementPhase.Draining
        : Phase == ReplacementPhase.Replaced;

    public NodeTimeline Timeline => new(
        _startedAt, _processRunningAt, _readyAt, _sigtermAt, _oldGoneAt,
        isSurge ? _oldGoneAt : _readyAt + timing.Overlap);

    /// <summary>Does what is due now.</summary>
    /// <returns>When the next step is due; positive infinity when the replacement is done.</returns>
    public double Step(double now)
    {
        switch (Phase)
        {
            case ReplacementPhase.Waiting:
                _startedAt = now;
                return isSurge ? StartPod(now) : Drain(now);
            case ReplacementPhase.Startup:
                _processRunningAt = now;
                Enter(ReplacementPhase.Readiness, now);
                return now + timing.Ready;
            case ReplacementPhase.Readiness when !_listening:
                return Listen(now);
            case ReplacementPhase.Readiness:
                return isSurge ? Drain(now) : Finish(now);
            case ReplacementPhase.ConnectionProcessing:
                Terminate(now);
                return isSurge ? Finish(now) : StartPod(now);
            default:
                throw new InvalidOperationException($"Nothing is due for node {node} in phase {Phase}.");
        }
    }

    private double StartPod(double now)
    {
        Enter(ReplacementPhase.Startup, now);
        return now + timing.Startup;
    }

    private double Listen(double now)
    {
        _listening = true;
        _readyAt = now;
        recorder?.Ready(now, node);
        traffic.OpenNewListeners(node, now);
        return now + timing.Overlap;
    }

    private double Drain(double now)
    {
        Enter(ReplacementPhase.Draining, now);
        _sigtermAt = now;
        double exit = traffic.CloseOldListeners(node, now, budgetSeconds);
        Enter(ReplacementPhase.ConnectionProcessing, now);
        return exit;
    }

    private void Terminate(double now)
    {
        Enter(ReplacementPhase.Termination, now);
        traffic.EndOldProcess(node, now);
        _oldGoneAt = now;
    }

    private double Finish(double now)
    {
        Enter(ReplacementPhase.Replaced, now);
        return double.PositiveInfinity;
    }

    private void Enter(ReplacementPhase phase, double now)
    {
        Phase = phase;
        recorder?.Phase(now, node, phase);
    }
}
