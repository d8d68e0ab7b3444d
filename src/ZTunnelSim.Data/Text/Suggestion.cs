namespace ZTunnelSim.Data;

/// <summary>The word that was probably meant.</summary>
internal static class Suggestion
{
    /// <summary>" (did you mean 'x'?)", or nothing where no known word is near.</summary>
    public static string For(string given, IReadOnlyList<string> known)
    {
        string? nearest = known.MinBy(word => Distance(given, word));
        return nearest is not null && Distance(given, nearest) <= Math.Max(1, (nearest.Length + 1) / 3)
            ? $" (did you mean '{nearest}'?)"
            : "";
    }

    /// <summary>Levenshtein's edit distance, letter case aside.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                bool isSame = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                int substitution = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
