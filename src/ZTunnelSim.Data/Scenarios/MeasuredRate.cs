namespace ZTunnelSim.Data;

/// <summary>Traffic as it was counted and as a scenario spells it: what was counted, in which time, on how many nodes.</summary>
/// <param name="IsOpen">Whether open connections were counted, instead of those that were opened.</param>
/// <param name="Connections">How many, above 0; of open ones the mean number.</param>
/// <param name="Crossings">The same, each connection counted for every node whose ztunnel it crosses: once or twice as many.</param>
/// <param name="Watched">The time watched in seconds; of open ones the number of independent looks. Above 0.</param>
/// <param name="ZTunnels">How many ztunnels all this is of, at least 1; between applications 1, for the whole cluster.</param>
internal sealed record MeasuredRate(bool IsOpen, double Connections, double Crossings, double Watched, double ZTunnels)
{
    /// <summary>Nothing that was counted, and no time in which it was, is less.</summary>
    private const double Least = 1e-6;

    /// <summary>What stands in a scenario where nothing is known.</summary>
    public const string Unknown = "unknown";

    public MeasuredTraffic Traffic => new(
        IsOpen ? Connections * Watched : Connections, Crossings / (IsOpen ? ZTunnels : Watched * ZTunnels), Crossings / Connections);

    /// <summary>
    /// The same as the mean over a profile's period, where it was counted while the rate was a multiple of that: the time is then the one
    /// in which as many would come at the mean.
    /// </summary>
    public MeasuredRate OverPeriod(double factor) => IsOpen
        ? this with { Connections = Connections / factor, Crossings = Crossings / factor, Watched = Watched * factor }
        : this with { Watched = Watched * factor };

    /// <summary>
    /// Reads <c>{ connections: 7412, seconds: 3600, ztunnels: 40 }</c> or <c>{ open: 61.9, looks: 5, ztunnels: 2 }</c>; what the whole
    /// cluster has says no ztunnels.
    /// </summary>
    public static MeasuredRate Read(YamlValue value, bool isOpen, bool isPerNode)
    {
        (string count, string watched) = Keys(isOpen);
        YamlMap map = value.Map(isPerNode ? [count, watched, "crossings", "ztunnels"] : [count, watched]);
        double connections = map.Required(count).Number(Least, ZTunnelSim.Traffic.MostOpen);
        YamlValue? time = isOpen ? map.Optional(watched) : map.Required(watched);
        return new(
            isOpen,
            connections,
            map.Optional("crossings")?.Number(connections, 2 * connections) ?? connections,
            time?.Number(Least, isOpen ? ZTunnelSim.Traffic.MostOpen : DurationFormat.Longest) ?? 1,
            isPerNode ? map.Required("ztunnels").Integer(1, 1_000_000) : 1);
    }

    /// <summary>The same as YAML.</summary>
    public string Text
    {
        get
        {
            (string count, string watched) = Keys(IsOpen);
            string crossings = Crossings == Connections ? "" : Invariant($", crossings: {Crossings:0.###}");
            return Invariant(
                $"{{ {count}: {Connections:0.###}{crossings}, {watched}: {Watched:0.###}, ztunnels: {ZTunnels:0.###} }}");
        }
    }

    /// <summary>What follows for each node, with its 95 % interval.</summary>
    public string Meaning
    {
        get
        {
            MeasuredTraffic traffic = Traffic;
            (double low, double high) = traffic.Interval();
            string crossing = Crossings == Connections ? "" : $", each across {Crossings / Connections:0.00} nodes";
            return Invariant(
                $"{traffic.PerNode:G4} {(IsOpen ? "open on a node" : "a second and node")} [{low:G4}, {high:G4}]{crossing}");
        }
    }

    private static (string Count, string Watched) Keys(bool isOpen) => isOpen ? ("open", "looks") : ("connections", "seconds");
}
