namespace ZTunnelSim;

/// <summary>
/// The evidence of the counts seen so far: their joint probability under a multiplied rate over that under the prediction, both mixtures
/// over the draws of what the nodes share.
/// </summary>
/// <remarks>
/// Given the draw, counts of nodes are independent and Poisson, or mixtures of Poisson laws where a node has something for itself. What
/// both probabilities have in common, the factorials, is left out. All is in logarithms.
/// </remarks>
internal sealed class CutEvidence
{
    private readonly CanaryRule _rule;
    private readonly double _logFactor;

    /// <summary>The logarithms of the joint probabilities of all counts so far, by draw.</summary>
    private readonly double[] _predicted, _multiplied;

    public CutEvidence(CanaryRule rule, int draws)
    {
        (_rule, _logFactor) = (rule, Math.Log(rule.Factor));
        (_predicted, _multiplied) = (new double[draws], new double[draws]);
    }

    /// <summary>The logarithm of the ratio; infinite where the prediction has no such counts.</summary>
    public double LogRatio => Ratio(LogSum(_multiplied), LogSum(_predicted));

    /// <summary>Takes the count of one more node, or of several alike.</summary>
    /// <param name="node">The means.</param>
    /// <param name="count">The count, at least 0; not whole where it stands for what is expected.</param>
    /// <param name="times">How many such nodes there are.</param>
    public void Add(CutMeans node, double count, int times = 1)
    {
        Span<double> predicted = stackalloc double[node.PerDraw], multiplied = stackalloc double[node.PerDraw];
        for (int d = 0; d < _predicted.Length; d++)
        {
            for (int i = 0; i < node.PerDraw; i++)
                (predicted[i], multiplied[i]) = LogProbabilities(node, d * node.PerDraw + i, count);
            _predicted[d] += times * LogMean(predicted);
            _multiplied[d] += times * LogMean(multiplied);
        }
    }

    /// <summary>The logarithm of the ratio that it would be with the count of one more node.</summary>
    public double LogRatioWith(CutMeans node, double count)
    {
        double[] predicted = new double[node.Means.Length], multiplied = new double[node.Means.Length];
        for (int i = 0; i < predicted.Length; i++)
        {
            (double own, double times) = LogProbabilities(node, i, count);
            (predicted[i], multiplied[i]) = (_predicted[i / node.PerDraw] + own, _multiplied[i / node.PerDraw] + times);
        }
        return Ratio(LogSum(multiplied), LogSum(predicted));
    }

    /// <summary>
    /// The count of one more node from which on every count stops the rollout. With several draws the ratio need not rise with the count:
    /// between the means of two draws it may be large for a count that neither explains, and such a one is passed over. That can only make
    /// a stop rarer.
    /// </summary>
    public double StopFrom(CutMeans node)
    {
        Slope slope = SlopeOf(node);
        if (!slope.HasMeans) return 1;
        // Each mean's own ratio is f^x exp(-(f - 1) mean): from here on the ratio is large enough whatever the mean.
        double surely = Math.Max(1, Math.Ceiling((_rule.StopAt - slope.LeastWithoutCount) / _logFactor));
        return LastAtMost(node, slope, surely, Math.BitDecrement(_rule.StopAt)) + 1;
    }

    /// <summary>The largest count of one more node with which the rollout goes on without further looks; null: there is none.</summary>
    /// <param name="node">The means.</param>
    /// <param name="stopFrom">What <see cref="StopFrom"/> says.</param>
    public double? GoOnTo(CutMeans node, double stopFrom) =>
        LastAtMost(node, SlopeOf(node), stopFrom, _rule.GoOnAt) is >= 0 and var count ? count : null;

