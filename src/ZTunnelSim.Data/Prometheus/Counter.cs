namespace ZTunnelSim.Data;

/// <summary>The metrics that are used: Istio's of connections, and the kubelet's of memory.</summary>
internal enum Counter
{
    Opened,
    Closed,

    /// <summary>From 1.30 on: those that ended in an error, most of which never were connections.</summary>
    Failed,

    /// <summary>From 1.30 on, a gauge: the sockets open.</summary>
    SocketsOpen,

    /// <summary>The kubelet's gauge of what a container's memory is, in bytes.</summary>
    WorkingSet,
}

/// <summary>Their names in Istio's metrics.</summary>
internal static class CounterNames
{
    public const string Opened = "istio_tcp_connections_opened_total";
    public const string OpenedCreated = "istio_tcp_connections_opened_created";
    public const string Closed = "istio_tcp_connections_closed_total";
    public const string Failed = "istio_tcp_connections_failed_total";
    public const string SocketsOpen = "istio_tcp_sockets_open";
    public const string WorkingSet = "container_memory_working_set_bytes";

    public static Counter? Of(string name) => name switch
    {
        Opened => Counter.Opened,
        Closed => Counter.Closed,
        Failed => Counter.Failed,
        SocketsOpen => Counter.SocketsOpen,
        WorkingSet => Counter.WorkingSet,
        _ => null,
    };
}
