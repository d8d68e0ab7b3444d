namespace ZTunnelSim.Data;

/// <summary>Reads the workloads of a scenario. Lifetimes that data tell are noted, not read.</summary>
/// <param name="keepAliveSeconds">Until when ztunnel holds a dead peer's connection, by its manifest; null: not told.</param>
internal sealed class WorkloadReader(double? keepAliveSeconds)
{
    /// <summary>Stands in for a lifetime that is still to be read.</summary>
    private static readonly Exponential StandIn = new(1);

    private readonly HashSet<string> _names = [];
    private readonly List<LifetimeReference?> _references = [];
    private readonly List<ProfileReference?> _profiles = [];

    /// <summary>For each workload where its lifetimes are; null where its law is given.</summary>
    public IReadOnlyList<LifetimeReference?> References => _references;

    /// <summary>For each workload where its profile is; null where it is given, or there is none.</summary>
    public IReadOnlyList<ProfileReference?> Profiles => _profiles;

    /// <summary>The next workload of the scenario.</summary>
    public Workload Read(YamlValue value, TrafficReader traffic)
    {
        YamlMap map = value.Map(["name", "lifetime", MaximumAge.Key, "clients", "profile", .. TrafficReader.Keys]);
        YamlValue nameValue = map.Required("name");
        string name = nameValue.Text();
        if (!_names.Add(name)) throw nameValue.Error($"a workload '{name}' was given before.");
        YamlValue lifetimeValue = map.Required("lifetime");
        ClientBehaviour clients = map.Optional("clients") is { } given ? ClientReader.Read(given) : ClientBehaviour.GivesUp;
        (DurationLaw? law, LifetimeReference? reference) = ReadLifetime(lifetimeValue);
        MaximumAge? age = map.Optional(MaximumAge.Key) is { } limit ? MaximumAge.Read(limit) : null;
        _references.Add(reference is null ? null : reference with { MaximumAge = age });
        RateProfile? profile = null;
        ProfileReference? measured = null;
        if (map.Optional("profile") is { } profileValue) (profile, measured) = ProfileReader.Read(profileValue, name, reference);
        _profiles.Add(measured);
        try
        {
            // Under a maximum age a law without a mean has one.
            bool isEndless = age is not null && law is { MeanSeconds: double.PositiveInfinity };
            Workload workload = traffic.Read(map, name, isEndless ? age!.Of(law!) : law ?? StandIn, Seed(_names.Count - 1)) with
            {
                Clients = clients,
                Profile = profile,
            };
            if (age is null || law is null) return workload;
            if (!isEndless) return age.Of(workload);
            return workload.Traffic.IsOpen ? workload : throw age.Place.Error(
                $"{law} has no finite mean, so that nothing tells how many connections are open without it: give those that are open.");
        }
        catch (ArgumentException e)
        {
            throw lifetimeValue.Error(e);
        }
    }

    /// <summary>The seed of what data leave open about a workload: each has its own, so that these are independent.</summary>
    public static ulong Seed(int workload) => 1 + (ulong)workload;

    private (DurationLaw? Law, LifetimeReference? Reference) ReadLifetime(YamlValue value)
    {
        if (value.IsWord(MeasuredRate.Unknown))
        {
            throw value.Error(
                "it is not known: the data hold no lifetimes. Name a file that does (accessLog: { file: ..., service: ... } or "
                + "csv: { file: ... }), or give a law such as { lognormal: { median: 2s, sigma: 1.2 } }.");
        }
        string[] keys = [.. LawReader.Names, .. LifetimeReference.Kinds];
        if (value.KeysPresent.FirstOrDefault(LifetimeReference.Kinds.Contains) is not { } kind)
        {
            // So that an unknown key is told all that is accepted here.
            if (value.IsMap) value.Map(keys);
            return (LawReader.Read(value), null);
        }
        return (null, LifetimeReference.Read(kind, value.Map(keys).ExactlyOne(keys).Value, keepAliveSeconds));
    }
}
