namespace ZTunnelSim;

/// <summary>
/// Ranks strategies by the differences between their runs: run by run, since these share their random numbers, so that a difference is
/// known far better than either value.
/// </summary>
internal sealed class Ranking
{
    private readonly RunningStatistics[,,] _differences;
    private readonly RunningStatistics[] _notUpdated;
    private readonly RunningStatistics[,] _values;

    public Ranking(int strategies)
    {
        _notUpdated = [.. Enumerable.Range(0, strategies).Select(_ => new RunningStatistics())];
        _values = new RunningStatistics[strategies, Criterion.Count];
        _differences = new RunningStatistics[strategies, strategies, Criterion.Count];
        for (int a = 0; a < strategies; a++)
        {
            for (int c = 0; c < Criterion.Count; c++)
            {
                _values[a, c] = new();
                for (int b = 0; b < a; b++) _differences[a, b, c] = new();
            }
        }
    }

    public void Add(RunSummary[] runs)
    {
        double[][] values = [.. runs.Select(Criterion.Of)];
        for (int a = 0; a < runs.Length; a++)
        {
            _notUpdated[a].Add(runs[a].NotUpdated.Length);
            for (int c = 0; c < Criterion.Count; c++)
            {
                _values[a, c].Add(values[a][c]);
                for (int b = 0; b < a; b++) _differences[a, b, c].Add(values[a][c] - values[b][c]);
            }
        }
    }

    public int Strategies => _notUpdated.Length;

    /// <summary>
    /// Whether every value and every difference is as precise as wanted. A difference is held to that whatever its sign: to stop as soon as
    /// one is beyond chance would find too many that are not.
    /// </summary>
    public bool IsPrecise(Precision precision)
    {
        for (int a = 0; a < Strategies; a++)
        {
            if (!precision.IsReached(_notUpdated[a].CountEstimate(StudyOptions.Confidence))) return false;
            for (int c = 0; c < Criterion.Count; c++)
            {
                bool isCount = c != Criterion.Duration;
                RunningStatistics values = _values[a, c];
                if (!precision.IsReached(isCount
                    ? values.CountEstimate(StudyOptions.Confidence) : values.MeanEstimate(StudyOptions.Confidence)))
                    return false;
                for (int b = 0; b < a; b++)
                {
                    Estimate difference = _differences[a, b, c].MeanEstimate(StudyOptions.Confidence);
                    if (!precision.IsReached(difference, Math.Max(values.Mean, _values[b, c].Mean), isCount)) return false;
                }
            }
        }
        return true;
    }

    /// <summary>Whether a strategy updates every node in every run, or none of the others does.</summary>
    public bool Competes(int a) => IsComplete(a) || !Enumerable.Range(0, Strategies).Any(IsComplete);

    public bool IsComplete(int a) => _notUpdated[a].Mean == 0;

    public double NotUpdated(int a) => _notUpdated[a].Mean;

    public double Mean(int a, int criterion) => _values[a, criterion].Mean;

    /// <summary>-1 where a is better than b, 1 where it is worse, 0 where the interval of their difference holds 0.</summary>
    public int Compare(int a, int b, int criterion, double confidence)
    {
        if (a == b) return 0;
        if (a < b) return -Compare(b, a, criterion, confidence);
        Estimate difference = _differences[a, b, criterion].MeanEstimate(confidence);
        return difference.Upper < 0 ? -1 : difference.Lower > 0 ? 1 : 0;
    }

    /// <summary>Whether a is no worse than b by any criterion, and better by one.</summary>
    public bool Dominates(int a, int b, double confidence)
    {
        int[] order = [.. Enumerable.Range(0, Criterion.Count).Select(c => Compare(a, b, c, confidence))];
        return order.All(o => o <= 0) && order.Any(o => o < 0);
    }

    /// <summary>A strategy that competes and dominates a, or -1.</summary>
    public int DominatorOf(int a, double confidence)
    {
        int[] dominators = [.. Enumerable.Range(0, Strategies).Where(b => Competes(b) && Dominates(b, a, confidence))];
        if (dominators.Length == 0) return -1;
        // Of several, one that is itself not dominated, if chance lets there be one.
        int first = Array.FindIndex(dominators, b => !dominators.Any(c => Dominates(c, b, confidence)));
        return dominators[Math.Max(first, 0)];
    }
}

/// <summary>By what strategies are ranked: less is better.</summary>
internal static class Criterion
{
    public const int Cut = 0, Refused = 1, Duration = 2, Restarts = 3, Count = 4;

    /// <summary>The values of a run, in the order of the constants.</summary>
    public static double[] Of(RunSummary run) =>
    [
        run[Measure.Cut],
        run[Measure.Refused] + run[Measure.AcceptQueueLosses] + run[Measure.WithoutEndpoint],
        run[Measure.DurationSeconds],
        run[Measure.Restarts],
    ];
}

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
            string bestOrNo = ranking.Mean(a, criterion) == 0
                ? bestWord.Replace("fewest", "no", StringComparison.Ordinal)
                : bestWord;
            if (order.All(o => o <= 0)) best.Add(bestOrNo);
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

    private static string List(List<string> words) => words.Count == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";

    private static string Few(double nodes) => nodes < 9.95 ? Invariant($"{nodes:0.0}") : Invariant($"{nodes:#,0}");
}
