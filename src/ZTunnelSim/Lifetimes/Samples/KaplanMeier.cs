namespace ZTunnelSim;

/// <summary>The Kaplan-Meier (product-limit) estimate of the survival function, with right censoring and delayed entry.</summary>
/// <remarks>
/// Kaplan and Meier, J. Am. Stat. Assoc. 53, 1958; variance after Greenwood, 1926: S^2 times the sum of d / (n (n - d)). A connection is at
/// risk at age t if its entry age is below t and its last age is not; one with entry age 0 is at risk from 0 on.
/// </remarks>
internal sealed class KaplanMeier
{
    /// <summary>Sums of fractions that should be equal differ by rounding; quantiles look through that.</summary>
    private const double Rounding = 1e-12;

    private readonly KaplanMeierStep[] _steps;

    private KaplanMeier(KaplanMeierStep[] steps, IReadOnlyList<string> warnings) => (_steps, Warnings) = (steps, warnings);

    /// <summary>The ages at which something happened, ascending.</summary>
    public IReadOnlyList<KaplanMeierStep> Steps => _steps;

    /// <summary>What is wrong with the data, in plain words; empty if nothing is.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The last age in seconds at which anything was observed; nothing is known beyond it.</summary>
    public double LongestSeconds => _steps[^1].Seconds;

    /// <exception cref="LifetimeFitException">There is no observation.</exception>
    public static KaplanMeier Of(LifetimeSample sample) => sample.KaplanMeier ??= Estimate(sample.Fresh);

    private static KaplanMeier Estimate(LifetimeSample sample)
    {
        IReadOnlyList<ObservationGroup> groups = sample.Groups;
        if (groups.Count == 0)
            throw new LifetimeFitException("Kaplan-Meier needs at least one connection watched until it ended or was lost from sight.");
        (double Entry, long Count)[] entries = [.. groups.Select(g => (g.Lower, g.Count))];
        Array.Sort(entries, static (a, b) => a.Entry.CompareTo(b.Entry));

        var steps = new List<KaplanMeierStep>();
        var warnings = new List<string>();
        double survival = 1, variance = 0, emptiedAt = double.NaN;
        long atRisk = 0, endedAfterEmpty = 0;
        int entered = 0;
        for (int i = 0; i < groups.Count;)
        {
            double age = groups[i].Seconds;
            while (entered < entries.Length && (entries[entered].Entry < age || entries[entered].Entry == 0))
                atRisk += entries[entered++].Count;
            long ended = 0, censored = 0;
            double halfWidth = groups[i].HalfWidth;
            for (; i < groups.Count && groups[i].Seconds == age; i++)
            {
                if (groups[i].IsCensored) censored += groups[i].Count;
                else ended += groups[i].Count;
            }
            double term = 0;
            if (ended > 0)
            {
                if (survival == 0) endedAfterEmpty += ended;
                else if (ended == atRisk) emptiedAt = age;
                survival *= (double)(atRisk - ended) / atRisk;
                term = ended < atRisk ? (double)ended / atRisk / (atRisk - ended) : double.PositiveInfinity;
                variance += term;
            }
            double error = survival > 0 ? survival * Math.Sqrt(variance) : 0;
            steps.Add(new(age, atRisk, ended, censored, survival, error) { HalfWidthSeconds = halfWidth });
            atRisk -= ended + censored;
        }
        if (endedAfterEmpty > 0 || (survival == 0 && emptiedAt < steps[^1].Seconds))
        {
            warnings.Add(
                $"All connections watched at age {emptiedAt:G6} s ended there, so the survival estimate is 0 from "
                + $"there on, although others were seen at ages up to {steps[^1].Seconds:G6} s. Few were watched from "
                + "early ages on (delayed entry): watch newly opened connections for longer, or use a parametric fit.");
        }
        if (sample.IgnoredCount > 0)
            warnings.Add($"{sample.IgnoredCount} observations were watched for no time at all and say nothing; they were left out.");
        return new KaplanMeier([.. steps], warnings);
    }

    /// <summary>The estimate of P(lifetime &gt; <paramref name="seconds"/>); beyond the last age, the last value.</summary>
    public double Survival(double seconds)
    {
        int step = LastStepAt(seconds);
        return step < 0 ? 1 : _steps[step].Survival;
    }

    /// <summary>The estimate of P(lifetime &gt; <paramref name="seconds"/>) with its pointwise confidence interval.</summary>
    /// <remarks>Before the first ending the survival is 1 with an interval of no width; where it is 0, the upper end is
    /// that before, times what the exact binomial interval leaves to those who were still watched.</remarks>
    public LifetimeEstimate SurvivalInterval(double seconds, double level = 0.95)
    {
        int step = LastStepAt(seconds);
        return step < 0 ? new(1, 0, 1, 1, level) : Interval(step, level);
    }

