using MathNet.Numerics.Integration;

namespace ZTunnelSim;

/// <summary>
/// The law of a rolling update's duration where it has a closed form: a surge under <see cref="Pacing.Kubernetes"/>, with constant times
/// and without minReadySeconds, on nodes that are all alike.
/// </summary>
/// <remarks>
/// Every cycle sends SIGTERM to as many nodes as there are slots, and drains run side by side. A time x after the last SIGTERM all is done
/// with probability product over rounds i, counted back from the last, of P(D &lt;= x + i cycle) to the power of the round's nodes;
/// <see cref="NodeTheory"/> gives P(D &gt; t). Exact; no drain outlasts G, so that few rounds matter, and where rates change with the clock
/// all drains are taken as those of the last round.
/// </remarks>
internal sealed class SurgeDuration
{
    private const int Order = 8, Panels = 8;

    private const double AtOnceSeconds = 1e-9;

    /// <summary>Where times are means, no more digits are worth their price.</summary>
    private const int OrderOfMeans = 4, PanelsOfMeans = 4;

    /// <summary>So many cycles are gone through one by one; beyond them a cycle is short beside what has passed.</summary>
    private const int MostCycles = 4096;

    private readonly ResetTheory _theory;
    private readonly int _slots;
    private readonly int _rounds;
    private readonly int _nodesInLastRound;
    private readonly double _cycle;
    private readonly double _besidesRounds;
    private readonly int _order, _panels;

    private SurgeDuration(ResetTheory theory, int nodes, int slots, double cycle, double besidesRounds, int order, int panels)
    {
        (_order, _panels) = (order, panels);
        (_theory, _cycle, _besidesRounds) = (theory, cycle, besidesRounds);
        // Without a cycle to speak of all of them get SIGTERM at once.
        _slots = cycle * nodes < AtOnceSeconds ? nodes : slots;
        _rounds = (nodes + _slots - 1) / _slots;
        _nodesInLastRound = nodes - (_rounds - 1) * _slots;
    }

    /// <summary>When the last old pods would be gone if they had nothing to drain, in seconds.</summary>
    public double LastSeconds => _besidesRounds + _rounds * _cycle;

    /// <summary>
    /// The law of a rollout's duration by its theory; null where there is no closed form, and the simulator has to answer.
    /// </summary>
    public static SurgeDuration? Of(Rollout rollout, ResetTheory theory)
    {
        ReplacementTiming times = rollout.Timing;
        bool constant = times is
        {
            Startup: Constant, Ready: Constant, Overlap: Constant, Reaction: Constant, Exit: Constant, Removal: Constant,
        };
        return rollout.Pacing == Pacing.Kubernetes && constant && rollout.NodesAreTimedAlike && theory.NodesAreAlike
            && rollout.Strategy is RollingUpdate { IsSurge: true, MinReadySeconds: 0 } plan
            ? Of(rollout, plan, theory, Order, Panels)
            : null;
    }

    /// <summary>
    /// The same for any surge, with all times at their means and any drain as that of a node in the mean: a first-order answer, which
    /// leaves out what slots gain and lose on each other.
    /// </summary>
    public static SurgeDuration ByMeans(Rollout rollout, RollingUpdate plan, ResetTheory theory) =>
        Of(rollout, plan, theory, OrderOfMeans, PanelsOfMeans);

    private static SurgeDuration Of(Rollout rollout, RollingUpdate plan, ResetTheory theory, int order, int panels)
    {
        ReplacementTiming times = rollout.Timing;
        int nodes = rollout.Cluster.Nodes.Count;
        double cycle = ReplacementTimes.BesidesDrainSeconds(rollout, plan);
        double besidesRounds = times.Reaction.MeanSeconds + times.Exit.MeanSeconds + times.Removal.MeanSeconds;
        return new(theory, nodes, plan.ConcurrentNodes(nodes), cycle, besidesRounds, order, panels);
    }

    /// <summary>P(duration &lt;= <paramref name="seconds"/>) with a drain budget.</summary>
    public double Probability(double seconds, double drainBudgetSeconds)
    {
        double x = seconds - LastSeconds;
        if (x < 0) return 0;
        NodeTheory node = _theory.DrainOfLast(drainBudgetSeconds);
        double earlier = 0;
        for (int round = 1; round < _rounds && x + round * _cycle < drainBudgetSeconds; round++)
            earlier += LogDrained(node, x + round * _cycle, drainBudgetSeconds);
        return AllDone(LogDrained(node, x, drainBudgetSeconds), earlier);
    }

