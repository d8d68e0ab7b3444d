using MathNet.Numerics.LinearAlgebra;

namespace ZTunnelSim;

/// <summary>A law fitted by maximum likelihood, with right censoring and truncation.</summary>
/// <remarks>
/// Standard errors come from the observed information: minus the inverse of the log-likelihood's second derivatives at its maximum, taken
/// in logarithms of positive parameters and log-odds of weights.
/// </remarks>
internal sealed class ParametricFit : LifetimeFit
{
    /// <summary>The purpose of the stream that plausible laws are drawn from.</summary>
    private const long DrawPurpose = 0x64726177;

    private const int Draws = 400;
    private const ulong DrawSeed = 1;

    private readonly ParametricFamily _family;
    private readonly double[] _theta;
    private readonly Matrix<double> _covariance, _root;

    private ParametricFit(
        ParametricFamily family, LifetimeSample sample, double[] theta, double logLikelihood, Matrix<double> covariance,
        Matrix<double> root, DurationLaw law)
        : base(family.Family, sample, law)
    {
        (_family, _theta, _covariance, _root, LogLikelihood) = (family, theta, covariance, root, logLikelihood);
        Parameters = [.. family.Parameters.Select((p, i) =>
            new FittedParameter(p.Name, Delta(at => family.Natural(at)[i], p.Scale, 0.95)))];
    }

    public override IReadOnlyList<FittedParameter> Parameters { get; }

    public override double? LogLikelihood { get; }

    public override double? Aic => 2 * _theta.Length - 2 * LogLikelihood;

    public override double? Bic => _theta.Length * Math.Log(Sample.Count) - 2 * LogLikelihood;

    /// <summary>The covariances of <see cref="LifetimeFit.Parameters"/>, in their order, by the delta method.</summary>
    public double[,] Covariance
    {
        get
        {
            Matrix<double> jacobian = Matrix<double>.Build.DenseOfRowVectors(
                Parameters.Select((_, i) => Derivatives.Gradient(at => _family.Natural(at)[i], _theta)));
            return (jacobian * _covariance * jacobian.Transpose()).ToArray();
        }
    }

    public override LifetimeEstimate Estimate(
        Func<DurationLaw, double> functional, FunctionalScale scale = FunctionalScale.Log, double level = 0.95) =>
        Delta(theta => functional(LawAt(_family, theta)), scale, level);

