using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Model;

/// <summary>A kind of connection: its name, how often one is opened on a node, and how long one lives.</summary>
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
        Nodes = nodes is null ? null : [.. nodes];
        if (Nodes is { Count: 0 }) throw new ArgumentException($"Workload '{name}' is on no node.", nameof(nodes));
    }

    /// <summary>The workload's name, unique in its cluster.</summary>
    public string Name { get; }

    /// <summary>Connections opened per second on each of its nodes (L).</summary>
    public double ArrivalsPerSecond { get; }

    /// <summary>The lifetime of a fresh connection, in seconds. Its mean (m) is finite.</summary>
    public DurationLaw Lifetime { get; }

    /// <summary>The names of the nodes that it runs on; null: on all.</summary>
    public IReadOnlyList<string>? Nodes { get; }

    /// <summary>
    /// Other lifetimes that the data behind <see cref="Lifetime"/> would support as well (draws from its bootstrap), for
    /// the uncertainty of a prediction; empty where the lifetime is taken as known.
    /// </summary>
    public IReadOnlyList<DurationLaw> PlausibleLifetimes { get; private init; } = [];

    /// <summary>The mean number of connections open on each of its nodes: L m, Little's law.</summary>
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

    /// <summary>The same workload with lifetimes that its data would support as well.</summary>
    /// <param name="lifetimes">Draws of the lifetime's law, each as plausible as any other.</param>
    public Workload WithPlausibleLifetimes(IEnumerable<DurationLaw> lifetimes) => this with { PlausibleLifetimes = [.. lifetimes] };

    /// <summary>The arrival rate that goes with another lifetime: what was given stays, arrivals or open connections.</summary>
    /// <param name="lifetime">The other lifetime, of finite mean above 0.</param>
    internal double ArrivalsWith(DurationLaw lifetime) =>
        _openPerNode is { } open ? open / lifetime.MeanSeconds : ArrivalsPerSecond;

    private static double RequireNotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "The value must be finite and at least 0.");
}
