namespace ZTunnelSim;

/// <summary>A second change of the DaemonSet's template while a rolling update is under way: the next version, or a rollback.</summary>
/// <remarks>
/// As recorded of Kubernetes 1.36: pods of the version between that are not available beside their predecessors go at once; those that are
/// alone on their node are replaced as old ones, with a surge as soon as the next pod exists where they are not available. What the first
/// change has sent to drain goes on, so that three processes may run on a node.
/// </remarks>
public sealed record SecondChange
{
    /// <summary>A second change.</summary>
    /// <param name="after">How long after the first one, at least 0.</param>
    /// <param name="rollsBack">Whether it brings back the version from before the first change; otherwise it brings another one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="after"/> is less than 0.</exception>
    public SecondChange(TimeSpan after, bool rollsBack = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(after, TimeSpan.Zero);
        (After, RollsBack) = (after, rollsBack);
    }

    /// <summary>How long after the first change.</summary>
    public TimeSpan After { get; }

    /// <summary>
    /// Whether it brings back the version from before the first change. Nodes that still have it are up to date then, and its pods get
    /// Ready also where those of the version between never do.
    /// </summary>
    public bool RollsBack { get; }

    /// <summary>The T of the pods that the first change has brought; null, unless said otherwise: the same as before.</summary>
    public GracePeriod? GracePeriod { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(RollsBack ? "rolled back" : "changed again")} after {DurationFormat.Brief(After.TotalSeconds)}";
}
