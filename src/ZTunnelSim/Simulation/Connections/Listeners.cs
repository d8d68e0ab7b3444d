using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>Which of each node's two processes listen.</summary>
internal sealed class Listeners
{
    private readonly NodeListeners[] _nodes;

    /// <param name="nodes">The cluster's nodes, on which the old process listens.</param>
    /// <param name="updatedNodes">Nodes after these that have the new version from the start.</param>
    /// <param name="newShare">The new process's share of new connections while both listen.</param>
    public Listeners(int nodes, int updatedNodes, double newShare)
    {
        _nodes = new NodeListeners[nodes + updatedNodes];
        Array.Fill(_nodes, new(Old: true, New: false, newShare), 0, nodes);
        Array.Fill(_nodes, new(Old: false, New: true, newShare), nodes, updatedNodes);
    }

    public ref readonly NodeListeners this[int node] => ref _nodes[node];

    public void OpenNew(int node) => _nodes[node] = _nodes[node] with { New = true };

    public void CloseOld(int node) => _nodes[node] = _nodes[node] with { Old = false };

    /// <summary>
    /// Whether the process that holds an HBONE connection lets new streams onto it: it sends GOAWAY as it closes its listeners.
    /// </summary>
    public bool TakesStreams(int node, ProcessSide side) => side == ProcessSide.New || _nodes[node].Old;
}

/// <summary>Which of one node's two processes listen.</summary>
/// <param name="Old">Whether the old one does.</param>
/// <param name="New">Whether the new one does.</param>
/// <param name="NewShare">The new one's share of new connections while both do.</param>
internal readonly record struct NodeListeners(bool Old, bool New, double NewShare)
{
    /// <summary>Picks the process that gets a new connection: where both listen, by SO_REUSEPORT's hash.</summary>
    /// <returns>False where nobody listens.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPick(ref RandomStream random, out ProcessSide side)
    {
        side = New && (!Old || random.NextDouble() < NewShare) ? ProcessSide.New : ProcessSide.Old;
        return Old || New;
    }
}
