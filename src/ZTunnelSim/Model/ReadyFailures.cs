using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>That new ztunnel pods may never get Ready: each with one probability, which may itself be known only from a few.</summary>
/// <remarks>
/// The probability is one for all pods of a rollout, since what keeps them from being Ready is the same for all; whether a pod fails is
/// independent of the others. A pod that is deleted for it is followed by one that fails as likely.
/// </remarks>
internal sealed record ReadyFailures
{
    /// <summary>More tries of one node are not followed: nobody would.</summary>
    private const int MostTries = 1000;

    private readonly double _alpha, _beta;

    private ReadyFailures(double mean, double alpha, double beta) => (Mean, _alpha, _beta) = (mean, alpha, beta);

    /// <summary>The probability in the mean, at least 0 and below 1.</summary>
    public double Mean { get; }

    /// <summary>
    /// After how many seconds somebody, or a startup probe, deletes a pod that is not Ready, above 0; null: nobody ever does. Such a pod
    /// has not opened its listeners, so that its node's old one serves alone.
    /// </summary>
    public double? DeletedAfterSeconds { get; init; }

    /// <summary>Whether the probability is known from a count.</summary>
    public bool IsCounted => _alpha > 0;

    /// <summary>A known probability.</summary>
    public static ReadyFailures Of(double share) => new(share, 0, 0);

    /// <summary>What a count of pods tells: so many of them never got Ready (Jeffreys' posterior, a beta law).</summary>
    public static ReadyFailures Counted(double failed, double of) => new((failed + 0.5) / (of + 1), failed + 0.5, of - failed + 0.5);

    /// <summary>Probabilities that are equally likely.</summary>
    public double[] Quantiles(int count) => !IsCounted ? [Mean]
        : [.. Enumerable.Range(0, count).Select(i => Beta.InvCDF(_alpha, _beta, (i + 0.5) / count))];

    /// <summary>Draws the probability of one rollout.</summary>
    public double Draw(ref RandomStream random)
    {
        if (!IsCounted) return Mean;
        double failed = random.NextGamma(_alpha), ready = random.NextGamma(_beta);
        return failed / (failed + ready);
    }

    /// <summary>Draws how many pods of a node fail before one gets Ready.</summary>
    public static int DrawTries(double share, ref RandomStream random)
    {
        int tries = 0;
        while (tries < MostTries && random.NextDouble() < share) tries++;
        return tries;
    }
}
