namespace ZTunnelSim.Data;

/// <summary>What becomes of the connections that readers find.</summary>
internal interface IConnectionSink
{
    void Add(in RawConnection connection);

    void AddOpen(PodConnections open);
}
