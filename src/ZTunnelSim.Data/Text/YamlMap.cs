namespace ZTunnelSim.Data;

/// <summary>A mapping whose keys are known to be allowed.</summary>
internal sealed class YamlMap(YamlValue place, IReadOnlyDictionary<string, YamlValue> values)
{
    public YamlValue Required(string key) =>
        Optional(key) ?? throw place.Error($"the key '{key}' is missing.");

    public YamlValue? Optional(string key) => values.GetValueOrDefault(key);

    /// <summary>Refuses keys that do not go with the rest.</summary>
    public void Refuse(IReadOnlyList<string> keys, string because)
    {
        if (keys.FirstOrDefault(values.ContainsKey) is { } given) throw values[given].Error(because);
    }

    /// <summary>The one of some keys that is given; exactly one has to be.</summary>
    public (string Key, YamlValue Value) ExactlyOne(params IReadOnlyList<string> keys)
    {
        string[] given = [.. keys.Where(values.ContainsKey)];
        return given.Length == 1
            ? (given[0], values[given[0]])
            : throw place.Error($"exactly one of {string.Join(", ", keys)} is expected, but "
                + (given.Length == 0 ? "none was given." : $"{string.Join(" and ", given)} were given."));
    }
}
