using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>
/// How many connections a workload has, and per what: on each of some nodes, where their other end is not modelled, or between two
/// applications, counted in the whole cluster. Either those opened per second are given, or those open.
/// </summary>
/// <remarks>
/// A connection between two applications crosses the ztunnel of both ends' nodes, and either one's replacement can reset it; with both ends
/// on one node it crosses one process. Each connection's pods are picked evenly from those that are ready, as a Service does it.
/// </remarks>
/// <example><c>Traffic.Between("web", "db", openedPerSecond: 50)</c></example>
public abstract record Traffic
{
    /// <summary>
    /// The most that is given, and the most of a whole cluster, so that what is counted in a century fits 64 bits: connections open.
    /// </summary>
    internal const double MostOpen = 1e15;

    /// <summary>The most that are opened per second.</summary>
    internal const double MostPerSecond = 1e9;

    private protected Traffic(double amount, bool isOpen) => (Amount, IsOpen) = (amount, isOpen);

    /// <summary>What was given, at least 0; <see cref="ToString"/> tells its unit.</summary>
    public double Amount { get; private init; }

    /// <summary>Whether <see cref="Amount"/> is of connections that are open in the mean, or opened per second.</summary>
    public bool IsOpen { get; }

    /// <summary>So many connections are opened per second on each node; their other end is not modelled.</summary>
    /// <param name="openedPerSecond">Connections per second and node, from 0 to 1e9.</param>
    /// <param name="nodes">The names of the nodes, at least one; null: all.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    public static Traffic PerNode(double openedPerSecond, IEnumerable<string>? nodes = null) =>
        new TrafficPerNode(UpTo(MostPerSecond, openedPerSecond), isOpen: false, nodes);

    /// <summary>So many connections are open on each node in the mean; their other end is not modelled.</summary>
    /// <param name="connections">Open connections per node, from 0 to 1e15.</param>
    /// <param name="nodes">The names of the nodes, at least one; null: all.</param>
    /// <exception cref="ArgumentException">A value is outside its range; the message says which.</exception>
    /// <remarks>How many are opened per second follows from the mean lifetime, by Little's law.</remarks>
    public static Traffic OpenPerNode(double connections, IEnumerable<string>? nodes = null) =>
        new TrafficPerNode(UpTo(MostOpen, connections), isOpen: true, nodes);

    /// <summary>So many connections are opened per second between the pods of two applications.</summary>
    /// <param name="source">The application that opens them; null: clients outside the mesh.</param>
    /// <param name="destination">The application that they go to; null: servers outside the mesh.</param>
    /// <param name="openedPerSecond">Connections per second in the whole cluster, from 0 to 1e9.</param>
    /// <exception cref="ArgumentException">A value is outside its range, or both ends are outside the mesh.</exception>
    public static Traffic Between(string? source, string? destination, double openedPerSecond) =>
        new TrafficBetween(source, destination, UpTo(MostPerSecond, openedPerSecond), isOpen: false);

    /// <summary>So many connections are open between the pods of two applications in the mean.</summary>
    /// <param name="source">The application that opens them; null: clients outside the mesh.</param>
    /// <param name="destination">The application that they go to; null: servers outside the mesh.</param>
    /// <param name="connections">Open connections in the whole cluster, from 0 to 1e15.</param>
    /// <exception cref="ArgumentException">A value is outside its range, or both ends are outside the mesh.</exception>
    /// <remarks>How many are opened per second follows from the mean lifetime, by Little's law.</remarks>
    public static Traffic OpenBetween(string? source, string? destination, double connections) =>
        new TrafficBetween(source, destination, UpTo(MostOpen, connections), isOpen: true);

