namespace ZTunnelSim;

/// <summary>What was seen before and during a real rollout: the input of <see cref="Backtest"/>.</summary>
/// <remarks>
/// What is counted are <em>ends</em>: a connection between two pods of the mesh has one at the client's ztunnel (outbound) and one at the
/// server's (inbound), each with its own log line, and the drain of either ztunnel kills it. Arrivals before and kills during the rollout
/// have to be counted alike.
/// </remarks>
internal sealed record BacktestInput
{
    /// <summary>The ztunnels that were replaced, at least one.</summary>
    public required IReadOnlyList<BacktestNode> Nodes { get; init => field = ValueList.Of(value); }

    /// <summary>The workloads, at least one.</summary>
    public required IReadOnlyList<BacktestWorkload> Workloads { get; init => field = ValueList.Of(value); }

    /// <summary>What each workload did on each node; a pair that is missing did nothing.</summary>
    public required IReadOnlyList<BacktestTraffic> Traffic { get; init => field = ValueList.Of(value); }

    /// <summary>
    /// Whether kills are counted by the lines of a log, of which some are lost (<see cref="LostLines"/>); otherwise all of them are known.
    /// </summary>
    public bool CountsLines { get; init; }
}

/// <summary>A ztunnel that was replaced.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BeforeSeconds">For how long it was watched before the rollout, in seconds, finite and above 0.</param>
/// <param name="LastAcceptedSeconds">
/// When it last accepted a connection, on any clock that the kills share; null if not known. From then on, or a little later, it was
/// draining.
/// </param>
/// <param name="KillSeconds">When its drain killed connections, on the same clock.</param>
internal sealed record BacktestNode(
    string Name, double BeforeSeconds, double? LastAcceptedSeconds, IReadOnlyList<double> KillSeconds)
{
    /// <summary>When its drain killed connections, on the same clock.</summary>
    public IReadOnlyList<double> KillSeconds { get; init => field = ValueList.Of(value); } = ValueList.Of(KillSeconds);

    /// <summary>
    /// Its age at SIGTERM in seconds, above 0: no connection that it held was older. Infinite where it is not known, and may be taken as
    /// longer than connections live.
    /// </summary>
    public double AgeSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>When it got SIGTERM, on the same clock; null if not known.</summary>
    public double? SigtermSeconds { get; init; }
}

/// <summary>A workload, with what the data before the rollout tell of its lifetimes at either end.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Outbound">Those of connections that a client's ztunnel accepted.</param>
/// <param name="Inbound">Those of connections that a server's ztunnel accepted: they may have other clients.</param>
internal sealed record BacktestWorkload(string Name, BacktestLifetimes Outbound, BacktestLifetimes Inbound)
{
    /// <summary>A workload with one law for both ends.</summary>
    public BacktestWorkload(string name, DurationLaw lifetime, IReadOnlyList<DurationLaw> plausible)
        : this(name, new BacktestLifetimes(lifetime, plausible), new BacktestLifetimes(lifetime, plausible)) { }
}

/// <summary>The lifetimes of fresh connections, as far as data tell.</summary>
/// <param name="Law">Their law, of finite mean.</param>
/// <param name="Plausible">Laws of finite mean that the data would support as well; empty: the law is known.</param>
internal sealed record BacktestLifetimes(DurationLaw Law, IReadOnlyList<DurationLaw> Plausible)
{
    /// <summary>Laws of finite mean that the data would support as well.</summary>
    public IReadOnlyList<DurationLaw> Plausible { get; init => field = ValueList.Of(value); } = ValueList.Of(Plausible);
}

/// <summary>What a workload did on a node.</summary>
/// <param name="Node">The node's index in <see cref="BacktestInput.Nodes"/>.</param>
/// <param name="Workload">The workload's index in <see cref="BacktestInput.Workloads"/>.</param>
/// <param name="OutboundBefore">
/// Client's ends that closed there before the rollout, while it was watched, or that opened: as many in a steady state.
/// </param>
/// <param name="InboundBefore">The same of server's ends.</param>
/// <param name="Kills">Ends of either kind that the drain killed there.</param>
internal sealed record BacktestTraffic(int Node, int Workload, long OutboundBefore, long InboundBefore, long Kills);
