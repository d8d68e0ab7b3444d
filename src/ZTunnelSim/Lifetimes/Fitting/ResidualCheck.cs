using MathNet.Numerics.LinearAlgebra;

namespace ZTunnelSim;

/// <summary>
/// Whether a law agrees with the data on the shares of open connections that outlive some ages, which is what resets are made of: all
/// shares together, with as much leeway as draws from the data take (<see cref="LawDraws"/>).
/// </summary>
/// <remarks>
/// The ages are those that three quarters to 3 % of open connections outlive, as far as ten were seen to end above them, and the oldest
/// above which ten were. The distance is that of Mahalanobis, of the shares' log-odds from the draws' mean in the metric of their
/// covariance; it is compared with the draws' own distances. A law that is right and fitted to the same data lies closer to them than the
/// draws do.
/// </remarks>
internal sealed class ResidualCheck
{
    private const double Level = 0.9;
    private const int FewestEndedAbove = 10;

    /// <summary>
    /// How many draws tell how far apart right laws lie: the level is known to within 2 %, and to draw more takes longer than all fits.
    /// </summary>
    private const int Draws = 250;

    /// <summary>Log-odds that differ by less than this are not told apart: it keeps the covariance away from singular.</summary>
    private const double Ridge = 1e-3;

    private static readonly double[] Shares = [0.75, 0.5, 0.25, 0.1, 0.03];
    private readonly double[] _ages;
    private readonly Vector<double> _mean;
    private readonly Matrix<double> _precision;
    private readonly double _largest;
    private readonly Func<DurationLaw, DurationLaw>? _limit;

    private ResidualCheck(
        double[] ages, Vector<double> mean, Matrix<double> precision, double largest, Func<DurationLaw, DurationLaw>? limit) =>
        (_ages, _mean, _precision, _largest, _limit) = (ages, mean, precision, largest, limit);

    /// <summary>The check by a sample; null where too few ended for one.</summary>
    public static ResidualCheck? Of(LifetimeSample sample) => LawDraws.Of(sample) is { } draws ? Of(sample, draws) : null;

    /// <summary>The check by a sample and the draws from it; null where too few ended for one.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="draws">The draws.</param>
    /// <param name="limit">What becomes of a law under the maximum age that the sample was censored at; null: there is none.</param>
    public static ResidualCheck? Of(LifetimeSample sample, LawDraws draws, Func<DurationLaw, DurationLaw>? limit = null)
    {
        KaplanMeier estimate = KaplanMeier.Of(sample);
        var law = new StepLaw(estimate);
        double oldest = estimate.AgeWithEndedAbove(FewestEndedAbove);
        if (!(law.MeanSeconds > 0 && oldest > 0)) return null;
        double[] ages =
        [
            .. Shares.Select(share => law.InverseIntegratedTail(share * law.MeanSeconds))
                .Where(age => age > 0 && age < oldest).Append(oldest),
        ];
        Vector<double>[] drawn = [.. draws.First(Draws).Select(l => LogOdds(limit?.Invoke(l) ?? l, ages))];
        Matrix<double> all = Matrix<double>.Build.DenseOfRowVectors(drawn);
        Vector<double> mean = all.ColumnSums() / drawn.Length;
        Matrix<double> centred = Matrix<double>.Build.Dense(all.RowCount, all.ColumnCount, (i, j) => all[i, j] - mean[j]);
        Matrix<double> covariance = centred.TransposeThisAndMultiply(centred) / (drawn.Length - 1)
            + Matrix<double>.Build.DenseIdentity(ages.Length) * (Ridge * Ridge);
        Matrix<double> precision = covariance.Inverse();
        double[] distances = [.. drawn.Select(d => Distance(d - mean, precision)).Order()];
        return new ResidualCheck(ages, mean, precision, distances[(int)(Level * (distances.Length - 1))], limit);
    }

    /// <summary>How far a law is from the middle of the draws.</summary>
    public double DistanceOf(DurationLaw law) => Distance(Away(law), _precision);

    /// <summary>What speaks against a law here, in plain words; null if nothing does.</summary>
    public string? ObjectionTo(DurationLaw law)
    {
        Vector<double> away = Away(law);
        if (Distance(away, _precision) <= _largest) return null;
        int worst = away.PointwiseAbs().MaximumIndex();
        return $"of the connections open at an instant {Percent(away[worst] + _mean[worst])} would outlive "
            + Invariant($"{_ages[worst]:G4} s, where the data say {Percent(_mean[worst])}");
    }

    private Vector<double> Away(DurationLaw law) => LogOdds(_limit?.Invoke(law) ?? law, _ages) - _mean;

    private static double Distance(Vector<double> away, Matrix<double> precision) => away * precision * away;

    private static Vector<double> LogOdds(DurationLaw law, double[] ages)
    {
        return Vector<double>.Build.Dense(ages.Length, i => At(ages[i]));

        double At(double age)
        {
            double share = Math.Clamp(law.IntegratedTail(age) / law.MeanSeconds, 1e-12, 1 - 1e-12);
            return Math.Log(share / (1 - share));
        }
    }

    private static string Percent(double logOdds) => Invariant($"{100 / (1 + Math.Exp(-logOdds)):G3} %");
}
