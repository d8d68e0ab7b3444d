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
    /// the budget at the latest. Nothing is opened on it any more, so that this is known here; where a connection can be
    /// cut at its other end, it is the latest instant, and <see cref="RunUntil"/> tells of an earlier one.
    /// </returns>
    double CloseOldListeners(int node, double time, double budgetSeconds);

    /// <summary>The old process exits; what it still holds is reset.</summary>
    void EndOldProcess(int node, double time);

    /// <summary>Lets time go on until the next thing that nodes, pods or the controller do.</summary>
    /// <returns>Who holds no connection any more, and so exits before that; null: nobody, and the time is reached.</returns>
    IdleNotice? RunUntil(double time) => null;

    /// <summary>The rollout is over.</summary>
    void Finish(double time);
}