    /// <summary>The largest count below another one at which the ratio's logarithm is at most a bound; -1: there is none.</summary>
    /// <remarks>
    /// It goes down by steps that can miss no such count, as the slope is at most ln f and the range of the means' logarithms. Where that
    /// is slow, steps are an eighth of the count's root: the ratio of mixtures of Poisson laws has nothing finer; and of counts beyond ten
    /// thousand million a 20,000th part.
    /// </remarks>
    private double LastAtMost(CutMeans node, Slope slope, double below, double bound)
    {
        double above = below, safe = 0;
        while (above > 0)
        {
            double step = Math.Max(1, Math.Floor(Math.Max(safe, Math.Max(Math.Sqrt(above) / 8, above / 20_000))));
            // Nothing is known of the slope down to 0, which means of 0 explain alone.
            double count = above > 1 ? Math.Max(1, above - step) : 0;
            if (LogRatioWith(node, count) - bound is > 0 and var excess)
            {
                (above, safe) = (count, excess / slope.Most);
                continue;
            }
            while (above - count > 1)
            {
                double middle = Math.Floor(count + 0.5 * (above - count));
                if (middle <= count || middle >= above) break;
                if (LogRatioWith(node, middle) > bound) above = middle;
                else count = middle;
            }
            return count;
        }
        return -1;
    }

    /// <summary>
    /// How many more nodes with counts as predicted it takes until the rollout goes on; null where no number within reach does.
    /// </summary>
    /// <param name="node">What they are like.</param>
    /// <param name="most">So many at most.</param>
    public int? NodesUntilGoingOn(CutMeans node, int most)
    {
        double expected = node.Means.Where(double.IsFinite).DefaultIfEmpty(0).Average();
        if (!(RatioAfter(most) <= _rule.GoOnAt)) return null;
        int enough = most, few = 0;
        while (enough - few > 1)
        {
            int middle = few + (enough - few) / 2;
            if (RatioAfter(middle) <= _rule.GoOnAt) enough = middle;
            else few = middle;
        }
        return enough;

        double RatioAfter(int nodes)
        {
            CutEvidence later = new(_rule, _predicted.Length);
            _predicted.CopyTo(later._predicted, 0);
            _multiplied.CopyTo(later._multiplied, 0);
            later.Add(node, expected, nodes);
            return later.LogRatio;
        }
    }

    /// <summary>Logarithms of Poisson's probabilities of a count, without its factorial: by a mean, and by the multiplied one.</summary>
    private (double Predicted, double Multiplied) LogProbabilities(CutMeans node, int i, double count)
    {
        double mean = node.Means[i];
        if (!double.IsFinite(mean)) return (double.NegativeInfinity, double.NegativeInfinity);
        if (count == 0) return (-mean, -_rule.Factor * mean);
        double logarithm = node.Logarithms[i];
        return (count * logarithm - mean, count * (logarithm + _logFactor) - _rule.Factor * mean);
    }

    private Slope SlopeOf(CutMeans node)
    {
        double least = double.PositiveInfinity, low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int i = 0; i < node.Means.Length; i++)
        {
            int d = i / node.PerDraw;
            bool isPossible = double.IsFinite(node.Logarithms[i]) && double.IsFinite(node.Means[i]) && double.IsFinite(_predicted[d]);
            if (!isPossible) continue;
            (low, high) = (Math.Min(low, node.Logarithms[i]), Math.Max(high, node.Logarithms[i]));
            least = Math.Min(least, _multiplied[d] - _predicted[d] - (_rule.Factor - 1) * node.Means[i]);
        }
        return new(double.IsFinite(least), least, _logFactor + high - low);
    }

    private static double Ratio(double multiplied, double predicted) =>
        double.IsNegativeInfinity(predicted) ? double.PositiveInfinity : multiplied - predicted;

    private static double LogMean(ReadOnlySpan<double> logarithms) => LogSum(logarithms) - Math.Log(logarithms.Length);

    private static double LogSum(ReadOnlySpan<double> logarithms)
    {
        double most = double.NegativeInfinity;
        foreach (double logarithm in logarithms) most = Math.Max(most, logarithm);
        if (double.IsInfinity(most)) return most;
        double sum = 0;
        foreach (double logarithm in logarithms) sum += Math.Exp(logarithm - most);
        return most + Math.Log(sum);
    }

    /// <summary>What is known of the ratio's logarithm as the count of one more node grows from 1 on.</summary>
    /// <param name="HasMeans">Whether any mean allows for a cut.</param>
    /// <param name="LeastWithoutCount">It is at least this and the count times ln f.</param>
    /// <param name="Most">The steepest it gets.</param>
    private readonly record struct Slope(bool HasMeans, double LeastWithoutCount, double Most);
}
