namespace ZTunnelSim;

/// <summary>How the cluster's ztunnel pods are replaced: the DaemonSet's updateStrategy, and what people do around it.</summary>
/// <example><c>rollout with { Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(10)) }</c></example>
public abstract record UpdateStrategy
{
    private protected UpdateStrategy()
    {
    }

    /// <summary>As ztunnel's chart has it: maxSurge 1, maxUnavailable 0.</summary>
    public static UpdateStrategy Chart => RollingUpdate.Default;

    /// <summary>A RollingUpdate where new pods start beside old ones.</summary>
    /// <param name="nodes">How many nodes may have a new pod beside the old one, above 0.</param>
    /// <param name="minReady">How long a pod must be Ready before it counts as available: whole seconds, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static UpdateStrategy MaxSurge(IntOrPercent nodes, TimeSpan minReady = default) =>
        new RollingUpdate(nodes, 0, Durations.WholeSeconds(minReady, nameof(minReady)));

    /// <summary>A RollingUpdate where a node's new pod starts after its old one.</summary>
    /// <param name="nodes">How many nodes may be without an available pod, above 0.</param>
    /// <param name="minReady">How long a pod must be Ready before it counts as available: whole seconds, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static UpdateStrategy MaxUnavailable(IntOrPercent nodes, TimeSpan minReady = default) =>
        new RollingUpdate(0, nodes, Durations.WholeSeconds(minReady, nameof(minReady)));

    /// <summary>
    /// OnDelete without evacuation: somebody deletes the ztunnel pods, some nodes at a time, and goes on when the new ones are available. A
    /// node has no listener from SIGTERM until its new pod listens.
    /// </summary>
    /// <param name="batch">How many nodes at a time, above 0; percentages round up.</param>
    /// <param name="pause">The time between a batch that is available and the next one, at least 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public static UpdateStrategy OnDelete(IntOrPercent batch, TimeSpan pause = default) =>
        new OnDelete(batch, Durations.Seconds(pause));

    /// <summary>
    /// OnDelete by the safe procedure, for one node after the other: cordon it, evict its pods, delete its ztunnel pod, wait for the new
    /// one to be ready, uncordon, next node. An evacuated node's ztunnel holds no connection to reset.
    /// </summary>
    /// <param name="how">How nodes are evacuated; null: <see cref="NodeEvacuation.Default"/>.</param>
    public static UpdateStrategy EvacuateNodes(NodeEvacuation? how = null) =>
        new EvacuateNodes(how ?? NodeEvacuation.Default);

    /// <summary>
    /// A mix: under OnDelete the nodes with pods of long-lived applications are evacuated first, while the others are cordoned so that no
    /// such pod lands there; then a RollingUpdate replaces the others.
    /// </summary>
    /// <param name="how">How nodes are evacuated; null: <see cref="NodeEvacuation.Default"/>.</param>
    /// <param name="roll">How the others are replaced, by a RollingUpdate; null: <see cref="Chart"/>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="roll"/> is no RollingUpdate, or <paramref name="how"/> replaces nodes.
    /// </exception>
    public static UpdateStrategy EvacuateThenRoll(NodeEvacuation? how = null, UpdateStrategy? roll = null) =>
        new EvacuateThenRoll(how ?? NodeEvacuation.Default, RollingUpdate.Require(roll ?? Chart, nameof(roll)));

    /// <summary>How nodes are evacuated; null where none is.</summary>
    internal abstract NodeEvacuation? Evacuation { get; }

    /// <summary>Whether nodes are evacuated, so that pods move.</summary>
    internal bool MovesPods => Evacuation is not null;

    /// <summary>How the DaemonSet's controller rolls all nodes, or those that are not evacuated; null: it does not.</summary>
    internal RollingUpdate? Rolling => this switch
    {
        RollingUpdate plan => plan,
        EvacuateThenRoll plan => plan.Roll,
        _ => null,
    };
}

/// <summary>The DaemonSet's RollingUpdate strategy; exactly one of its two limits is 0.</summary>
internal sealed record RollingUpdate : UpdateStrategy
{
    public RollingUpdate(IntOrPercent maxSurge, IntOrPercent maxUnavailable, int minReadySeconds = 0)
    {
        if (maxSurge.Value == 0 == (maxUnavailable.Value == 0))
        {
            throw new ArgumentException(
                $"Exactly one of maxSurge and maxUnavailable is 0, but maxSurge is {maxSurge} and maxUnavailable is "
                + $"{maxUnavailable}.");
        }
        ArgumentOutOfRangeException.ThrowIfNegative(minReadySeconds);
        (MaxSurge, MaxUnavailable, MinReadySeconds) = (maxSurge, maxUnavailable, minReadySeconds);
    }

