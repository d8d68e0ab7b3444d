namespace ZTunnelSim;

/// <summary>
/// When each step of one node's replacement happened, in seconds from the rollout's start; positive infinity for what did not happen.
/// </summary>
/// <param name="StartedAt">The replacement's start: the new pod is created (surge), or the old one is deleted.</param>
/// <param name="ProcessRunningAt">The end of Startup: the new process runs.</param>
/// <param name="ReadyAt">The new process listens and its pod is Ready.</param>
/// <param name="SigtermAt">The old process gets SIGTERM and closes its listeners (t_d).</param>
/// <param name="OldGoneAt">The old process has gone.</param>
/// <param name="DoneAt">The new pod is available and the old process has gone.</param>
public readonly record struct NodeTimeline(
    double StartedAt, double ProcessRunningAt, double ReadyAt, double SigtermAt, double OldGoneAt, double DoneAt)
{
    /// <summary>Whether the node runs the new version alone.</summary>
    public bool IsReplaced => double.IsFinite(DoneAt);

    /// <summary>How long the old process drained (D), in seconds.</summary>
    public double DrainSeconds => OldGoneAt - SigtermAt;

    /// <summary>How long the node was without a listener, in seconds; 0 with a surge.</summary>
    public double WithoutListenerSeconds => Math.Max(0, ReadyAt - SigtermAt);
}
