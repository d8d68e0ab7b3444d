namespace ZTunnelSim;

/// <summary>Which of each node's processes listened when, so that an earlier connection can be given its process afterwards.</summary>
/// <param name="listeners">Which listen.</param>
/// <param name="nodes">How many nodes there are.</param>
internal sealed class ListenerHistory(Listeners listeners, int nodes)
{
    private readonly List<(double From, NodeListeners Listeners)>?[] _changes = new List<(double, NodeListeners)>?[nodes];

    public void Open(int node, int process, double time)
    {
        NoteStart(node);
        listeners.Open(node, process);
        _changes[node]!.Add((time, listeners[node]));
    }

    public void Close(int node, int process, double time)
    {
        NoteStart(node);
        listeners.Close(node, process);
        _changes[node]!.Add((time, listeners[node]));
    }

    /// <summary>Who listened on a node at a time, and since when it was just these.</summary>
    public NodeListeners At(int node, double time, out double since)
    {
        since = double.NegativeInfinity;
        if (_changes[node] is not { } changes) return listeners[node];
        int i = changes.Count - 1;
        while (i > 0 && changes[i].From > time) i--;
        since = changes[i].From;
        return changes[i].Listeners;
    }

    /// <summary>Since when a process listens; negative infinity for one that always did.</summary>
    public double Since(int node, int process)
    {
        if (_changes[node] is not { } changes) return double.NegativeInfinity;
        foreach ((double from, NodeListeners at) in changes)
        {
            if (at.Old == process || at.New == process) return from;
        }
        return double.PositiveInfinity;
    }

    /// <summary>A process's share of the connections of its node at a time.</summary>
    public double ShareOf(int node, int process, double time)
    {
        NodeListeners at = At(node, time, out _);
        if (process == at.New) return at.Old < 0 ? 1 : at.NewShare;
        return process != at.Old ? 0 : at.New < 0 ? 1 : 1 - at.NewShare;
    }

    private void NoteStart(int node) => _changes[node] ??= [(double.NegativeInfinity, listeners[node])];
}
