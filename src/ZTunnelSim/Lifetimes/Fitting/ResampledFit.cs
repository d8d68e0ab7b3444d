using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>A fit whose uncertainty is found by drawing its sample again.</summary>
public abstract class ResampledFit : LifetimeFit
{
    private const int Replicates = 400;
    private const ulong Seed = 1;
    private readonly Lazy<LifetimeBootstrap> _bootstrap;

    private protected ResampledFit(LawFamily family, LifetimeSample sample, DurationLaw law)
        : base(family, sample, law) => _bootstrap = new(() => Bootstrap(Replicates, Seed));

    /// <inheritdoc/>
    /// <remarks>The percentile interval of 400 bootstrap replicates of a fixed seed; the scale does not matter to it.</remarks>
    public override LifetimeEstimate Estimate(
        Func<DurationLaw, double> functional, FunctionalScale scale = FunctionalScale.Log, double level = 0.95) =>
        _bootstrap.Value.Estimate(functional, level);

    /// <inheritdoc/>
    public override IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var laws = new List<DurationLaw>(count);
        // A replicate that can't be fitted or has no finite mean is drawn again, from the next seed.
        for (ulong round = 0; laws.Count < count; round++)
        {
            if (round == 10)
                throw new LifetimeFitException(
                    $"Too few replicates of {Law} have a finite mean: the data don't rule out that no stationary state exists.");
            ulong nextSeed = unchecked(seed + round * 0x9E3779B97F4A7C15);
            laws.AddRange(Bootstrap(count - laws.Count, nextSeed).Laws.Where(l => double.IsFinite(l.MeanSeconds)));
        }
        return laws;
    }
}
