namespace ZTunnelSim;

internal static class UniqueNames
{
    public static void RequireUnique(IEnumerable<string> names, string what, string parameter) => Index(names, what, parameter);

    /// <summary>Where each name stands.</summary>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public static Dictionary<string, int> Index(IEnumerable<string> names, string what, string parameter)
    {
        Dictionary<string, int> indexes = [];
        foreach (string name in names)
        {
            if (!indexes.TryAdd(name, indexes.Count)) throw new ArgumentException($"The {what} '{name}' is given twice.", parameter);
        }
        return indexes;
    }

    /// <summary>Where a name stands.</summary>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    public static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name) return i;
        }
        const int Shown = 10;
        string more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        throw new KeyNotFoundException($"There is no '{name}' among {string.Join(", ", names.Take(Shown))}{more}.");
    }
}