    public override IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed) => DrawLaws(count, seed, requireMean: true);

    /// <inheritdoc cref="DrawLaws(int, ulong)"/>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="requireMean">Whether laws without a mean are drawn again.</param>
    public IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed, bool requireMean)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Drawn(count, seed, requireMean).Select(theta => LawAt(_family, theta))];
    }

    /// <summary>Parameters from their asymptotic normal law.</summary>
    private List<double[]> Drawn(int count, ulong seed, bool requireMean)
    {
        const int triesPerLaw = 100;
        var random = new RandomStream(seed, purpose: DrawPurpose);
        var drawn = new List<double[]>(count);
        for (long tries = 0; drawn.Count < count; tries++)
        {
            if (tries == (long)triesPerLaw * count)
            {
                throw new LifetimeFitException(
                    $"Of {tries} laws as plausible as {Law}, only {drawn.Count} have a finite mean: the data don't "
                    + "rule out that no stationary state exists.");
            }
            Vector<double> normal = Vector<double>.Build.Dense(_theta.Length);
            for (int i = 0; i < normal.Count; i++) normal[i] = random.NextNormal();
            double[] theta = [.. _theta.Zip(_root * normal, (t, move) => t + move)];
            if (TryLaw(_family, theta) is { } law && (!requireMean || law.HasMean)) drawn.Add(theta);
        }
        return drawn;
    }

    /// <summary>The fit of greatest likelihood.</summary>
    /// <exception cref="LifetimeFitException">The data can't support it; the message says why.</exception>
    internal static ParametricFit Of(ParametricFamily family, LifetimeSample sample)
    {
        RequireFittable(family, sample);
        var terms = new LikelihoodTerms(sample);
        // Per observation, so that the maximiser's tolerances mean the same for every sample size.
        double Restraint(double[] theta) => terms.Within.Length > 0 ? family.Restraint(theta, terms.Step) : 0;
        double Mean(double[] theta) => (terms.LogLikelihood(family.LawOfLogs(theta)) + Restraint(theta)) / terms.Count;
        bool IsEdge(double[] theta) => family.EdgeReached(theta) is not null;
        Maximum? maximum = Maximizer.Find(Mean, family.Start(terms), IsEdge);
        string? edge = maximum is null
            ? "the likelihood has no single maximum inside the range of its parameters"
            : family.EdgeReached(maximum.At);
        if (edge is not null) throw new LifetimeFitException($"{family.Family} can't be fitted to these data: {edge}.");
        Matrix<double> covariance = (-maximum!.Hessian * terms.Count).Inverse();
        // Symmetric again after rounding.
        covariance = (covariance + covariance.Transpose()) / 2;
        return new ParametricFit(
            family, sample, maximum.At, terms.LogLikelihood(family.LawOfLogs(maximum.At)), covariance, RootOf(covariance, family),
            LawAt(family, maximum.At));
    }

    /// <summary>The Cholesky factor of covariances.</summary>
    /// <exception cref="LifetimeFitException">They are none: the likelihood is flat in some direction, or they are no numbers.</exception>
    private static Matrix<double> RootOf(Matrix<double> covariance, ParametricFamily family)
    {
        try
        {
            return covariance.Cholesky().Factor;
        }
        catch (ArgumentException e)
        {
            throw new LifetimeFitException(
                $"{family.Family} can't be fitted to these data: they don't tell its parameters apart.", e);
        }
    }

    private static void RequireFittable(ParametricFamily family, LifetimeSample sample)
    {
        string name = family.Family.ToString();
        if (sample.Count == 0) throw new LifetimeFitException($"{name} can't be fitted: there are no observations.");
        if (sample.EndedCount == 0)
        {
            throw new LifetimeFitException(
                $"{name} can't be fitted: all {sample.Count} connections are censored. At least one has to be seen to end.");
        }
        double[] distinct = [.. sample.Groups.Where(g => g.Seconds > 0 && !g.IsCensored).Select(g => g.Seconds).Distinct().Take(2)];
        if (distinct.Length == 0 || sample.BelowResolutionCount == sample.Count)
        {
            throw new LifetimeFitException(
                $"{name} can't be fitted: every lifetime is 0 s, which is below the resolution of "
                + $"{sample.ResolutionSeconds:R} s. Give durations in a finer unit.");
        }
        int parameters = family.Parameters.Count;
        if (parameters > 1 && distinct.Length == 1)
        {
            throw new LifetimeFitException(
                $"{name} can't be fitted: all {sample.EndedCount} completed lifetimes are {distinct[0]:R} s; its spread can't be told.");
        }
        if (sample.Count < parameters)
            throw new LifetimeFitException(
                $"{name} can't be fitted: it has {parameters} parameters and there are {sample.Count} observations.");
    }

    private static DurationLaw? TryLaw(ParametricFamily family, double[] theta)
    {
        try
        {
            return family.Law(theta);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static DurationLaw LawAt(ParametricFamily family, double[] theta) => TryLaw(family, theta)
        ?? throw new LifetimeFitException($"{family.Family} can't be fitted: its parameters leave the range of doubles.");

    /// <summary>The delta method: the variance of g(theta) is its gradient's square in the metric of the covariance.</summary>
    private LifetimeEstimate Delta(Func<double[], double> functional, FunctionalScale scale, double level)
    {
        double z = LifetimeEstimate.NormalQuantile(level);
        double value = functional(_theta);
        (Func<double, double> to, Func<double, double> from, double slope) = scale switch
        {
            FunctionalScale.Log => ((Func<double, double>)Math.Log, (Func<double, double>)Math.Exp, value),
            FunctionalScale.Logit => (x => Math.Log(x / (1 - x)), y => 1 / (1 + Math.Exp(-y)), value * (1 - value)),
            FunctionalScale.Identity => (x => x, y => y, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(scale), scale, "Not a scale."),
        };
        double middle = to(value);
        Vector<double> gradient = Derivatives.Gradient(theta => to(functional(theta)), _theta);
        double error = Math.Sqrt(gradient * _covariance * gradient);
        if (double.IsFinite(middle) && double.IsFinite(error))
            return new(value, error * slope, from(middle - z * error), from(middle + z * error), level);
        // At 0 and 1 (by underflow, say) and where a mean is infinite nothing is symmetric: what plausible laws say
        // instead. Of those some may have no such number either, for want of a mean.
        double[] values = [.. Drawn(Draws, DrawSeed, requireMean: false).Select(functional).Where(v => !double.IsNaN(v))];
        return LifetimeEstimate.OfDraws(value, values, level);
    }
}
