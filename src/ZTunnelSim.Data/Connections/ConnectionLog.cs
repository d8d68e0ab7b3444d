using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Data.Connections;

/// <summary>The connections of one service or workload, as a file tells of them.</summary>
public sealed class ServiceConnections
{
    internal ServiceConnections(string name) => Name = name;

    /// <summary>The service, as name.namespace; the workload where a connection had no service; the address where it had neither.</summary>
    public string Name { get; }

    /// <summary>Lifetimes seen by the ztunnel of the connection's source.</summary>
    public List<LifetimeObservation> Outbound { get; } = [];

    /// <summary>Lifetimes seen by the ztunnel of the connection's destination: the same connections once more, where both log.</summary>
    public List<LifetimeObservation> Inbound { get; } = [];

    /// <summary>One side's lifetimes: the outbound ones, where there are any. Never both, which would count connections twice.</summary>
    public IReadOnlyList<LifetimeObservation> OneSide => Outbound.Count > 0 ? Outbound : Inbound;

    /// <summary>Which side <see cref="OneSide"/> is.</summary>
    public string OneSideName => Outbound.Count > 0 ? "outbound" : "inbound";
}

/// <summary>The connections of one or more files, by service.</summary>
public sealed class ConnectionLog
{
    private readonly Dictionary<string, ServiceConnections> _services = [];

    /// <summary>What became of every line.</summary>
    public ConnectionReadReport Report { get; } = new();

    /// <summary>The services, by name.</summary>
    public IEnumerable<ServiceConnections> Services => _services.Values.OrderBy(s => s.Name, StringComparer.Ordinal);

    /// <summary>One service's connections; null where there are none.</summary>
    /// <param name="name">The service, as name.namespace, or the workload.</param>
    public ServiceConnections? Find(string name) => _services.GetValueOrDefault(name);

    internal ServiceConnections Service(ReadOnlySpan<char> name)
    {
        var byName = _services.GetAlternateLookup<ReadOnlySpan<char>>();
        if (byName.TryGetValue(name, out ServiceConnections? service)) return service;
        string text = name.ToString();
        return _services[text] = new ServiceConnections(text);
    }
}
