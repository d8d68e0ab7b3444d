namespace ZTunnelSim;

/// <summary>Who decides when which ztunnel pod is created or deleted: Kubernetes' controller, or people with kubectl.</summary>
internal interface IRolloutController
{
    /// <summary>The rollout begins, or it is this controller's turn.</summary>
    void Begin(double now);

    /// <summary>Something has changed.</summary>
    void Observe(double now);

    /// <summary>A node took a step.</summary>
    void Observe(double now, int node) => Observe(now);

    /// <summary>The template was changed again: all nodes' pods are judged by the next version.</summary>
    /// <param name="now">When it sees that.</param>
    /// <param name="order">The order of the nodes.</param>
    void BeginAgain(double now, int[] order) => throw new NotSupportedException("A second change of the template is for a rolling update.");

    /// <summary>A node has joined; the DaemonSet has created its pod.</summary>
    void Joined(double now, int node) => Observe(now, node);

    /// <summary>
    /// Whether it still waits for a wake-up that it asked for by <see cref="ControlPlane.WakeController"/>; if not, it never will again.
    /// Controllers that ask for none have nothing to say here.
    /// </summary>
    bool StillWaitsFor(AgendaEntry wakeUp) => false;

    /// <summary>A wake-up that it waits for has come.</summary>
    void Wake(double now, AgendaEntry wakeUp)
    {
    }
}
