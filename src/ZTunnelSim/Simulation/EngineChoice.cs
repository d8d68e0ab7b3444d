namespace ZTunnelSim.Simulation;

/// <summary>Which engine a run gets.</summary>
internal static class EngineChoice
{
    /// <summary>Boundary answers all but what needs every single connection: traces and time series.</summary>
    public static Engine Resolve(Engine wanted, bool recordsEveryConnection) => (wanted, recordsEveryConnection) switch
    {
        (Engine.Auto, true) => Engine.Events,
        (Engine.Auto, false) => Engine.Boundary,
        (Engine.Boundary, true) => throw new ArgumentException(
            "The boundary engine draws only what the rollout touches and can't record every connection; use the event engine."),
        _ => wanted,
    };
}
