namespace ZTunnelSim;

/// <summary>
/// When each step of one node's replacement happened, in seconds from the rollout's start; positive infinity for what did not happen.
/// </summary>
/// <param name="StartedAt">The replacement's start: the new pod is created (surge), or the old one is deleted.</param>
/// <param name="ListeningAt">The end of Startup: the new process listens in its node's pods.</param>
/// <param name="ReadyAt">The new pod is Ready.</param>
/// <param name="SigtermAt">The old process gets SIGTERM and closes its listeners (t_d).</param>
/// <param name="DrainedAt">The old process holds no connection any more, by itself or because what it held was cut.</param>
/// <param name="OldExitedAt">The old process has ended.</param>
/// <param name="OldGoneAt">The old pod has gone.</param>
/// <param name="DoneAt">The new pod is available and the old one has gone.</param>
public readonly record struct NodeTimeline(
    double StartedAt, double ListeningAt, double ReadyAt, double SigtermAt, double DrainedAt, double OldExitedAt, double OldGoneAt,
    double DoneAt)
{
    /// <summary>Whether the node runs the new version alone.</summary>
    public bool IsReplaced => double.IsFinite(DoneAt);

    /// <summary>How long the old process drained (D), in seconds.</summary>
    public double DrainSeconds => DrainedAt - SigtermAt;

    /// <summary>How long the node was without a listener, in seconds; 0 with a surge.</summary>
    public double WithoutListenerSeconds => Math.Max(0, ListeningAt - SigtermAt);
}
