namespace ZTunnelSim.Simulation.Controllers;

/// <summary>Who decides when which ztunnel pod is created or deleted: Kubernetes' controller, or people with kubectl.</summary>
internal interface IRolloutController
{
    /// <summary>The rollout begins, or it is this controller's turn.</summary>
    void Begin(double now);

    /// <summary>Something has changed: a node took a step, a pod came or went.</summary>
    void Observe(double now);

    /// <summary>A time that it asked for by <see cref="ControlPlane.WakeController"/> has come.</summary>
    /// <returns>Whether it did something.</returns>
    bool Wake(double now, int reason);
}
