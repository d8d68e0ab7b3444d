namespace ZTunnelSim;

/// <summary>The mixed plan: evacuate some nodes, then hand over to RollingUpdate, which finds these up to date.</summary>
internal sealed class EvacuateThenRollController(EvacuationController evacuation, DaemonSetController roll)
    : IRolloutController
{
    private bool _rolls;

    private IRolloutController Current => _rolls ? roll : evacuation;

    public void Begin(double now)
    {
        evacuation.Begin(now);
        HandOver(now);
    }

    public void Observe(double now)
    {
        Current.Observe(now);
        HandOver(now);
    }

    public void Observe(double now, int node)
    {
        Current.Observe(now, node);
        HandOver(now);
    }

    public void Joined(double now, int node)
    {
        // Before the roll begins nobody waits for its pod.
        if (_rolls) roll.Joined(now, node);
    }

    public bool StillWaitsFor(AgendaEntry wakeUp) => Current.StillWaitsFor(wakeUp);

    public void Wake(double now, AgendaEntry wakeUp)
    {
        Current.Wake(now, wakeUp);
        HandOver(now);
    }

    private void HandOver(double now)
    {
        if (_rolls || !evacuation.IsDone) return;
        _rolls = true;
        roll.Begin(now);
    }
}
