using ZTunnelSim.Model;

namespace ZTunnelSim.Simulation.Controllers;

/// <summary>The mixed plan: drain some nodes, then hand over to RollingUpdate, which finds these up to date.</summary>
internal sealed class DrainThenRollController(NodeDrainController drain, DaemonSetController roll) : IRolloutController
{
    private bool _rolls;

    public void Begin(double now)
    {
        drain.Begin(now);
        HandOver(now);
    }

    public void Observe(double now)
    {
        if (_rolls)
        {
            roll.Observe(now);
            return;
        }
        drain.Observe(now);
        HandOver(now);
    }

    public bool Awaits(int reason) => drain.Awaits(reason);

    public void Wake(double now, int reason)
    {
        drain.Wake(now, reason);
        HandOver(now);
    }

    private void HandOver(double now)
    {
        if (_rolls || !drain.IsDone) return;
        _rolls = true;
        roll.Begin(now);
    }
}
