using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>Reads single values of a manifest; the key that an error names is the path from the document's root.</summary>
internal sealed class ManifestValues(SyntaxText source)
{
    /// <summary>A mapping; null where it is left out or null.</summary>
    public MapSyntax? Map(SyntaxNode? node, string key) => node switch
    {
        null or ScalarSyntax { IsNull: true } => null,
        MapSyntax map => map,
        _ => throw Error(node, key, $"a mapping is expected, but {node.Given} was given."),
    };

    /// <summary>A list of mappings; empty where it is left out or null.</summary>
    public IEnumerable<MapSyntax> Maps(SyntaxNode? node, string key) => node switch
    {
        null or ScalarSyntax { IsNull: true } => [],
        ListSyntax list => list.Items.Select(item => Map(item.Resolved, key) ?? throw Error(item, key, "a mapping is expected, but nothing was given.")),
        _ => throw Error(node, key, $"a list is expected, but {node.Given} was given."),
    };

    /// <summary>A whole number; null where it is left out or null.</summary>
    public int? Integer(SyntaxNode? node, string key, int min)
    {
        if (Scalar(node, key) is not { } scalar) return null;
        return int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min
            ? number
            : throw Error(scalar, key, $"a whole number of at least {min} is expected, but {scalar.Given} was given.");
    }

    public string? Text(SyntaxNode? node, string key) => Scalar(node, key)?.Value;

    public GracePeriod? GracePeriod(SyntaxNode? node, string key)
    {
        if (Scalar(node, key) is { Value: "0" } zero)
            throw Error(zero, key, "0 means: killed at once, without a drain. A grace period of at least 1 is expected.");
        return Integer(node, key, min: 1) is { } seconds ? new GracePeriod(seconds) : null;
    }

    /// <summary>An updateStrategy; limits that it leaves out are the given ones.</summary>
    public ManifestStrategy? Strategy(SyntaxNode? node, string key, RollingUpdate defaults)
    {
        if (Map(node, key) is not { } map) return null;
        string? type = Text(map.Get("type"), $"{key}.type");
        if (type == "OnDelete") return ManifestStrategy.OnDelete;
        if (type is not (null or "RollingUpdate"))
            throw Error(map.Get("type")!, $"{key}.type", $"{SyntaxNode.Quote(type)} was given; accepted are RollingUpdate and OnDelete.");
        MapSyntax? limits = Map(map.Get("rollingUpdate"), $"{key}.rollingUpdate");
        IntOrPercent surge = Limit(limits?.Get("maxSurge"), $"{key}.rollingUpdate.maxSurge") ?? defaults.MaxSurge;
        IntOrPercent unavailable = Limit(limits?.Get("maxUnavailable"), $"{key}.rollingUpdate.maxUnavailable") ?? defaults.MaxUnavailable;
        try
        {
            return ManifestStrategy.Rolling(new RollingUpdate(surge, unavailable));
        }
        catch (ArgumentException)
        {
            throw Error(limits ?? map, $"{key}.rollingUpdate",
                $"exactly one of maxSurge and maxUnavailable has to be 0, but they are {surge} and {unavailable} (a limit that is left out is "
                + $"maxSurge {defaults.MaxSurge}, maxUnavailable {defaults.MaxUnavailable}).");
        }
    }

    public InputException Error(SyntaxNode node, string key, string message) => source.Error(node, key, message);

    private IntOrPercent? Limit(SyntaxNode? node, string key)
    {
        if (Scalar(node, key) is not { } scalar) return null;
        return IntOrPercent.TryParse(scalar.Value, out IntOrPercent limit)
            ? limit
            : throw Error(scalar, key, $"a number of nodes or a percentage up to 100% is expected, but {scalar.Given} was given.");
    }

    private ScalarSyntax? Scalar(SyntaxNode? node, string key) => node switch
    {
        null or ScalarSyntax { IsNull: true } => null,
        ScalarSyntax scalar => scalar,
        _ => throw Error(node, key, $"a single value is expected, but {node.Given} was given."),
    };
}
