namespace ZTunnelSim;

/// <summary>What a canary looks for, and with which errors: plan and decision go by the same rule.</summary>
/// <remarks>
/// <para>
/// Looked at once, after a number of nodes: stop where there are more cuts than the prediction exceeds with the probability
/// <see cref="Level"/> (<see cref="Once"/>).
/// </para>
/// <para>
/// Looked at after each node: the evidence is the ratio of two probabilities of all counts so far, that under <see cref="Factor"/> times
/// the predicted rate and that under the prediction (<see cref="CutEvidence"/>). Under the prediction it is a nonnegative martingale of
/// mean 1, so that it ever reaches 1 / level with a probability of at most the level, however often one looks (Ville, "Étude critique de
/// la notion de collectif", 1939). Under the multiplied rate its inverse is one, so that it ever gets down to 1 - power with a
/// probability of at most 1 - power. These two bounds are those of Wald's sequential probability ratio test ("Sequential tests of
/// statistical hypotheses", Ann. Math. Stat. 16, 1945).
/// </para>
/// </remarks>
internal sealed record CanaryRule
{
    public const double LeastFactor = 1.1, MostFactor = 1000;
    public const double LeastPower = 0.5, MostPower = 0.9999;
    public const double LeastLevel = 0.0001, MostLevel = 0.5;

    /// <summary>How many times the predicted rate is to be found, from 1.1 to 1,000.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>With which probability it is to be found, from 0.5 to 0.9999.</summary>
    public double Power { get; init; } = 0.9;

    /// <summary>With which probability a rollout may be stopped that is as predicted, from 0.0001 to 0.5.</summary>
    public double Level { get; init; } = 0.05;

    /// <summary>The logarithm of the evidence that stops a rollout.</summary>
    public double StopAt => -Math.Log(Level);

    /// <summary>The logarithm of the evidence, or less of it, at which a rollout goes on.</summary>
    public double GoOnAt => Math.Log(1 - Power);

    /// <summary>What a single look at a count tells.</summary>
    /// <param name="means">The means of the predicted count, each as plausible as any other.</param>
    public SingleLook Once(IReadOnlyCollection<double> means)
    {
        PoissonMixture predicted = new(means), multiplied = new([.. means.Select(mean => Factor * mean)]);
        double most = predicted.Quantile(1 - Level);
        if (double.IsPositiveInfinity(most)) return new(most, 0, 0);
        return new(most + 1, 1 - multiplied.Cdf(most), 1 - predicted.Cdf(most));
    }

    /// <summary>
    /// With which probability the multiplied rate would be found were chance no matter: what the data leave open is then all that hides it.
    /// </summary>
    /// <param name="means">The means of the predicted count, each as plausible as any other.</param>
    public double PowerWithoutChance(IReadOnlyCollection<double> means)
    {
        double[] sorted = [.. means.Order()];
        double most = sorted[(int)Math.Ceiling((1 - Level) * sorted.Length) - 1];
        return (double)sorted.Count(mean => Factor * mean > most) / sorted.Length;
    }
}

/// <summary>The test of a count that is looked at once.</summary>
/// <param name="StopFrom">The count from which on one stops; infinite where no count is too large for some plausible mean.</param>
/// <param name="Power">With which probability a multiplied rate reaches it.</param>
/// <param name="FalseAlarm">With which probability a rate as predicted does: at most the level.</param>
internal sealed record SingleLook(double StopFrom, double Power, double FalseAlarm);
