namespace ZTunnelSim.Data.Prometheus;

/// <summary>The two counters of connections.</summary>
internal enum Counter
{
    Opened,
    Closed,
}

/// <summary>Their names in Istio's metrics.</summary>
internal static class CounterNames
{
    public const string Opened = "istio_tcp_connections_opened_total";
    public const string OpenedCreated = "istio_tcp_connections_opened_created";
    public const string Closed = "istio_tcp_connections_closed_total";

    public static Counter? Of(string name) => name switch
    {
        Opened => Counter.Opened,
        Closed => Counter.Closed,
        _ => null,
    };
}