    /// <summary>ztunnel's chart.</summary>
    public static RollingUpdate Default { get; } = new(1, 0);

    /// <summary>How many nodes may have a new pod beside the old one.</summary>
    public new IntOrPercent MaxSurge { get; }

    /// <summary>How many nodes may be without an available pod.</summary>
    public new IntOrPercent MaxUnavailable { get; }

    /// <summary>How many seconds a pod must be Ready before it counts as available.</summary>
    public int MinReadySeconds { get; }

    /// <summary>Whether the new pod starts beside the old one (true), or after it (false).</summary>
    public bool IsSurge => MaxSurge.Value > 0;

    internal override NodeEvacuation? Evacuation => null;

    /// <summary>How many nodes of a cluster may be in replacement at once: no more than there are.</summary>
    /// <param name="nodeCount">The nodes that should run the pod.</param>
    public int ConcurrentNodes(int nodeCount) => Math.Min(nodeCount, (IsSurge ? MaxSurge : MaxUnavailable).Resolve(nodeCount));

    /// <summary>A strategy that is given where only a RollingUpdate goes.</summary>
    /// <exception cref="ArgumentException">It is another one.</exception>
    public static RollingUpdate Require(UpdateStrategy strategy, string name)
    {
        ArgumentNullException.ThrowIfNull(strategy, name);
        return strategy as RollingUpdate
            ?? throw new ArgumentException($"Only a RollingUpdate goes here, but '{strategy}' was given.", name);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"RollingUpdate maxSurge={MaxSurge} maxUnavailable={MaxUnavailable} minReadySeconds={MinReadySeconds}";
}

/// <summary>The DaemonSet's OnDelete strategy, batch by batch and without evacuation.</summary>
internal sealed record OnDelete : UpdateStrategy
{
    public OnDelete(IntOrPercent batchSize, double pauseSeconds = 0)
    {
        if (batchSize.Value < 1)
            throw new ArgumentException($"A batch has at least one node, but {batchSize} was given.", nameof(batchSize));
        if (!(pauseSeconds >= 0 && double.IsFinite(pauseSeconds)))
            throw new ArgumentOutOfRangeException(nameof(pauseSeconds), pauseSeconds, "A pause is finite and at least 0 s.");
        (BatchSize, PauseSeconds) = (batchSize, pauseSeconds);
    }

    /// <summary>How many nodes at a time.</summary>
    public IntOrPercent BatchSize { get; }

    /// <summary>Seconds between two batches.</summary>
    public double PauseSeconds { get; }

    internal override NodeEvacuation? Evacuation => null;

    /// <inheritdoc/>
    public override string ToString() => $"OnDelete batches of {BatchSize}";
}

/// <summary>The safe procedure, node by node.</summary>
internal sealed record EvacuateNodes : UpdateStrategy
{
    public EvacuateNodes(NodeEvacuation? how = null) => How = how ?? NodeEvacuation.Default;

    /// <summary>How nodes are evacuated.</summary>
    public NodeEvacuation How { get; }

    internal override NodeEvacuation Evacuation => How;

    /// <inheritdoc/>
    public override string ToString() => (Evacuation.ReplacesNodes ? "node pool replaced" : "OnDelete with node draining")
        + (Evacuation.Parallel > 1 ? $", {Evacuation.Parallel} nodes at once" : "")
        + (Evacuation.SurgeNodes > 0 ? $", surge nodes {Evacuation.SurgeNodes}" : "")
        + (Evacuation.CordonAllFirst ? ", all cordoned first" : "");
}

/// <summary>Nodes of long-lived applications by the safe procedure, then the others by a RollingUpdate.</summary>
internal sealed record EvacuateThenRoll : UpdateStrategy
{
    public EvacuateThenRoll(NodeEvacuation how, RollingUpdate roll)
    {
        if (how.ReplacesNodes) throw new ArgumentException("All nodes of a pool are replaced, not some of them.", nameof(how));
        (How, Roll) = (how, roll);
    }

    /// <summary>How nodes are evacuated.</summary>
    public NodeEvacuation How { get; }

    /// <summary>How the others are replaced.</summary>
    public RollingUpdate Roll { get; init; }

    internal override NodeEvacuation Evacuation => How;

    /// <inheritdoc/>
    public override string ToString() => $"nodes of long-lived applications drained, then {Roll}";
}
