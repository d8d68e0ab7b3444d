namespace ZTunnelSim;

/// <summary>The books of a run: every connection is found open at its start or opened in it, and ends in exactly one way.</summary>
/// <param name="OpenAtStart">Connections open when the rollout began.</param>
/// <param name="Opened">Connections opened in the run by one of the listeners.</param>
/// <param name="Completed">Connections that closed by themselves.</param>
/// <param name="Reset">Connections closed by force at the end of a drain.</param>
/// <param name="OpenAtEnd">Connections still open when the run ended.</param>
/// <param name="AppTerminated">Connections cut by the exit of a pod at one of their ends.</param>
public readonly record struct ConnectionLedger(
    long OpenAtStart, long Opened, long Completed, long Reset, long OpenAtEnd, long AppTerminated = 0)
{
    /// <summary>Whether the books balance.</summary>
    public bool Balances => OpenAtStart + Opened == Completed + Reset + AppTerminated + OpenAtEnd;
}
