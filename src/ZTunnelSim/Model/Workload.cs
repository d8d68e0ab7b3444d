namespace ZTunnelSim;

/// <summary>
/// A kind of connection: its name, how often one is opened, how long one lives, where its ends are and what its clients do.
/// </summary>
/// <remarks>
/// Either the connections of each of some nodes, whose other end is not modelled, or the connections
/// between two applications (<see cref="Ends"/>), each of which crosses the ztunnel of both its ends' nodes.
/// </remarks>
public sealed record Workload
{
    private readonly double? _openPerNode;

    private Workload(string name, double arrivalsPerSecond, double? openPerNode, DurationLaw lifetime, IEnumerable<string>? nodes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(lifetime);
        if (!double.IsFinite(lifetime.MeanSeconds))
        {
            throw new ArgumentException(
                $"Workload '{name}': {lifetime} has no finite mean, so the number of open connections would grow for "
                + "ever and no stationary prediction exists. Give a law with a finite mean (for Lomax: shape above 1).",
                nameof(lifetime));
        }
        Name = name;
        _openPerNode = openPerNode;
        ArrivalsPerSecond = arrivalsPerSecond;
        Lifetime = lifetime;
        Nodes = nodes is null ? null : ValueList.Of(nodes);
        if (Nodes is { Count: 0 }) throw new ArgumentException($"Workload '{name}' is on no node.", nameof(nodes));
    }

    /// <summary>The workload's name, unique in its cluster.</summary>
    public string Name { get; }

    /// <summary>Connections opened per second (L): on each of its nodes or, between applications, in the whole cluster.</summary>
    public double ArrivalsPerSecond { get; }

    /// <summary>The lifetime of a fresh connection, in seconds. Its mean (m) is finite.</summary>
    public DurationLaw Lifetime { get; }

    /// <summary>The names of the nodes that it runs on; null: on all, or where its ends' pods are.</summary>
    public IReadOnlyList<string>? Nodes { get; }

    /// <summary>The applications that its connections are between; null: its other end is not modelled.</summary>
    public ConnectionEnds? Ends { get; private init; }

    /// <summary>What a client does whose connection is cut; unless said otherwise it does not come back.</summary>
    public ClientBehaviour Clients { get; private init; } = ClientBehaviour.GivesUp;

    /// <summary>Whether its connections travel in pooled HBONE connections: both ends are in the mesh.</summary>
    public bool IsHbone => Ends is { Source: not null, Destination: not null };

    /// <summary>
    /// Other lifetimes that the data behind <see cref="Lifetime"/> would support as well (draws from its bootstrap), for
    /// the uncertainty of a prediction; empty where the lifetime is taken as known.
    /// </summary>
    public IReadOnlyList<DurationLaw> PlausibleLifetimes { get; private init => field = ValueList.Of(value); } =
        ValueList<DurationLaw>.Empty;

    /// <summary>
    /// Multiples of the traffic, of what was given (arrivals or open connections), that its counts support as well; empty
    /// where the traffic is taken as known. The i-th goes with the i-th of <see cref="PlausibleLifetimes"/>.
    /// </summary>
    public IReadOnlyList<double> PlausibleTraffic { get; private init => field = ValueList.Of(value); } =
        ValueList<double>.Empty;

    /// <summary>
    /// Of its connections on a node, the share that another node's ztunnel carries as well, from 0 to 1: either one's
    /// replacement can reset them. For connections of each node, where <see cref="Ends"/> does not tell.
    /// </summary>
    public double ShareOnTwoNodes { get; private init; }

    /// <summary>
    /// The mean number of connections open, L m by Little's law: on each of its nodes or, between applications, in the
    /// whole cluster.
    /// </summary>
    public double OpenPerNode => ArrivalsPerSecond * Lifetime.MeanSeconds;

