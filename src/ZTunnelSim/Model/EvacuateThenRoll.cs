namespace ZTunnelSim;

/// <summary>
/// A mixed plan: under OnDelete the nodes with pods of long-lived applications are evacuated first, while the others are
/// cordoned so that no such pod lands there; then the strategy becomes RollingUpdate, which replaces the others.
/// </summary>
/// <param name="Evacuation">How nodes are evacuated.</param>
/// <param name="Roll">How the others are replaced.</param>
public sealed record EvacuateThenRoll(NodeEvacuation Evacuation, RollingUpdate Roll) : UpdateStrategy
{
    /// <inheritdoc/>
    public override string ToString() => $"nodes of long-lived applications drained, then {Roll}";
}
