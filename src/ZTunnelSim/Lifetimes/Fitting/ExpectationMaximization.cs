namespace ZTunnelSim;

/// <summary>A mixture's component for the EM algorithm: what it expects of lifetimes seen only in part.</summary>
/// <typeparam name="TSelf">The component itself.</typeparam>
internal interface IComponent<TSelf>
    where TSelf : IComponent<TSelf>
{
    DurationLaw Law { get; }

    /// <summary>The sufficient statistics of a lifetime of x seconds.</summary>
    (double First, double Second) At(double x);

    /// <summary>Their expectation given that the lifetime is longer than x.</summary>
    (double First, double Second) Above(double x);

    /// <summary>Their expectation given that the lifetime is shorter than x.</summary>
    (double First, double Second) Below(double x);

    /// <summary>The component of greatest likelihood given mean statistics.</summary>
    static abstract TSelf FromMeans(double first, double second);
}

internal sealed record ExponentialComponent(double Mean) : IComponent<ExponentialComponent>
{
    public DurationLaw Law { get; } = Exponential.OfLogs(Math.Log(Mean));

    public (double First, double Second) At(double x) => (x, 0);

    public (double First, double Second) Above(double x) => (x + Mean, 0);

    /// <summary>mean - x S / (1 - S).</summary>
    public (double First, double Second) Below(double x) => (Mean - x / NearOne.ExpM1(x / Mean), 0);

    public static ExponentialComponent FromMeans(double first, double second) => new(first);
}

internal sealed record LognormalComponent(double Mu, double Sigma) : IComponent<LognormalComponent>
{
    private const double SmallestSigma = 0.05;

    public DurationLaw Law { get; } = Lognormal.OfLogs(Mu, Math.Log(Sigma));

    public (double First, double Second) At(double x)
    {
        double y = Math.Log(x);
        return (y, y * y);
    }

    /// <summary>Moments of a truncated normal: mu + sigma h and mu^2 + 2 mu sigma h + sigma^2 (1 + z h), h the hazard at z.</summary>
    public (double First, double Second) Above(double x)
    {
        double z = (Math.Log(x) - Mu) / Sigma, h = NormalTail.Hazard(z);
        return (Mu + Sigma * h, Mu * Mu + 2 * Mu * Sigma * h + Sigma * Sigma * (1 + z * h));
    }

    /// <summary>The same, mirrored.</summary>
    public (double First, double Second) Below(double x)
    {
        double z = (Math.Log(x) - Mu) / Sigma, h = NormalTail.Hazard(-z);
        return (Mu - Sigma * h, Mu * Mu - 2 * Mu * Sigma * h + Sigma * Sigma * (1 - z * h));
    }

    public static LognormalComponent FromMeans(double first, double second) =>
        new(first, Math.Max(Math.Sqrt(Math.Max(0, second - first * first)), SmallestSigma));
}

/// <summary>
/// The EM algorithm for mixtures: Dempster, Laird, Rubin, J. R. Stat. Soc. B 39, 1977. It finds the right hill from afar;
/// <see cref="Maximizer"/> then climbs to its top with the full likelihood and measures its curvature.
/// </summary>
/// <remarks>
/// Censored lifetimes count by what each component expects of them. For left truncation at age e the algorithm adds the connections that
/// ended unseen: F(e) / S(e) of them for each one seen, as in Turnbull, J. R. Stat. Soc. B 38, 1976; likewise for right truncation those
/// that lived on unseen. A lifetime that ended within a step is
/// put in its middle; the second stage knows better.
/// </remarks>
internal static class ExpectationMaximization
{
    private const int MaxSteps = 200;

    /// <summary>Unseen connections per seen one are capped: a start needs no more, and infinity none.</summary>
    private const double MostUnseen = 1e6;

    /// <summary>The shares of the sample, from short to long, that each component begins with.</summary>
    private static readonly double[][][] Splits =
    [
        [],
        [],
        [[0.5, 0.5], [0.85, 0.15], [0.97, 0.03]],
        [[0.34, 0.33, 0.33], [0.6, 0.3, 0.1], [0.8, 0.17, 0.03]],
    ];

    public static (double Weight, T Component)[] Fit<T>(LikelihoodTerms terms, int components)
        where T : IComponent<T>
    {
        WeightedValue[] sorted = [.. terms.Ages.OrderBy(x => x.Value)];
        (double Weight, T Component)[]? best = null;
        double highest = double.NegativeInfinity;
        foreach (double[] shares in Splits[components])
        {
            (double Weight, T Component)[] mixture = Split<T>(sorted, shares);
            double likelihood = LogLikelihood(terms, mixture);
            for (int step = 0; step < MaxSteps; step++)
            {
                (double Weight, T Component)[] next = Step(terms, mixture);
                double nextLikelihood = LogLikelihood(terms, next);
                bool isOver = !(nextLikelihood > likelihood + 1e-7 * terms.Count);
                if (nextLikelihood > likelihood || !double.IsFinite(likelihood)) (mixture, likelihood) = (next, nextLikelihood);
                if (isOver) break;
            }
            if (best is null || likelihood > highest) (best, highest) = (mixture, likelihood);
        }
        return best!;
    }