    /// <summary>The duration in seconds that is not exceeded with the given probability, to a microsecond.</summary>
    public double Quantile(double probability, double drainBudgetSeconds)
    {
        double low = LastSeconds, high = low + drainBudgetSeconds;
        if (Probability(low, drainBudgetSeconds) >= probability) return low;
        while (high - low > 1e-6)
        {
            double middle = 0.5 * (low + high);
            // A microsecond is less than what doubles hold of centuries.
            if (middle <= low || middle >= high) break;
            if (Probability(middle, drainBudgetSeconds) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }

    /// <summary>The expected duration in seconds: the last SIGTERM, and the integral of 1 - <see cref="Probability"/> from there.</summary>
    /// <remarks>
    /// In logarithms the product is a sum over times that are a cycle apart, so that one pass over x = k cycle + r, for Gauss-Legendre
    /// points r, shares all terms. Each cycle is cut where a drain reaches its budget. A budget of very many cycles costs no more than the
    /// first of them: the rest is integrated in panels that double. Stated accuracy: a relative error under 1e-5 of the duration.
    /// </remarks>
    public double MeanSeconds(double drainBudgetSeconds)
    {
        NodeTheory node = _theory.DrainOfLast(drainBudgetSeconds);
        double period = _rounds > 1 ? _cycle : drainBudgetSeconds;
        double periods = Math.Ceiling(drainBudgetSeconds / period);
        double cut = drainBudgetSeconds - (periods - 1) * period;
        int oneByOne = (int)Math.Min(periods, MostCycles), withRounds = (int)Math.Min(periods, (double)oneByOne + _rounds);
        double sum = 0;
        foreach ((double weight, double r) in Points(period, cut))
        {
            // logs[k] = ln P(D <= r + k period), and 0 from the budget on; what passes out of the window is subtracted.
            double[] logs = [.. Enumerable.Range(0, withRounds).Select(k => LogDrained(node, r + k * period, drainBudgetSeconds))];
            double earlier = 0;
            for (int k = withRounds - 1; k >= 0; k--)
            {
                if (k < oneByOne) sum += weight * (1 - AllDone(logs[k], earlier));
                earlier += logs[k];
                if (k + _rounds - 1 < withRounds) earlier -= logs[k + _rounds - 1];
            }
        }
        return LastSeconds + sum + (oneByOne < periods ? Beyond(oneByOne * period, sum, drainBudgetSeconds) : 0);
    }

    /// <summary>The integral of 1 - <see cref="Probability"/> so long after the last SIGTERM on, to a 1e-7 of the duration.</summary>
    private double Beyond(double from, double before, double drainBudgetSeconds)
    {
        const double Negligible = 1e-7;
        NodeTheory node = _theory.DrainOfLast(drainBudgetSeconds);
        double nodes = (_rounds - 1.0) * _slots + _nodesInLastRound, all = node.MeanDrainSeconds(drainBudgetSeconds), sum = 0;
        for (double left = from; left < drainBudgetSeconds;)
        {
            // What is left is at most what the drains of all nodes last beyond it.
            if (nodes * (all - node.MeanDrainSeconds(left)) <= Negligible * (LastSeconds + before + sum)) break;
            double right = Math.Min(2 * left, drainBudgetSeconds);
            sum += GaussLegendreRule.Integrate(
                x => 1 - Probability(LastSeconds + x, drainBudgetSeconds), left, right, _order);
            left = right;
        }
        return sum;
    }

    /// <summary>The probability that all is done, from what each node of the last round and of the earlier rounds contributes.</summary>
    private double AllDone(double lastRound, double earlierRounds) => Math.Exp(_nodesInLastRound * lastRound + _slots * earlierRounds);

    /// <summary>
    /// ln P(D &lt;= t). Kept finite, since sums of it are added to and subtracted from; e^-1000 is no probability to speak of. Weights of
    /// an overlap sum to 1 but for rounding.
    /// </summary>
    private static double LogDrained(NodeTheory node, double drained, double drainBudgetSeconds) =>
        Math.Max(NearOne.LogP1(-Math.Min(1, node.DrainSurvival(drained, drainBudgetSeconds))), -1000);

    /// <summary>
    /// Quadrature points of one period, on panels that grow by four from 0 on, since what happens soon after SIGTERM happens on a scale of
    /// its own, and that end at the cut.
    /// </summary>
    private IEnumerable<(double Weight, double Point)> Points(double period, double cut)
    {
        IEnumerable<double> ends = Enumerable.Range(0, _panels).Select(j => period * Math.Pow(4, -j)).Append(cut).Distinct().Order();
        double from = 0;
        foreach (double to in ends)
        {
            GaussLegendreRule rule = new(from, to, _order);
            foreach ((double weight, double point) in rule.Weights.Zip(rule.Abscissas)) yield return (weight, point);
            from = to;
        }
    }
}
