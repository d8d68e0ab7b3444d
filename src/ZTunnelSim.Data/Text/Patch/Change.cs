using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>What a text is to say: the wanted part of a tree; everything that it does not mention stays.</summary>
internal abstract record Change;

/// <summary>A whole number, or a word; a text has to be read as a string even where it looks like a number.</summary>
internal sealed record ScalarChange(string Value, bool IsText) : Change
{
    public static ScalarChange Number(int value) => new(value.ToString(CultureInfo.InvariantCulture), IsText: false);

    public static ScalarChange Text(string value) => new(value, IsText: true);
}

/// <summary>Keys of a mapping; missing ones are added in this order.</summary>
internal sealed record MapChange(params IReadOnlyList<(string Key, Change Value)> Entries) : Change;

/// <summary>Elements of a list of mappings, found by their <c>name</c>; missing ones are added with the rest of their keys.</summary>
internal sealed record NamedItemsChange(params IReadOnlyList<(string Name, MapChange Value)> Items) : Change;
