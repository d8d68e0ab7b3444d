namespace ZTunnelSim;

/// <summary>
/// A sample sorted into the terms of its log-likelihood: sum of ln f(ended) + ln((S(from) - S(to)) / (to - from)) of those that ended
/// within a step + ln S(censored) - ln S(entry) of the left-truncated - ln(S(entry) - S(latest)) of those truncated on both sides.
/// </summary>
/// <remarks>
/// Each sum runs over distinct values with their weights. Where there are more than <see cref="MaxDistinct"/> of them, neighbours that
/// differ by less than <see cref="MergeWidth"/> of their size are replaced by their mean. What is lost is the variance inside such a group:
/// a twelfth of the width's square, 3e-7 of the value's own square.
/// </remarks>
internal sealed class LikelihoodTerms
{
    public const int MaxDistinct = 4_000;
    public const double MergeWidth = 2e-3;

    /// <summary>As <see cref="MergeWidth"/>, for pairs of entry and latest ages: 8e-6 of their squares is lost.</summary>
    private const double PairWidth = 1e-2;

    public LikelihoodTerms(LifetimeSample sample)
    {
        Count = sample.Count;
        Step = sample.ResolutionSeconds;
        List<WeightedValue> ended = [], open = [], lower = [];
        List<(double From, double To, double Weight)> within = [], between = [];
        foreach (ObservationGroup g in sample.Groups)
        {
            if (g.HalfWidth > 0) within.Add((g.Seconds - g.HalfWidth, g.Seconds + g.HalfWidth, g.Count));
            else if (!g.IsCensored) ended.Add(new(g.Seconds, g.Count));
            else if (g.Seconds > 0) open.Add(new(g.Seconds, g.Count));
            if (g.Upper < double.PositiveInfinity) between.Add((g.Lower, g.Upper, g.Count));
            else if (g.Lower > 0) lower.Add(new(g.Lower, g.Count));
        }
        lower.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        (Ended, Open, Lower) = (Merge(ended), Merge(open), Merge(lower));
        Within = [.. within];
        Between = Merge(between);
    }

    public double Count { get; }

    /// <summary>The step in seconds that durations were recorded in.</summary>
    public double Step { get; }

    /// <summary>Completed lifetimes that are known exactly.</summary>
    public WeightedValue[] Ended { get; }

    /// <summary>Completed lifetimes of which only the step that they ended in is known.</summary>
    public (double From, double To, double Weight)[] Within { get; }

    /// <summary>All ages seen, those within a step by its middle: good enough to begin looking from.</summary>
    public IEnumerable<WeightedValue> Ages => EndedNear.Concat(Open);

    /// <summary>All completed lifetimes, those within a step by its middle.</summary>
    public IEnumerable<WeightedValue> EndedNear => Within.Select(w => new WeightedValue(0.5 * (w.From + w.To), w.Weight)).Concat(Ended);

    /// <summary>Ages that were outlived.</summary>
    public WeightedValue[] Open { get; }

    /// <summary>Entry ages above 0.</summary>
    public WeightedValue[] Lower { get; }

    /// <summary>Entry and latest ages of right-truncated lifetimes.</summary>
    public (double From, double To, double Weight)[] Between { get; }

    /// <summary>The log-likelihood of the law; negative infinity or NaN where the law can't be.</summary>
    public double LogLikelihood(DurationLaw law)
    {
        double sum = 0;
        foreach (WeightedValue x in Ended) sum += x.Weight * law.LogDensity(x.Value);
        foreach (WeightedValue x in Open) sum += x.Weight * law.LogSurvival(x.Value);
        foreach (WeightedValue x in Lower) sum -= x.Weight * law.LogSurvival(x.Value);
        foreach ((double from, double to, double weight) in Between) sum -= weight * LogProbabilityBetween(law, from, to);
        foreach ((double from, double to, double weight) in Within) sum += weight * LogDensityWithin(law, from, to);
        return sum;
    }

    /// <summary>The logarithm of S(from) - S(to).</summary>
    private static double LogProbabilityBetween(DurationLaw law, double from, double to)
    {
        double high = from > 0 ? law.LogSurvival(from) : 0, low = law.LogSurvival(to);
        return high - low > 1e-8
            ? LogBetween(high, low)
            : law.LogDensity(0.5 * (from + to)) + Math.Log(Math.Max(to - from, double.Epsilon));
    }

    /// <summary>The logarithm of the mean density within a step.</summary>
    private static double LogDensityWithin(DurationLaw law, double from, double to)
    {
        double high = from > 0 ? law.LogSurvival(from) : 0, low = law.LogSurvival(to);
        // Where the difference has lost its digits the density hardly changes within the step.
        return high - low > 1e-8 ? LogBetween(high, low) - Math.Log(to - from) : law.LogDensity(0.5 * (from + to));
    }

    /// <summary>ln(exp(high) - exp(low)).</summary>
    private static double LogBetween(double high, double low)
    {
        double difference = low - high;
        // Each branch keeps its digits where the other loses them.
        return high + (difference > -0.7 ? Math.Log(-NearOne.ExpM1(difference)) : NearOne.LogP1(-Math.Exp(difference)));
    }

    /// <summary>Pairs that differ by less than <see cref="PairWidth"/> of themselves as their mean.</summary>
    private static (double From, double To, double Weight)[] Merge(List<(double From, double To, double Weight)> pairs)
    {
        static int Cell(double seconds) => seconds > 0 ? (int)Math.Round(Math.Log(seconds) / PairWidth) : int.MinValue;
        return
        [
            .. pairs.GroupBy(p => (Cell(p.From), Cell(p.To))).Select(g =>
            {
                double weight = g.Sum(p => p.Weight);
                return (g.Sum(p => p.Weight * p.From) / weight, g.Sum(p => p.Weight * p.To) / weight, weight);
            }),
        ];
    }

    private static WeightedValue[] Merge(List<WeightedValue> sorted)
    {
        var merged = new List<WeightedValue>();
        bool coarse = sorted.Count > MaxDistinct;
        double start = double.NaN;
        foreach (WeightedValue next in sorted)
        {
            bool together = merged.Count > 0 && (next.Value == start || (coarse && next.Value < start * (1 + MergeWidth)));
            if (together)
            {
                WeightedValue last = merged[^1];
                double weight = last.Weight + next.Weight;
                merged[^1] = new(last.Value + (next.Value - last.Value) * (next.Weight / weight), weight);
            }
            else
            {
                merged.Add(next);
                start = next.Value;
            }
        }
        return [.. merged];
    }
}

/// <summary>A value and how many observations have it.</summary>
internal readonly record struct WeightedValue(double Value, double Weight);
