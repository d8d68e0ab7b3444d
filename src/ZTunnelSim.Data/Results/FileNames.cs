namespace ZTunnelSim.Data;

/// <summary>Names that do as a file's on every system.</summary>
internal static class FileNames
{
    /// <summary>With what stands before and behind it, no system's limit of 255 is reached.</summary>
    private const int Longest = 100;

    /// <summary>
    /// Letters and digits stay, what is between them becomes a dash: <c>surge 25%, T = 30 s</c> is <c>surge-25-T-30-s</c>.
    /// </summary>
    public static string Of(string name)
    {
        string mapped = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' ? c : '-'));
        string joined = string.Join('-', mapped.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return joined.Length == 0 ? "unnamed" : joined[..Math.Min(joined.Length, Longest)];
    }

    /// <summary>A name for each, all different: those that would be alike are numbered.</summary>
    public static IReadOnlyList<string> OfAll(IEnumerable<string> names)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        return [.. names.Select(name =>
        {
            string wanted = Of(name), unique = wanted;
            for (int i = 2; !taken.Add(unique); i++) unique = $"{wanted}-{i}";
            return unique;
        })];
    }
}
