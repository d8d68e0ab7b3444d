namespace ZTunnelSim;

/// <summary>UniqueNames that have to be unique.</summary>
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
}
