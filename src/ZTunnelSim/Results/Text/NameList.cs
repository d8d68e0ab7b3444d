namespace ZTunnelSim;

/// <summary>Names in a sentence: a few of them, and how many more there are.</summary>
internal static class NameList
{
    private const int MostNames = 6;

    /// <summary>a, b and c; of many, the first ones and a count.</summary>
    public static string Of(IReadOnlyCollection<string> names)
    {
        string[] shown = [.. names.Count <= MostNames ? names : names.Take(MostNames - 1)];
        string last = shown.Length == names.Count ? shown[^1] : $"{names.Count - shown.Length:#,0} more";
        string[] others = shown.Length == names.Count ? shown[..^1] : shown;
        return others.Length == 0 ? last : $"{string.Join(", ", others)} and {last}";
    }
}
