using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>Which of each node's processes listen: one, none, or the old one and the new one.</summary>
internal sealed class Listeners
{
    private readonly NodeListeners[] _nodes;

    /// <param name="nodes">The cluster's nodes, on which process 0 listens.</param>
    /// <param name="updatedNodes">Nodes after these that have the new version, process 1, from the start.</param>
    /// <param name="newShare">The new process's share of new connections while both listen.</param>
    public Listeners(int nodes, int updatedNodes, double newShare)
    {
        _nodes = new NodeListeners[nodes + updatedNodes];
        Array.Fill(_nodes, new(Old: 0, New: -1, newShare), 0, nodes);
        Array.Fill(_nodes, new(Old: -1, New: 1, newShare), nodes, updatedNodes);
    }

    public ref readonly NodeListeners this[int node] => ref _nodes[node];

    public void Open(int node, int process)
    {
        NodeListeners at = _nodes[node];
        // What listened alone is the older one by that.
        _nodes[node] = at with { Old = at.Old < 0 ? at.New : at.Old, New = process };
    }

    public void Close(int node, int process)
    {
        NodeListeners at = _nodes[node];
        if (at.Old == process) _nodes[node] = at with { Old = -1 };
        else if (at.New == process) _nodes[node] = at with { New = -1 };
    }

    /// <summary>
    /// Whether the process that holds an HBONE connection lets new streams onto it: it sends GOAWAY as it closes its listeners.
    /// </summary>
    public bool TakesStreams(int node, int process) => _nodes[node].Old == process || _nodes[node].New == process;
}

/// <summary>Which of one node's processes listen, by their numbers; -1: none.</summary>
/// <param name="Old">The older one.</param>
/// <param name="New">The newer one.</param>
/// <param name="NewShare">The newer one's share of new connections while both do.</param>
internal readonly record struct NodeListeners(int Old, int New, double NewShare)
{
    /// <summary>Whether two listen.</summary>
    public bool AreTwo => Old >= 0 && New >= 0;

    /// <summary>Whether none does.</summary>
    public bool IsSilent => Old < 0 && New < 0;

    /// <summary>Picks the process that gets a new connection: where two listen, by SO_REUSEPORT's hash.</summary>
    /// <returns>False where nobody listens.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPick(ref RandomStream random, out int process)
    {
        process = New >= 0 && (Old < 0 || random.NextDouble() < NewShare) ? New : Old;
        return process >= 0;
    }
}
