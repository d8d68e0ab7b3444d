namespace ZTunnelSim;

/// <summary>The maximum ages that would make a T enough, as a table and in sentences.</summary>
internal static class MaximumAgeText
{
    /// <summary>Where a team finds the setting.</summary>
    public const string Settings = "The setting is there in most pools and servers: HikariCP maxLifetime, PgBouncer server_lifetime, Go "
        + "ConnMaxLifetime, gRPC MAX_CONNECTION_AGE, Envoy max_connection_duration, nginx keepalive_time. As many connections stay open, "
        + "so that more are opened; 'maximumAge' in the scenario shows all the rest.";

    /// <summary>A workload with a smaller share of the resets is not listed, unless it is enough by itself.</summary>
    private const double SmallShare = 0.05;

    /// <summary>An answer in a sentence.</summary>
    public static string Of(MaximumAgeOutcome o) => o.MaximumAge is null
        ? $"T = {o.GracePeriod}: no maximum age of {Who(o)} alone is enough ({Numbers.Share(o.ResetShare)} of the resets)"
        : $"T = {o.GracePeriod} is enough with a maximum age of {Age(o)} for {Who(o)}: {Numbers.Count(o.ResetsUnder!.Value)} resets for "
            + $"{Numbers.Count(o.Resets)}, and {Opened(o.OpenedPerSecondUnder!.Value)} connections opened per second for "
            + Opened(o.OpenedPerSecond);

    /// <summary>The answers as a table; without those that are not worth a row.</summary>
    public static TextTable Table(IReadOnlyList<MaximumAgeOutcome> outcomes) => TextTable.Of(
        "Or let connections end earlier: the maximum age that makes T enough", outcomes.Where(IsListed),
        [
            new("T", o => DurationFormat.Exact(o.GracePeriod.Seconds)),
            new("connections of", Who, IsNumeric: false),
            new("of resets", o => Numbers.Share(o.ResetShare)),
            new("maximum age", o => o.MaximumAge is null ? "not alone" : Age(o)),
            new("opened/s", o => Opened(o.OpenedPerSecond)),
            new("with it", o => o.OpenedPerSecondUnder is { } under ? Opened(under) : "-"),
            new("resets", o => Numbers.Count(o.Resets)),
            new("with it", o => o.ResetsUnder is { } under ? Numbers.Count(under) : "-"),
        ]);

    /// <summary>Where the setting is, what it costs, and what the table leaves out.</summary>
    public static string Notes(IReadOnlyList<MaximumAgeOutcome> outcomes) => outcomes.All(IsListed)
        ? Settings
        : $"{Settings} Left out are workloads with less than 5 % of the resets at a T, of which none alone is enough there.";

    /// <summary>The way that opens the fewest more connections at each T, in sentences; none where there is no way.</summary>
    public static IEnumerable<string> Alternatives(IEnumerable<MaximumAgeOutcome> outcomes) => outcomes
        .Where(o => o.MaximumAge is not null)
        .GroupBy(o => o.GracePeriod)
        .Select(at => $"{Of(at.MinBy(o => o.OpenedPerSecondUnder!.Value - o.OpenedPerSecond)!)}.");

    private static bool IsListed(MaximumAgeOutcome o) => o.MaximumAge is not null || o.ResetShare >= SmallShare;

    private static string Who(MaximumAgeOutcome o) => o.Workload ?? "all workloads";

    private static string Age(MaximumAgeOutcome o) => DurationFormat.Exact((int)o.MaximumAge!.Value.TotalSeconds);

    private static string Opened(double perSecond) => Numbers.Count(perSecond);
}
