namespace ZTunnelSim;

/// <summary>Which engine a run gets.</summary>
internal static class EngineChoice
{
    /// <summary>Boundary answers all but what needs every single connection (traces, time series) or its ends, pods and clients.</summary>
    public static Engine Resolve(Engine wanted, Rollout rollout, bool recordsEveryConnection)
    {
        if (rollout.NeedsSessions)
        {
            return wanted is Engine.Auto or Engine.Sessions
                ? Engine.Sessions
                : throw new ArgumentException(
                    $"The {wanted} engine takes each node's connections by themselves: where connections have both ends, "
                    + "clients come back or pods move, use the sessions engine.");
        }
        // What another node has reset before goes by each node's one SIGTERM.
        bool needsBoth = rollout.SecondChange is not null && rollout.Cluster.Workloads.Any(w => w.Traffic.ShareOnTwoNodes > 0);
        return (wanted, recordsEveryConnection) switch
        {
            (Engine.Auto, false) when needsBoth => Engine.Sessions,
            (Engine.Boundary, false) when needsBoth => throw new ArgumentException(
                "The boundary engine does not know connections on two nodes where the template is changed twice; use the sessions engine."),
            // The event engine takes the two nodes of a connection for two connections.
            (Engine.Auto, true) when rollout.Cluster.Workloads.Any(w => w.Traffic.ShareOnTwoNodes > 0) => Engine.Sessions,
            (Engine.Auto, true) => Engine.Events,
            (Engine.Auto, false) => Engine.Boundary,
            (Engine.Boundary, true) => throw new ArgumentException(
                "The boundary engine draws only what the rollout touches and can't record every connection; "
                + "use the event engine."),
            _ => wanted,
        };
    }
}
