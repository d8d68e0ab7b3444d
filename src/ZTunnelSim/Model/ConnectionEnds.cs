namespace ZTunnelSim;

/// <summary>
/// Between whose pods a workload's connections are. A connection crosses the ztunnel of both ends' nodes, and either
/// one's replacement can reset it; with both ends on one node it crosses one process.
/// </summary>
/// <param name="Source">The application that opens them; null: a client outside the mesh.</param>
/// <param name="Destination">The application that they go to; null: a server outside the mesh.</param>
public sealed record ConnectionEnds(string? Source, string? Destination)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source ?? "outside"} -> {Destination ?? "outside"}";
}
