namespace ZTunnelSim;

/// <summary>
/// The connections of all nodes, as nodes and pods see them: what differs between the engines. Calls for one node come in the order of
/// time.
/// </summary>
internal interface ITraffic
{
    /// <summary>A new process has opened its listeners, beside the old one's (surge) or where nobody listened.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="process">Its number on the node: 0 is the one that listened as the rollout began.</param>
    /// <param name="time">When.</param>
    void OpenListeners(int node, int process, double time);

    /// <summary>A process closes its listeners, if it has opened them.</summary>
    /// <returns>
    /// The instant at which it exits: when the last of what it holds closes, at once if it holds none, and at the end of the budget at the
    /// latest. Nothing is opened on it any more, so that this is known here; where a connection can be cut at its other end, it is the
    /// latest instant, and <see cref="RunUntil"/> tells of an earlier one.
    /// </returns>
    double CloseListeners(int node, int process, double time, double budgetSeconds);

    /// <summary>A process that has closed its listeners exits; what it still holds is reset.</summary>
    void EndProcess(int node, int process, double time);

    /// <summary>An application's pod is evicted, and gets no new connection any more.</summary>
    /// <returns>Whether it holds a connection; engines that know no pods have none that does.</returns>
    bool EvictPod(int pod, double time) => false;

    /// <summary>An application's pod exits; what it still holds is cut.</summary>
    void EndPod(int pod, double time)
    {
    }

    /// <summary>Lets time go on until the next thing that nodes, pods or the controller do.</summary>
    /// <returns>
    /// A process or a pod that holds no connection any more, and so exits before that; null where there is none, and the time is reached.
    /// </returns>
    LastConnectionClosed? RunUntil(double time) => null;

    /// <summary>The rollout is over.</summary>
    /// <returns>What was counted in all.</returns>
    TrafficTotals Finish(double time);
}

/// <summary>A draining process or a terminating pod holds no connection any more.</summary>
/// <param name="Time">Since when.</param>
/// <param name="Holder">Which of the two it is.</param>
/// <param name="Index">The process's node, or the pod.</param>
/// <param name="Process">The process's number on its node.</param>
internal readonly record struct LastConnectionClosed(double Time, ConnectionHolder Holder, int Index, int Process = 0);

/// <summary>Who holds connections.</summary>
internal enum ConnectionHolder
{
    /// <summary>A node's process.</summary>
    Process,

    /// <summary>An application's pod.</summary>
    Pod,
}

/// <summary>What an engine counts over a whole run; null or empty is what it can't tell.</summary>
internal sealed record TrafficTotals
{
    /// <summary>Every connection and how it ended.</summary>
    public ConnectionLedger? Ledger { get; init; }

    /// <summary>What the clients of each workload went through.</summary>
    public IReadOnlyList<ClientImpact>? Clients { get; init; }

    /// <summary>For each workload, the new connections that found no ready pod at one of their ends.</summary>
    public IReadOnlyList<long> WithoutEndpoint { get; init; } = [];

    /// <summary>For each workload, the connections that closed by themselves on a pod that had been evicted.</summary>
    public IReadOnlyList<long> ClosedOnEvictedPods { get; init; } = [];

    /// <summary>For each workload, the connections that a pod's exit cut.</summary>
    public IReadOnlyList<long> CutByPodExits { get; init; } = [];
}

/// <summary>Processes that hold nothing that is followed.</summary>
internal sealed class NoTraffic : ITraffic
{
    public static NoTraffic Instance { get; } = new();

    public void OpenListeners(int node, int process, double time)
    {
    }

    public double CloseListeners(int node, int process, double time, double budgetSeconds) => time;

    public void EndProcess(int node, int process, double time)
    {
    }

    public TrafficTotals Finish(double time) => new();
}
