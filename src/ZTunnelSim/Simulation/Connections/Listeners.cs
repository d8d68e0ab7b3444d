using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>Which of each node's two processes listen, and which one SO_REUSEPORT picks for a new connection.</summary>
internal sealed class Listeners
{
    private readonly bool[] _old;
    private readonly bool[] _new;
    private readonly double _newShare;

    /// <param name="nodes">The cluster's nodes, on which the old process listens.</param>
    /// <param name="updatedNodes">Nodes after these that have the new version from the start.</param>
    /// <param name="newShare">The new process's share of new connections while both listen.</param>
    public Listeners(int nodes, int updatedNodes, double newShare)
    {
        _old = new bool[nodes + updatedNodes];
        _new = new bool[nodes + updatedNodes];
        Array.Fill(_old, true, 0, nodes);
        Array.Fill(_new, true, nodes, updatedNodes);
        _newShare = newShare;
    }

    public void OpenNew(int node) => _new[node] = true;

    public void CloseOld(int node) => _old[node] = false;

    /// <summary>Whether the process that holds an HBONE connection lets new streams onto it: it sends GOAWAY as it closes its listeners.</summary>
    public bool TakesStreams(int node, ProcessSide side) => side == ProcessSide.New || _old[node];

    /// <summary>The process that gets a new connection, or null where nobody listens.</summary>
    public ProcessSide? Pick(int node, ref RandomStream random)
    {
        if (_old[node] && _new[node]) return random.NextDouble() < _newShare ? ProcessSide.New : ProcessSide.Old;
        if (_old[node]) return ProcessSide.Old;
        return _new[node] ? ProcessSide.New : null;
    }
}
