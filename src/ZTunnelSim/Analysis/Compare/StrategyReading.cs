namespace ZTunnelSim.Analysis;

/// <summary>Says in a sentence what stands out about a strategy among others.</summary>
internal static class StrategyReading
{
    private static readonly (int Criterion, string Best, string Worst)[] Words =
    [
        (Criterion.Duration, "fastest", "slowest"),
        (Criterion.Cut, "fewest connections cut", "most connections cut"),
        (Criterion.Refused, "fewest new connections refused", "most new connections refused"),
        (Criterion.Restarts, "fewest restarts", "most restarts"),
    ];

    public static string Of(Ranking ranking, int a, IReadOnlyList<string> names, double confidence)
    {
        if (!ranking.IsComplete(a)) return $"Does not finish: {Few(ranking.NotUpdated(a))} nodes stay on the old version.";
        int[] others = [.. Enumerable.Range(0, ranking.Strategies).Where(b => b != a && ranking.Competes(b))];
        List<string> best = [], worst = [];
        foreach ((int criterion, string bestWord, string worstWord) in Words)
        {
            int[] order = [.. others.Select(b => ranking.Compare(a, b, criterion, confidence))];
            if (order.All(o => o == 0)) continue;
            // What more than half of them share does not stand out.
            if (2 * (1 + order.Count(o => o == 0)) > others.Length + 1) continue;
            if (order.All(o => o <= 0)) best.Add(ranking.Mean(a, criterion) == 0 ? bestWord.Replace("fewest", "no", StringComparison.Ordinal) : bestWord);
            if (order.All(o => o >= 0)) worst.Add(worstWord);
        }
        List<string> parts = (best.Count, worst.Count) switch
        {
            (0, 0) => [],
            (_, 0) => [List(best)],
            (0, _) => [List(worst)],
            _ => [$"{List(best)}, but {List(worst)}"],
        };
        if (ranking.DominatorOf(a, confidence) is >= 0 and int b) parts.Add($"'{names[b]}' is better all in all");
        if (parts.Count == 0) parts.Add(others.Length == 0 ? "the only one that finishes" : "between the others");
        string text = string.Join("; ", parts);
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    private static string List(List<string> words) =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";

    private static string Few(double nodes) => nodes < 9.95 ? $"{nodes:0.0}" : $"{nodes:#,0}";
}
