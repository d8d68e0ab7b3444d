namespace ZTunnelSim;

/// <summary>Which engine a run gets.</summary>
internal static class EngineChoice
{
    /// <summary>
    /// Where connections have both ends, clients come back or pods move, an engine of sessions; otherwise one that takes each node's
    /// connections by themselves. Of both kinds the one that draws only what a rollout touches, unless every connection is asked for.
    /// </summary>
    /// <exception cref="ArgumentException">The engine that is wanted can't do it.</exception>
    public static Engine Resolve(Engine wanted, Rollout rollout, bool recordsEveryConnection)
    {
        bool hasTwoNodes = rollout.Cluster.Workloads.Any(w => w.Traffic.ShareOnTwoNodes > 0);
        bool needsSessions = rollout.NeedsSessions;
        // The event engine takes the two nodes of a connection for two connections; what another node has reset before goes by each
        // node's one SIGTERM.
        bool wantsSessions = needsSessions || (hasTwoNodes && (recordsEveryConnection || rollout.SecondChange is not null));
        if (wanted == Engine.Auto)
        {
            return (wantsSessions, recordsEveryConnection) switch
            {
                (true, true) => Engine.Sessions,
                (true, false) => CanLookAtSessions(rollout) ? Engine.BoundarySessions : Engine.Sessions,
                (false, true) => Engine.Events,
                (false, false) => Engine.Boundary,
            };
        }
        bool isBoundary = wanted is Engine.Boundary or Engine.BoundarySessions;
        if (needsSessions && wanted is Engine.Boundary or Engine.Events)
        {
            throw new ArgumentException(
                $"The {wanted} engine takes each node's connections by themselves: where connections have both ends, "
                + "clients come back or pods move, use the sessions engine.");
        }
        if (isBoundary && recordsEveryConnection)
        {
            throw new ArgumentException(
                $"The {wanted} engine draws only what the rollout touches and can't record every connection; "
                + $"use the {(wantsSessions ? "sessions" : "event")} engine.");
        }
        if (wanted == Engine.Boundary && hasTwoNodes && rollout.SecondChange is not null)
        {
            throw new ArgumentException(
                "The boundary engine does not know connections on two nodes where the template is changed twice; use the sessions engine.");
        }
        if (wanted == Engine.BoundarySessions && !CanLookAtSessions(rollout))
        {
            throw new ArgumentException(
                "The BoundarySessions engine can't tell which pooled tunnels streams share here (pairs of pods with many streams, two "
                + "listeners for minutes, a second change), or which nodes moved pods' connections cross; use the sessions engine.");
        }
        return wanted;
    }

    private static bool CanLookAtSessions(Rollout rollout) => PooledTunnels.CanTell(rollout)
        && !(rollout.Strategy.MovesPods && rollout.Cluster.Workloads.Any(w => w.Traffic.ShareOnTwoNodes > 0));
}
