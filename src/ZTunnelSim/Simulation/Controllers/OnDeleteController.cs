namespace ZTunnelSim;

/// <summary>Somebody deletes the ztunnel pods of a batch of nodes, waits until the new ones are available, and goes on.</summary>
internal sealed class OnDeleteController(ControlPlane plane, OnDelete plan) : IRolloutController
{
    private int _done;
    private int _inBatch;
    private bool _pausing;

    public void Begin(double now) => StartBatch(now);

    public void Observe(double now)
    {
        if (_pausing || _done + _inBatch == 0) return;
        for (int i = _done; i < _done + _inBatch; i++)
        {
            if (!plane.Nodes[plane.Order[i]].IsReplaced) return;
        }
        _done += _inBatch;
        _inBatch = 0;
        if (_done == plane.Order.Length) return;
        _pausing = true;
        plane.WakeController(now + plan.PauseSeconds, AgendaEntry.NextBatch);
    }

    public bool StillWaitsFor(AgendaEntry wakeUp) => _pausing;

    public void Wake(double now, AgendaEntry wakeUp)
    {
        _pausing = false;
        StartBatch(now);
    }

    private void StartBatch(double now)
    {
        _inBatch = Math.Min(plan.BatchSize.Resolve(plane.Order.Length), plane.Order.Length - _done);
        for (int i = _done; i < _done + _inBatch; i++) plane.DeleteOldPod(plane.Order[i], now);
    }
}