    private static (double Weight, T Component)[] Split<T>(WeightedValue[] sorted, double[] shares)
        where T : IComponent<T>
    {
        double total = sorted.Sum(x => x.Weight);
        T any = T.FromMeans(1, 1);
        var mixture = new (double, T)[shares.Length];
        int next = 0;
        double seen = 0, until = 0;
        for (int k = 0; k < shares.Length; k++)
        {
            until += shares[k] * total;
            double weight = 0, first = 0, second = 0;
            while (next < sorted.Length && (weight == 0 || seen < until || k == shares.Length - 1))
            {
                (double f, double s) = any.At(sorted[next].Value);
                weight += sorted[next].Weight;
                first += sorted[next].Weight * f;
                second += sorted[next].Weight * s;
                seen += sorted[next++].Weight;
            }
            // With fewer distinct values than components, the last component repeats the largest value.
            if (weight == 0) (weight, (first, second)) = (1, any.At(sorted[^1].Value));
            mixture[k] = (shares[k], T.FromMeans(first / weight, second / weight));
        }
        return mixture;
    }

    private static (double Weight, T Component)[] Step<T>(LikelihoodTerms terms, (double Weight, T Component)[] mixture)
        where T : IComponent<T>
    {
        int n = mixture.Length;
        double[] weight = new double[n], first = new double[n], second = new double[n], logs = new double[n];
        double[] logWeights = [.. mixture.Select(c => Math.Log(c.Weight))];

        void Add(double x, double times, Func<DurationLaw, double, double> logOf, Func<T, double, (double First, double Second)> of)
        {
            double largest = double.NegativeInfinity;
            for (int k = 0; k < n; k++)
                largest = Math.Max(largest, logs[k] = logWeights[k] + logOf(mixture[k].Component.Law, x));
            if (!double.IsFinite(largest)) return;
            double sum = 0;
            for (int k = 0; k < n; k++) sum += logs[k] = Math.Exp(logs[k] - largest);
            for (int k = 0; k < n; k++)
            {
                double share = times * logs[k] / sum;
                if (share == 0) continue;
                (double f, double s) = of(mixture[k].Component, x);
                weight[k] += share;
                first[k] += share * f;
                second[k] += share * s;
            }
        }

        static double LogBelow(DurationLaw law, double x) => Math.Log(-NearOne.ExpM1(law.LogSurvival(x)));
        foreach (WeightedValue x in terms.EndedNear)
            Add(x.Value, x.Weight, static (law, at) => law.LogDensity(at), static (component, at) => component.At(at));
        foreach (WeightedValue x in terms.Open)
            Add(x.Value, x.Weight, static (law, at) => law.LogSurvival(at), static (component, at) => component.Above(at));
        foreach (WeightedValue x in terms.Lower)
        {
            double survival = 0;
            foreach ((double share, T component) in mixture)
                survival += share * Math.Exp(component.Law.LogSurvival(x.Value));
            double unseen = Math.Min(MostUnseen, (1 - survival) / survival);
            Add(x.Value, x.Weight * unseen, LogBelow, static (component, at) => component.Below(at));
        }
        foreach ((double from, double to, double times) in terms.Between)
        {
            double before = 0, after = 0;
            foreach ((double share, T component) in mixture)
            {
                before += share * (from > 0 ? -NearOne.ExpM1(component.Law.LogSurvival(from)) : 0);
                after += share * Math.Exp(component.Law.LogSurvival(to));
            }
            double seen = Math.Max(1 - before - after, 1 / MostUnseen);
            if (from > 0) Add(from, times * before / seen, LogBelow, static (component, at) => component.Below(at));
            Add(to, times * after / seen, static (law, at) => law.LogSurvival(at), static (component, at) => component.Above(at));
        }
        double total = weight.Sum();
        return
        [
            .. mixture.Select((old, k) => weight[k] > 0
                ? (weight[k] / total, T.FromMeans(first[k] / weight[k], second[k] / weight[k]))
                : (double.Epsilon, old.Component)),
        ];
    }

    private static double LogLikelihood<T>(LikelihoodTerms terms, (double Weight, T Component)[] mixture)
        where T : IComponent<T> =>
        terms.LogLikelihood(Mixture.OfLogs([.. mixture.Select(c => Math.Log(c.Weight))], [.. mixture.Select(c => c.Component.Law)]));
}
