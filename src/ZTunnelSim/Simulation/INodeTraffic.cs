namespace ZTunnelSim.Simulation;

/// <summary>
/// The connections of all nodes, as the node's replacement sees them: what differs between the engines.
/// Calls for one node come in the order of time.
/// </summary>
internal interface INodeTraffic
{
    /// <summary>The new process has opened its listeners, beside the old one's (surge) or where nobody listened.</summary>
    void OpenNewListeners(int node, double time);

    /// <summary>The old process closes its listeners.</summary>
    /// <returns>
    /// The instant at which it exits: when the last of what it holds closes, at once if it holds none, and at the end of
    /// the budget at the latest. Nothing is opened on it any more, so that this is known here.
    /// </returns>
    double CloseOldListeners(int node, double time, double budgetSeconds);

    /// <summary>The old process exits; what it still holds is reset.</summary>
    void EndOldProcess(int node, double time);

    /// <summary>The rollout is over.</summary>
    void Finish(double time);
}
