using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>Whether a rolling update stands still for new pods that never get Ready, and how far it comes until then.</summary>
/// <remarks>
/// A pod that never gets Ready keeps a place of maxSurge (or maxUnavailable) for ever, and the rollout stands still once it has all s of
/// them. The number K of nodes that are done by then is that of Ready ones before the s-th that is not: at least k if and only if of the
/// first k + s - 1 nodes at most s - 1 fail. Of n nodes that fail with probability p each, a binomial number does, so that with s = 1 it
/// stands still with probability 1 - (1 - p)^n, after (1 - p) (1 - (1 - p)^n) / p nodes in the mean; nodes that are known to fail are among
/// the first ones by a hypergeometric number (W. Feller, "An Introduction to Probability Theory and Its Applications", volume 1, chapters
/// II and VI).
/// </remarks>
internal sealed class StallTheory
{
    /// <summary>Probabilities that stand for what a count leaves open.</summary>
    private const int Probabilities = 64;

    /// <summary>Of more nodes so many numbers of them are worked out, evenly.</summary>
    private const int MostTerms = 500;

    private readonly Rollout _rollout;
    private readonly double[] _failing;

    /// <summary>The nodes in their order, where it is fixed: whether each is known to fail.</summary>
    private readonly int[]? _namedBefore;
    private readonly bool[] _isNamed;

    /// <summary>How many ordered pairs of nodes are done in the mean.</summary>
    private readonly double _donePairs;

    private StallTheory(Rollout rollout, RollingUpdate plan)
    {
        _rollout = rollout;
        _failing = rollout.ReadyFailures?.Quantiles(Probabilities) ?? [0];
        // An old pod that is unavailable goes at once, and takes no place.
        _isNamed =
            [.. rollout.Cluster.NodeNames.Where(n => !rollout.UnavailableNodes.Contains(n)).Select(rollout.NeverReadyNodes.Contains)];
        (Nodes, Named) = (_isNamed.Length, _isNamed.Count(named => named));
        Places = rollout.Pacing == Pacing.OneNodeAtATime ? 1 : plan.ConcurrentNodes(rollout.Cluster.Nodes.Count);
        if (rollout.NodeOrder == NodeOrder.AsListed)
        {
            _namedBefore = new int[Nodes + 1];
            for (int i = 0; i < Nodes; i++) _namedBefore[i + 1] = _namedBefore[i] + (_isNamed[i] ? 1 : 0);
        }
        // It stands still if not all but s - 1 nodes or more get Ready.
        Chance = Places > Nodes ? 0 : 1 - AtMost(Nodes, Places - 1);
        NeverDone = 1 - AtMost(Nodes, 0);
        (DoneMean, _donePairs) = MeansDone();
    }

    /// <summary>What it is of a rollout; null where nothing is known to fail, each failure ends, or it is no rolling update.</summary>
    public static StallTheory? Of(Rollout rollout) =>
        rollout.Strategy is RollingUpdate plan && !ReferenceEquals(rollout.GoingThrough, rollout) ? new(rollout, plan) : null;

    /// <summary>How many nodes it is about.</summary>
    public int Nodes { get; }

    /// <summary>How many of these are known to fail.</summary>
    public int Named { get; }

    /// <summary>How many may be in replacement at once (s).</summary>
    public int Places { get; }

    /// <summary>The probability that it stands still.</summary>
    public double Chance { get; }

    /// <summary>The probability that some node is never done: the rollout does not end, though it may go on past these.</summary>
    public double NeverDone { get; }

    /// <summary>How many nodes are done in the mean, of all rollouts.</summary>
    public double DoneMean { get; }

