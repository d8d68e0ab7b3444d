namespace ZTunnelSim.Data;

/// <summary>Where a workload's profile is to be found: what stands under <c>profile</c> in place of numbers.</summary>
/// <param name="Place">The value under <c>profile</c>.</param>
/// <param name="CounterFiles">Files with Prometheus' counters; empty: the access log that the lifetimes are from.</param>
/// <param name="Members">The workloads in the counters that are this one; empty: as the lifetimes have it.</param>
/// <param name="Grouping">By which name they are put together there.</param>
/// <param name="TimeZone">By whose clock hours and days are told.</param>
internal sealed record ProfileReference(
    YamlValue Place, IReadOnlyList<string> CounterFiles, IReadOnlyList<string> Members, ConnectionGrouping Grouping, TimeZoneInfo TimeZone);

/// <summary>Reads how a workload's rate goes up and down with the clock. What data tell is noted, not read.</summary>
internal static class ProfileReader
{
    /// <summary>The word for a profile that comes from where the lifetimes come from.</summary>
    private const string Data = "data";

    private const string Accepted = "24 numbers, the rates in the hours of the day, or 168, those in the hours of the week from Monday on,";
    private static readonly string[] Sources = ["hours", Data, "prometheus"];

    /// <summary>Reads a profile.</summary>
    /// <param name="value">What stands under <c>profile</c>.</param>
    /// <param name="workload">The workload's name.</param>
    /// <param name="lifetime">Where its lifetimes are; null where their law is given.</param>
    /// <returns>The profile, or where it is.</returns>
    public static (RateProfile? Given, ProfileReference? Measured) Read(YamlValue value, string workload, LifetimeReference? lifetime)
    {
        if (value.IsList) return (Hours(value, counts: null, TimeZoneInfo.Utc), null);
        if (!value.IsMap)
        {
            return value.IsWord(Data)
                ? (null, OfLog(value, lifetime, TimeZoneInfo.Utc))
                : throw value.Expected($"a list of {Accepted} or '{Data}', or a mapping with one of the keys {string.Join(", ", Sources)}");
        }
        YamlMap map = value.Map([.. Sources, "counts", "service", YamlValue.TimeZoneKey]);
        TimeZoneInfo zone = map.Optional(YamlValue.TimeZoneKey)?.TimeZone() ?? TimeZoneInfo.Utc;
        (string source, YamlValue what) = map.ExactlyOne(Sources);
        if (source != "hours") map.Refuse(["counts"], "it goes with 'hours': the data tell it themselves.");
        if (source != "prometheus") map.Refuse(["service"], "it goes with 'prometheus'.");
        switch (source)
        {
            case "hours":
                return (Hours(what, map.Optional("counts"), zone), null);
            case Data:
                what.Choice(("lifetime", 0));
                return (null, OfLog(what, lifetime, zone));
            default:
                string[] files = [.. (what.IsList ? what.List() : [what]).Select(file => file.FilePath())];
                string[]? named = map.Optional("service") is { } service
                    ? [.. (service.IsList ? service.List() : [service]).Select(one => one.Text())]
                    : lifetime?.Services?.Select(one => one.Text()).ToArray();
                return (null, new(
                    what, files, named ?? [workload], lifetime?.Options.Grouping ?? ConnectionGrouping.DestinationService, zone));
        }
    }

    /// <summary>The YAML of a profile that is known, to stand under <c>profile</c>: numbers to four digits.</summary>
    public static string Spell(RateProfile profile)
    {
        string List(IEnumerable<double> numbers) => $"[{string.Join(", ", numbers.Select(n => Invariant($"{n:G4}")))}]";
        string counts = profile.Counts.Count == 0 ? "" : $", counts: {List(profile.Counts)}";
        string zone = profile.TimeZone.Equals(TimeZoneInfo.Utc) ? "" : $", {YamlValue.TimeZoneKey}: {profile.TimeZone.Id}";
        return $"{{ hours: {List(profile.Factors)}{counts}{zone} }}";
    }

    /// <summary>The YAML of a profile that is found where the lifetimes are.</summary>
    public static string SpellData() => Data;

    /// <summary>The YAML of a profile from counters.</summary>
    public static string Spell(IReadOnlyList<string> files) => $"{{ prometheus: {LifetimeReference.OneOrList(files)} }}";

    private static ProfileReference OfLog(YamlValue place, LifetimeReference? lifetime, TimeZoneInfo zone) =>
        lifetime is null || lifetime.Options.Format == ConnectionFormat.Csv
            ? throw place.Error(
                "it is found in the access log that the lifetimes are from, but they are not from one: give lifetime: { accessLog: ... }, "
                + $"profile: {{ prometheus: FILES }} or a list of {Accepted[..^1]}.")
            : new(place, [], [], lifetime.Options.Grouping, zone);

    private static RateProfile Hours(YamlValue value, YamlValue? counts, TimeZoneInfo zone)
    {
        double[] rates = Numbers(value);
        if (rates.Length is not (24 or 168)) throw value.Error($"{Accepted} are expected, but {rates.Length} were given.");
        if (rates.All(rate => rate == 0)) throw value.Error("all rates are 0: one at least has to be above it.");
        RateProfile profile = rates.Length == 24 ? RateProfile.HoursOfDay(rates, zone) : RateProfile.HoursOfWeek(rates, zone);
        if (counts is null) return profile;
        double[] counted = Numbers(counts);
        return counted.Length == rates.Length
            ? profile with { Counts = counted }
            : throw counts.Error($"{rates.Length} numbers are expected, one for each of 'hours', but {counted.Length} were given.");
    }

    private static double[] Numbers(YamlValue value) =>
        value.IsList ? [.. value.List().Select(one => one.Number())] : throw value.Expected($"a list of {Accepted[..^1]}");
}
