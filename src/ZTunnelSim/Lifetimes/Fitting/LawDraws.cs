namespace ZTunnelSim;

/// <summary>Laws as plausible as the chosen one, the choice included, and the intervals that follow from them.</summary>
internal sealed class LawDraws
{
    /// <summary>The purpose of the streams that laws are drawn from.</summary>
    private const long Purpose = 0x6C617773;

    private const int Count = 1000;
    private const ulong Seed = 1;
    private readonly Func<int, ulong, IReadOnlyList<DurationLaw>> _draw;

    // The laws take some 20 MB for each workload, and drawing them again takes less time than a fit.
    private readonly WeakReference<IReadOnlyList<DurationLaw>?> _laws = new(null);

    private LawDraws(Func<int, ulong, IReadOnlyList<DurationLaw>> draw) => _draw = draw;

    /// <summary>Draws that believe in no family; null where the sample has nothing that they could start from.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="endsWithTheData">Whether nothing is supposed to outlive the longest age.</param>
    public static LawDraws? Of(LifetimeSample sample, bool endsWithTheData = false)
    {
        if (NonparametricPosterior.Of(sample, endsWithTheData) is not { } posterior) return null;
        // Each sample has random numbers of its own. With common ones, their chance would shift all intervals alike.
        ulong own = (ulong)BitConverter.DoubleToInt64Bits(sample.Groups.Sum(g => g.Count * (g.Seconds + g.Lower)));
        return new((count, seed) =>
        {
            var laws = new DurationLaw[count];
            for (int i = 0; i < count; i++)
            {
                var random = new RandomStream(seed ^ own, replication: i, purpose: Purpose);
                laws[i] = posterior.Draw(ref random);
            }
            return laws;
        });
    }

    /// <summary>The same under a maximum age.</summary>
    public LawDraws Under(ObservedMaximumAge age) => new((count, seed) => [.. _draw(count, seed).Select(age.Of)]);

    /// <summary>The laws that intervals are made from.</summary>
    public IReadOnlyList<DurationLaw> Laws
    {
        get
        {
            if (_laws.TryGetTarget(out IReadOnlyList<DurationLaw>? laws)) return laws;
            laws = First(Count);
            _laws.SetTarget(laws);
            return laws;
        }
    }

    /// <summary>The first ones of <see cref="Laws"/>, which need not all be drawn for it.</summary>
    /// <param name="count">How many, at least 1.</param>
    public IReadOnlyList<DurationLaw> First(int count) => Draw(count, Seed);

    /// <summary>So many laws; the same seed gives the same ones.</summary>
    public IReadOnlyList<DurationLaw> Draw(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _draw(count, seed);
    }

    /// <summary>A number that follows from the law, with the interval between quantiles of the draws.</summary>
    public LifetimeEstimate Estimate(Func<DurationLaw, double> functional, double value, double level) =>
        LifetimeEstimate.OfDraws(value, [.. Laws.Select(functional)], level);
}