    /// <summary>A workload of known arrival rate.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="arrivalsPerSecond">Connections opened per second and node, finite and at least 0.</param>
    /// <param name="lifetime">The lifetime of a fresh connection, of finite mean.</param>
    /// <param name="nodes">The names of its nodes; null: all.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    public static Workload WithArrivals(
        string name, double arrivalsPerSecond, DurationLaw lifetime, IEnumerable<string>? nodes = null) =>
        new(name, RequireNotNegative(arrivalsPerSecond, nameof(arrivalsPerSecond)), null, lifetime, nodes);

    /// <summary>A workload of known number of open connections; the arrival rate follows from Little's law.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="openPerNode">The mean number of open connections per node, finite and at least 0.</param>
    /// <param name="lifetime">The lifetime of a fresh connection, of finite mean above 0.</param>
    /// <param name="nodes">The names of its nodes; null: all.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    public static Workload WithOpenConnections(
        string name, double openPerNode, DurationLaw lifetime, IEnumerable<string>? nodes = null)
    {
        RequireNotNegative(openPerNode, nameof(openPerNode));
        ArgumentNullException.ThrowIfNull(lifetime);
        if (lifetime.MeanSeconds == 0)
        {
            throw new ArgumentException(
                $"Workload '{name}': with a mean lifetime of 0 s nothing is ever open; give its arrivals instead.",
                nameof(lifetime));
        }
        // An infinite mean is refused by the constructor, with the reason.
        return new(name, openPerNode / lifetime.MeanSeconds, openPerNode, lifetime, nodes);
    }

    /// <summary>A workload between the pods of two applications, of known arrival rate.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="ends">Its ends; at least one is an application of the cluster.</param>
    /// <param name="connectionsPerSecond">Connections opened per second in the whole cluster, finite and at least 0.</param>
    /// <param name="lifetime">The lifetime of a fresh connection, of finite mean.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    /// <remarks>Each connection's pods are picked evenly from those that are ready, as a Service does it.</remarks>
    public static Workload Between(string name, ConnectionEnds ends, double connectionsPerSecond, DurationLaw lifetime) =>
        WithArrivals(name, connectionsPerSecond, lifetime) with { Ends = RequireAnEnd(ends) };

    /// <summary>A workload between the pods of two applications, of known number of open connections.</summary>
    /// <param name="name">The name, not blank.</param>
    /// <param name="ends">Its ends; at least one is an application of the cluster.</param>
    /// <param name="openConnections">The mean number of open connections in the whole cluster, finite and at least 0.</param>
    /// <param name="lifetime">The lifetime of a fresh connection, of finite mean above 0.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    public static Workload BetweenWithOpenConnections(string name, ConnectionEnds ends, double openConnections, DurationLaw lifetime) =>
        WithOpenConnections(name, openConnections, lifetime) with { Ends = RequireAnEnd(ends) };

    /// <summary>The same workload with clients that behave otherwise.</summary>
    /// <param name="clients">What a client does whose connection is cut.</param>
    public Workload WithClients(ClientBehaviour clients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        return this with { Clients = clients };
    }

    /// <summary>The same workload with another lifetime, taken as known: what was given stays, arrivals or open connections.</summary>
    /// <param name="lifetime">The lifetime of a fresh connection, of finite mean; above 0 where the open connections were given.</param>
    /// <exception cref="ArgumentException">The mean is outside its range.</exception>
    public Workload WithLifetime(DurationLaw lifetime)
    {
        Workload other = _openPerNode is { } open
            ? WithOpenConnections(Name, open, lifetime, Nodes)
            : WithArrivals(Name, ArrivalsPerSecond, lifetime, Nodes);
        return other with { Ends = Ends, Clients = Clients, ShareOnTwoNodes = ShareOnTwoNodes, PlausibleTraffic = PlausibleTraffic };
    }

    /// <summary>The same workload with lifetimes that its data would support as well.</summary>
    /// <param name="lifetimes">Draws of the lifetime's law, each as plausible as any other.</param>
    public Workload WithPlausibleLifetimes(IEnumerable<DurationLaw> lifetimes) => this with { PlausibleLifetimes = [.. lifetimes] };

    /// <summary>The same workload with traffic that its counts would support as well.</summary>
    /// <param name="factors">Multiples of the traffic, each as plausible as any other: finite and at least 0.</param>
    /// <exception cref="ArgumentException">A factor is outside its range.</exception>
    public Workload WithPlausibleTraffic(IEnumerable<double> factors) =>
        this with { PlausibleTraffic = [.. factors.Select(f => RequireNotNegative(f, nameof(factors)))] };

    /// <summary>The same workload, where a share of its connections on a node crosses another node as well.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The share is outside its range, or the workload is between applications.</exception>
    public Workload WithShareOnTwoNodes(double share)
    {
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1.");
        return Ends is null
            ? this with { ShareOnTwoNodes = share }
            : throw new ArgumentException("Between applications it follows from where their pods are.", nameof(share));
    }

    /// <summary>How many plausible pairs of lifetime and traffic there are; 1 where both are taken as known.</summary>
    internal int Draws => Math.Max(1, Math.Max(PlausibleLifetimes.Count, PlausibleTraffic.Count));

    /// <summary>A plausible lifetime: that of a draw, or the workload's own where it is taken as known.</summary>
    internal DurationLaw LifetimeOf(int draw) => PlausibleLifetimes is { Count: > 0 and var count } laws ? laws[draw % count] : Lifetime;

    /// <summary>A plausible multiple of the traffic: that of a draw, or 1 where the traffic is taken as known.</summary>
    internal double TrafficOf(int draw) => PlausibleTraffic is { Count: > 0 and var count } factors ? factors[draw % count] : 1;

    /// <summary>The arrival rate that goes with another lifetime: what was given stays, arrivals or open connections.</summary>
    /// <param name="lifetime">The other lifetime, of finite mean above 0.</param>
    internal double ArrivalsWith(DurationLaw lifetime) =>
        _openPerNode is { } open ? open / lifetime.MeanSeconds : ArrivalsPerSecond;

    /// <summary>Whether the open connections were given, and the arrivals follow from the lifetime, or the other way round.</summary>
    internal bool IsOpenGiven => _openPerNode is not null;

    /// <summary>A share of this workload, such as what crosses one node.</summary>
    internal Workload Share(double share) => share == 1
        ? this
        : With(Lifetime, share) with { PlausibleLifetimes = PlausibleLifetimes, PlausibleTraffic = PlausibleTraffic, Ends = null };

    /// <summary>The same with another lifetime, taken as known, and another multiple of what was given: arrivals or open connections.</summary>
    internal Workload With(DurationLaw lifetime, double traffic) =>
        new(Name, traffic * ArrivalsWith(lifetime), traffic * _openPerNode, lifetime, Nodes)
        {
            Ends = Ends,
            Clients = Clients,
            ShareOnTwoNodes = ShareOnTwoNodes,
        };

    private static ConnectionEnds RequireAnEnd(ConnectionEnds ends)
    {
        ArgumentNullException.ThrowIfNull(ends);
        return ends is { Source: null, Destination: null }
            ? throw new ArgumentException("At least one end of a connection is an application of the cluster.", nameof(ends))
            : ends;
    }

    private static double RequireNotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be finite and at least 0.");

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Numbers.Count(ArrivalsPerSecond)} connections/s, "
        + $"{Numbers.Count(OpenPerNode)} open {(Ends is null ? "on each node" : $"{Ends}")}, lifetime {Lifetime}";
}
