namespace ZTunnelSim;

/// <summary>
/// The memory that a node's ztunnel processes take while a rollout replaces one by the other, on the node where it is tightest.
/// </summary>
/// <remarks>
/// At SIGTERM the old process holds Poisson(L m) connections, and stays as large as these make it until it exits. The new one holds what
/// was opened since and has not ended, L (m - I(t)) after t seconds, I being the integrated tail: so a longer drain lets the two be large
/// at once. Where connections are counted they are those that one rollout does not exceed with <see cref="Confidence"/>.
/// </remarks>
internal sealed class ProcessMemory
{
    /// <summary>The probability with which a count of connections is not exceeded.</summary>
    public const double Confidence = 0.999;

    private readonly Rollout _rollout;
    private readonly OpenOnNodes _open;
    private readonly int _node;
    private readonly bool _isSurge;

    public ProcessMemory(Rollout rollout)
    {
        _rollout = rollout;
        _open = new(rollout);
        _isSurge = rollout.Strategy is RollingUpdate { IsSurge: true };
        IReadOnlyList<Node> nodes = rollout.Cluster.Nodes;
        _node = Enumerable.Range(0, nodes.Count).MaxBy(Tightness);
        Connections = _open.Upper(_open.Means[_node], Confidence);

        // What two of that size take beyond what there is.
        double Tightness(int n) => 2 * Memory.BytesPerConnection * _open.Means[n] - (Memory.RoomOn(nodes[n].Name) ?? 0);
    }

    /// <summary>What a process takes, and what there is for it.</summary>
    public ZTunnelMemory Memory => _rollout.Memory;

    /// <summary>The node.</summary>
    public string Node => _rollout.Cluster.Nodes[_node].Name;

    /// <summary>The most connections that its ztunnel holds.</summary>
    public double Connections { get; }

    /// <summary>What the node has for all its ztunnels, in bytes; null: not known.</summary>
    public long? RoomBytes => Memory.RoomOn(Node);

    /// <summary>The old process, in bytes.</summary>
    public double OldBytes => Memory.Of(Connections);

    /// <summary>The new process when the drain is over, in bytes; 0 where there is none beside the old one.</summary>
    public double NewBytes(double budgetSeconds) => !_isSurge ? 0
        : Memory.Of(_open.Upper(_open.AcceptedOn(_node, budgetSeconds), Confidence));

    /// <summary>Both, in bytes.</summary>
    public double BothBytes(double budgetSeconds) => OldBytes + NewBytes(budgetSeconds);

    /// <summary>Whether a process alone has its place, which no drain changes.</summary>
    public bool OneFits => OldBytes <= (Memory.LimitBytes ?? double.PositiveInfinity) && OldBytes <= (RoomBytes ?? double.PositiveInfinity);

    /// <summary>Whether a rollout with such a drain has a place for both.</summary>
    public bool Fits(double budgetSeconds) => OneFits && BothBytes(budgetSeconds) <= (RoomBytes ?? double.PositiveInfinity);
}