    /// <summary>
    /// The same, where a share of the connections on a node crosses another node as well: either one's replacement can reset them. Between
    /// applications the share follows from where their pods are.
    /// </summary>
    /// <param name="share">The share, from 0 to 1; 0 unless said otherwise.</param>
    /// <exception cref="ArgumentException">The share is outside its range, or this is between applications.</exception>
    public Traffic WithShareOnTwoNodes(double share)
    {
        if (!(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1.");
        return this is TrafficPerNode perNode
            ? perNode with { ShareOnTwoNodes = share }
            : throw new ArgumentException("Between applications it follows from where their pods are.", nameof(share));
    }

    /// <summary>The amount with its unit, and where it is.</summary>
    public abstract override string ToString();

    /// <summary>What the amount is per.</summary>
    internal abstract string Unit { get; }

    /// <summary>The applications that are an end of its connections; none where these are not modelled.</summary>
    internal virtual IEnumerable<string> Applications => [];

    /// <summary>Whether its connections travel in pooled HBONE connections: both ends are in the mesh.</summary>
    internal virtual bool IsHbone => false;

    /// <summary>Of the connections on a node, the share said to cross another one as well.</summary>
    internal double ShareOnTwoNodes { get; init; }

    /// <summary>For each node, the shares of the connections that cross it.</summary>
    /// <param name="cluster">The cluster, whose pods are placed.</param>
    /// <param name="nodes">Where each node's name stands.</param>
    /// <param name="workload">The workload's name, for messages.</param>
    /// <exception cref="ArgumentException">The cluster has no such node or application.</exception>
    internal abstract Crossing[] Crossings(Cluster cluster, Dictionary<string, int> nodes, string workload);

    /// <summary>Times the rate, how many connections per second cross two nodes.</summary>
    /// <param name="exposures">The sum of the shares that cross nodes.</param>
    internal abstract double OnTwoNodes(double exposures);

    /// <summary>A part of it, such as what crosses one node: where its connections end no longer counts.</summary>
    internal abstract Traffic Share(double share);

    /// <summary>A multiple of it.</summary>
    internal Traffic Times(double factor) => this with { Amount = factor * Amount };

    /// <summary>How many connections are opened per second where they live so long.</summary>
    /// <param name="lifetime">The lifetime, of finite mean; above 0 where the open connections are given.</param>
    internal double OpenedPerSecond(DurationLaw lifetime) => IsOpen ? Amount / lifetime.MeanSeconds : Amount;

    /// <summary>The amount with its unit.</summary>
    private protected string Text => Invariant($"{Amount:R} {(IsOpen ? "open" : "opened")} {Unit}");

    private static double UpTo(double most, double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(name, value, Invariant($"The value must be from 0 to {most:0.#E+0}."));
}

/// <summary>The connections of each of some nodes, whose other end is not modelled.</summary>
internal sealed record TrafficPerNode : Traffic
{
    public TrafficPerNode(double amount, bool isOpen, IEnumerable<string>? nodes)
        : base(amount, isOpen)
    {
        Nodes = nodes is null ? null : ValueList.Of(nodes);
        if (Nodes is { Count: 0 }) throw new ArgumentException("The traffic is on no node.", nameof(nodes));
    }

    /// <summary>The names of its nodes; null: all.</summary>
    public IReadOnlyList<string>? Nodes { get; }

    internal override string Unit => IsOpen ? "per node" : "per s and node";

    internal override Crossing[] Crossings(Cluster cluster, Dictionary<string, int> nodes, string workload)
    {
        Crossing[] shares = new Crossing[nodes.Count];
        if (Nodes is null)
        {
            Array.Fill(shares, new(Accepted: 1) { Inbound = 0.5 });
            return shares;
        }
        UniqueNames.RequireUnique(Nodes, $"node of workload '{workload}'", "workloads");
        foreach (string name in Nodes)
        {
            if (!nodes.TryGetValue(name, out int node))
            {
                throw new ArgumentException(
                    $"Workload '{workload}' names node '{name}', which the cluster does not have.");
            }
            shares[node] = new(Accepted: 1) { Inbound = 0.5 };
        }
        return shares;
    }

    internal override double OnTwoNodes(double exposures) => exposures * ShareOnTwoNodes / 2;

    internal override Traffic Share(double share) => Times(share);

    /// <inheritdoc/>
    public override string ToString() => Nodes is null ? Text : $"{Text}, on {string.Join(", ", Nodes)}";
}

/// <summary>The connections between the pods of two applications, in the whole cluster.</summary>
internal sealed record TrafficBetween : Traffic
{
    public TrafficBetween(string? source, string? destination, double amount, bool isOpen)
        : base(amount, isOpen)
    {
        if (source is null && destination is null)
        {
            throw new ArgumentException(
                "At least one end of a connection is an application of the cluster.", nameof(destination));
        }
        (Source, Destination) = (source, destination);
    }

    /// <summary>The application that opens them; null: a client outside the mesh.</summary>
    public string? Source { get; }

    /// <summary>The application that they go to; null: a server outside the mesh.</summary>
    public string? Destination { get; }

    /// <summary>Its ends, as files name them.</summary>
    public string Ends => $"{Source ?? "outside"} -> {Destination ?? "outside"}";

    internal override string Unit => IsOpen ? "in all" : "per s in all";

    internal override IEnumerable<string> Applications => new[] { Source, Destination }.OfType<string>();

    internal override bool IsHbone => Source is not null && Destination is not null;

    internal override Crossing[] Crossings(Cluster cluster, Dictionary<string, int> nodes, string workload)
    {
        double[] source = cluster.PodSharesOf(Source, workload);
        double[] destination = cluster.PodSharesOf(Destination, workload);
        return [.. source.Zip(destination, (p, q) => IsHbone ? new Crossing(p * (1 - q), q * (1 - p), p * q) : new(Accepted: p + q))];
    }

    internal override double OnTwoNodes(double exposures) => exposures - 1;

    internal override Traffic Share(double share) => new TrafficPerNode(share * Amount, IsOpen, nodes: null);

    /// <inheritdoc/>
    public override string ToString() => $"{Ends}: {Text}";
}

/// <summary>The shares of a workload's connections that cross a node's ztunnel, by what picks a process there while two listen.</summary>
/// <param name="Accepted">It accepts them as connections of their own, each of which picks.</param>
/// <param name="Streams">They reach it as streams of pooled HBONE connections, which picked as they were made.</param>
/// <param name="Both">Both their ends are here: they cross it as the one and as the other.</param>
internal readonly record struct Crossing(double Accepted, double Streams = 0, double Both = 0)
{
    /// <summary>The share that reaches it in HBONE connections from other ztunnels; of unknown ends, one half.</summary>
    public double Inbound { get; init; } = Streams + Both;

    /// <summary>The share that crosses the node, each connection counted once.</summary>
    public double Total => Accepted + Streams + Both;

    /// <summary>What tells it from others.</summary>
    public override string ToString() => $"{Accepted:R} {Streams:R} {Both:R} {Inbound:R}";

    public static Crossing operator +(Crossing a, Crossing b) => new(
        a.Accepted + b.Accepted, a.Streams + b.Streams, a.Both + b.Both)
    {
        Inbound = a.Inbound + b.Inbound,
    };
}