    /// <summary>
    /// The smallest age in seconds at which the survival estimate is at or below 1 - <paramref name="probability"/>; positive infinity if
    /// it never sinks so low.
    /// </summary>
    /// <remarks>Brookmeyer and Crowley, Biometrics 38, 1982. An end that is infinite is not reached by the data. The
    /// standard error is that of a normal estimate with such an interval.</remarks>
    public LifetimeEstimate Quantile(double probability, double level = 0.95)
    {
        if (!(probability is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "The probability lies strictly between 0 and 1.");
        double height = 1 - probability + Rounding;
        double low = double.PositiveInfinity, high = double.PositiveInfinity;
        for (int i = 0; i < _steps.Length && double.IsInfinity(high); i++)
        {
            LifetimeEstimate at = Interval(i, level);
            if (double.IsInfinity(low) && at.Low <= height) low = _steps[i].Seconds;
            if (at.High <= height) high = _steps[i].Seconds;
        }
        double error = double.IsInfinity(high) ? high : (high - low) / (2 * LifetimeEstimate.NormalQuantile(level));
        return new(AtSurvival(height), error, low, high, level);
    }

    /// <summary>
    /// For a quantile-quantile plot: each age at which connections ended, with the law's quantile of the same probability, taken in the
    /// middle of the step.
    /// </summary>
    public IEnumerable<(double ObservedSeconds, double LawSeconds)> QuantilePairs(DurationLaw law)
    {
        double before = 1;
        foreach (KaplanMeierStep step in _steps)
        {
            if (step.Survival < before) yield return (step.Seconds, law.Quantile(1 - 0.5 * (before + step.Survival)));
            before = step.Survival;
        }
    }

    /// <summary>The estimate's drops up to an age in seconds: ages with the share that ended at each.</summary>
    internal List<(double Seconds, double Weight)> EndingsUpTo(double seconds)
    {
        var endings = new List<(double, double)>();
        double before = 1;
        foreach (KaplanMeierStep step in _steps.TakeWhile(s => s.Seconds <= seconds))
        {
            if (step.Survival < before) endings.Add((step.Seconds, before - step.Survival));
            before = step.Survival;
        }
        return endings;
    }

    /// <summary>The first age at which the survival is at or under that height; infinite if none.</summary>
    internal double AtSurvival(double height) =>
        Array.FindIndex(_steps, step => step.Survival <= height) is >= 0 and var at ? _steps[at].Seconds : double.PositiveInfinity;

    /// <summary>The oldest age at which connections ended, with at least so many endings above it; 0 if there is none.</summary>
    internal double AgeWithEndedAbove(long count)
    {
        long above = 0;
        for (int i = _steps.Length - 1; i >= 0; i--)
        {
            if (above >= count && _steps[i].Ended > 0) return _steps[i].Seconds;
            above += _steps[i].Ended;
        }
        return 0;
    }

    private LifetimeEstimate Interval(int index, double level)
    {
        double z = LifetimeEstimate.NormalQuantile(level);
        KaplanMeierStep step = _steps[index];
        double survival = step.Survival, error = step.StandardError;
        if (survival == 1) return new(1, 0, 1, 1, level);
        if (survival == 0)
        {
            while (index > 0 && _steps[index - 1].Survival == 0) index--;
            double before = index == 0 ? 1 : Interval(index - 1, level).High;
            return new(0, 0, 0, before * (1 - Math.Pow((1 - level) / 2, 1.0 / _steps[index].AtRisk)), level);
        }
        // Symmetric on log(-log S), where d log(-log S) / dS = 1 / (S log S): stays inside (0, 1), and the most accurate in small samples.
        double width = z * error / Math.Abs(survival * Math.Log(survival));
        double low = Math.Pow(survival, Math.Exp(width)), high = Math.Pow(survival, Math.Exp(-width));
        return new(survival, error, Math.Max(low, 0), Math.Min(high, 1), level);
    }

    /// <summary>The index of the last step not after that age; -1 if there is none.</summary>
    private int LastStepAt(double seconds) => Array.FindLastIndex(_steps, step => step.Seconds <= seconds);
}

/// <summary>One age at which connections ended or were censored.</summary>
/// <param name="Seconds">The age in seconds.</param>
/// <param name="AtRisk">How many were watched and open just before it: the risk set.</param>
/// <param name="Ended">How many ended at it.</param>
/// <param name="Censored">How many were last seen open at it.</param>
/// <param name="Survival">The estimate of P(lifetime &gt; Seconds).</param>
/// <param name="StandardError">Its standard error after Greenwood; 0 where the survival is 0.</param>
internal readonly record struct KaplanMeierStep(
    double Seconds, long AtRisk, long Ended, long Censored, double Survival, double StandardError)
{
    /// <summary>
    /// Half the step in seconds that the ages were recorded in: what ended here ended within that much of <see cref="Seconds"/>; 0 where
    /// ages are exact.
    /// </summary>
    public double HalfWidthSeconds { get; init; }

    /// <summary>The age in seconds by which all of them had ended, to which <see cref="Survival"/> belongs.</summary>
    public double UpToSeconds => Seconds + HalfWidthSeconds;
}
