namespace ZTunnelSim.Data;

/// <summary>
/// The side from which a ztunnel logged a connection. A connection between two pods of the mesh is logged twice: by the client's ztunnel as
/// <see cref="Outbound"/>, by the server's as <see cref="Inbound"/>.
/// </summary>
public enum ConnectionDirection
{
    /// <summary>The input names no side.</summary>
    Unknown,

    /// <summary>Logged where the connection arrives (<c>direction="inbound"</c>, <c>reporter="destination"</c>).</summary>
    Inbound,

    /// <summary>Logged where the connection is opened (<c>direction="outbound"</c>, <c>reporter="source"</c>).</summary>
    Outbound,
}