    /// <summary>The smallest number of nodes that no more are done than, with a probability.</summary>
    public int DoneQuantile(double probability)
    {
        int low = -1, high = Nodes;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (1 - DoneAtLeast(middle + 1) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }

    /// <summary>
    /// What is cut until then in the mean: a node whose new pod gets Ready gives up its old one's connections; without a surge one whose
    /// new pod does not has done so before. What is cut at both ends counts once where both nodes are done.
    /// </summary>
    /// <param name="theory">The rollout's theory.</param>
    /// <param name="budgetSeconds">The drain budget.</param>
    public double ResetsUntil(ResetTheory theory, double budgetSeconds)
    {
        double share = ResetShare(), pairs = share * Math.Max(0, _donePairs) / Math.Max(1, DoneMean * (Nodes - 1));
        return Enumerable.Range(0, _rollout.Cluster.Workloads.Count).Sum(w =>
        {
            (double atNodes, double twice) = theory.Parts(w, budgetSeconds);
            return share * atNodes - pairs * twice;
        });
    }

    /// <summary>The share of what all nodes would cut that is cut until then.</summary>
    private double ResetShare()
    {
        IReadOnlyList<double> open = new OpenOnNodes(_rollout).Means;
        double[] weights = [.. open.Where((_, i) => !_rollout.UnavailableNodes.Contains(_rollout.Cluster.NodeNames[i]))];
        double all = open.Sum(), failing = _rollout.Strategy is RollingUpdate { IsSurge: true } ? 0 : MeanFailing() / Nodes;
        if (all == 0 || Nodes == 0) return 0;
        double rest = (all - weights.Sum()) / all;
        return rest + (failing + ReadyShare(weights)) * (1 - rest);
    }

    /// <summary>Which part of the nodes' weights is of nodes that are done.</summary>
    private double ReadyShare(double[] weights)
    {
        double all = weights.Sum();
        if (all == 0) return 0;
        if (_namedBefore is null)
        {
            // In random order any node that may get Ready is as likely done as another one.
            double good = weights.Where((_, i) => !_isNamed[i]).Sum();
            return Nodes == Named ? 0 : DoneMean / (Nodes - Named) * good / all;
        }
        double sum = 0;
        for (int i = 0; i < Nodes; i++)
        {
            if (!_isNamed[i]) sum += weights[i] * _failing.Average(p => (1 - p) * AtMost(i, Places - 1, p));
        }
        return sum / all;
    }

    /// <summary>How many nodes' new pods fail in the mean until it stands still: those that keep places.</summary>
    private double MeanFailing() => Enumerable.Range(0, Places).Sum(c => 1 - AtMost(Nodes, c));

    /// <summary>How many nodes are done in the mean, and how many ordered pairs of them.</summary>
    private (double Nodes, double Pairs) MeansDone()
    {
        // The sums of P(K >= k) and of 2 (k - 1) P(K >= k); of very many a step at a time.
        int step = Math.Max(1, (Nodes + MostTerms - 1) / MostTerms);
        double done = 0, pairs = 0;
        for (int k = 1; k <= Nodes; k += step)
        {
            int here = Math.Min(step, Nodes - k + 1);
            double atLeast = here * DoneAtLeast(k + here / 2);
            done += atLeast;
            pairs += 2 * (k + here / 2 - 1) * atLeast;
        }
        return (done, pairs);
    }

    private double DoneAtLeast(int k) => k > Nodes ? 0 : AtMost(Math.Min(k + Places - 1, Nodes), Math.Min(Places - 1, Nodes - k));

    /// <summary>The probability that of the first nodes at most so many fail.</summary>
    private double AtMost(int first, int failing) => _failing.Average(p => AtMost(first, failing, p));

    private double AtMost(int first, int failing, double p)
    {
        if (failing < 0) return 0;
        if (_namedBefore is not null) return AtMostOf(_namedBefore[first]);
        if (Named == 0) return AtMostOf(0);
        Hypergeometric named = new(Nodes, Named, first);
        double sum = 0;
        for (int h = Math.Max(0, first - (Nodes - Named)); h <= Math.Min(failing, Math.Min(Named, first)); h++)
            sum += named.Probability(h) * AtMostOf(h);
        return Math.Min(1, sum);

        // So many of them are known to fail.
        double AtMostOf(int known) => known > failing ? 0
            : failing - known >= first - known ? 1
            : p == 0 ? 1
            : Binomial.CDF(p, first - known, failing - known);
    }
}
