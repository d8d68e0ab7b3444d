namespace ZTunnelSim.Data;

/// <summary>Istio's metrics of connections that are used.</summary>
internal enum Counter
{
    Opened,
    Closed,

    /// <summary>From 1.30 on: those that ended in an error, most of which never were connections.</summary>
    Failed,

    /// <summary>From 1.30 on, a gauge: the sockets open.</summary>
    SocketsOpen,
}

/// <summary>Their names in Istio's metrics.</summary>
internal static class CounterNames
{
    public const string Opened = "istio_tcp_connections_opened_total";
    public const string OpenedCreated = "istio_tcp_connections_opened_created";
    public const string Closed = "istio_tcp_connections_closed_total";
    public const string Failed = "istio_tcp_connections_failed_total";
    public const string SocketsOpen = "istio_tcp_sockets_open";

    public static Counter? Of(string name) => name switch
    {
        Opened => Counter.Opened,
        Closed => Counter.Closed,
        Failed => Counter.Failed,
        SocketsOpen => Counter.SocketsOpen,
        _ => null,
    };
}
