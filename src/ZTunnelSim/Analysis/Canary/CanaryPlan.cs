namespace ZTunnelSim;

/// <summary>Which nodes to update first, and how many, so that a larger rate of cuts than predicted is found there.</summary>
/// <param name="Rollout">The update, as it is done on these nodes.</param>
/// <param name="Rule">What is looked for.</param>
/// <param name="Nodes">
/// The smallest number of nodes, those with the most cuts first, of which a single look finds the multiplied rate with the power; null
/// where all nodes are too few.
/// </param>
/// <param name="Once">The single look at that number of nodes, or at all.</param>
/// <param name="PowerWithoutChance">
/// The power of a single look at all nodes were chance no matter: where that is too low, what the data leave open hides the multiplied
/// rate, and no number of nodes shows it.
/// </param>
/// <param name="Looks">The first nodes, by falling cuts, each with the look after it.</param>
/// <param name="Cuts">Expected cuts at all nodes.</param>
internal sealed record CanaryPlan(
    Rollout Rollout, CanaryRule Rule, int? Nodes, SingleLook Once, double PowerWithoutChance, IReadOnlyList<CanaryNode> Looks, double Cuts)
{
    /// <summary>So many nodes are tried one by one; of more, only each sixteenth part of them where means are uncertain.</summary>
    private const int TriedOneByOne = 32;

    /// <summary>So many nodes are shown where no number is enough.</summary>
    private const int ShownOfAll = 20;

    /// <summary>
    /// The number of nodes by which looking after each has found the multiplied rate with the power; null: not by those shown.
    /// </summary>
    public int? NodesOneByOne => Looks.FirstOrDefault(look => look.FoundWith >= Rule.Power)?.Place;

    /// <summary>Whether the data leave so much open that more nodes don't help.</summary>
    public bool DataHideIt => Nodes is null && Cuts > 0 && PowerWithoutChance < Rule.Power;

    /// <summary>Plans it.</summary>
    /// <param name="rollout">The update. Its strategy plays no part, nor what may fail or come in between.</param>
    /// <param name="rule">What is looked for.</param>
    /// <remarks>
    /// The pods are deleted by hand, under OnDelete: the old process gets SIGTERM before there is a new one, so that nothing overlaps.
    /// Nodes count each connection that their ztunnel cuts, as the first ones do that are updated; where many of a rollout's connections
    /// are between nodes of the canary, a few are cut already when the second one's turn comes. Ages, and rates that change with the clock,
    /// are those at the scenario's start.
    /// </remarks>
    public static CanaryPlan Of(Rollout rollout, CanaryRule rule)
    {
        rollout = rollout.WithoutFailures().WithJoining() with
        {
            Strategy = UpdateStrategy.MaxUnavailable(1),
            SecondChange = null,
            Cni = null,
        };
        double budget = rollout.DrainBudgetSeconds;
        ResetMeans means = new(rollout, replacedNodes: 1);
        (double Fitted, double[] Draws)[] byNode = means.ByNode(budget);
        int[] order = [.. Enumerable.Range(0, byNode.Length).OrderByDescending(n => byNode[n].Fitted)];
        double[][] sums = SumsOf([.. order.Select(n => byNode[n].Draws)]);
        int? enough = Smallest(sums, rule);
        RolloutPrediction prediction = RolloutTheory.Predict(rollout, means.Theory);
        double all = byNode.Sum(n => n.Fitted);
        return new(
            rollout, rule, enough, rule.Once(sums[(enough ?? sums.Length) - 1]), rule.PowerWithoutChance(sums[^1]),
            ValueList.Of(LooksAt().Take(enough is { } nodes ? Math.Max(nodes, Math.Min(sums.Length, nodes + ShownOfAll)) : ShownOfAll)),
            all);

        IEnumerable<CanaryNode> LooksAt()
        {
            CutEvidence nothing = new(rule, sums[0].Length);
            List<(double, double[])> updated = [];
            double expected = 0, found = 0;
            for (int i = 0; i < order.Length && (i < enough || found < rule.Power); i++)
            {
                int n = order[i];
                updated.Add(byNode[n]);
                expected += byNode[n].Fitted;
                CutMeans together = CutMeans.Together(updated);
                double stopFrom = nothing.StopFrom(together);
                found = Math.Max(found, 1 - new PoissonMixture([.. sums[i].Select(mean => rule.Factor * mean)]).Cdf(stopFrom - 1));
                Node node = rollout.Cluster.Nodes[n];
                yield return new(i + 1, node.Name, byNode[n].Fitted)
                {
                    Share = all > 0 ? byNode[n].Fitted / all : 0,
                    ExpectedSoFar = expected,
                    StopFrom = stopFrom,
                    GoOnTo = nothing.GoOnTo(together, stopFrom),
                    FoundWith = found,
                    WithoutListenerSeconds = ReplacementTimes.WithoutListenerSeconds(
                        rollout, rollout.RequireRollingUpdate(), prediction.DrainSecondsByNode[n]),
                    OpenedPerSecond = rollout.Cluster.LoadOn(n).Sum(load => load.OpenedPerSecond),
                };
            }
        }
    }

    /// <summary>The smallest number of nodes of which one look finds the multiplied rate.</summary>
    /// <remarks>
    /// The power mostly rises with the nodes. As counts are whole it may fall a little from one to the next: the first number that is
    /// enough is taken.
    /// </remarks>
    private static int? Smallest(double[][] sums, CanaryRule rule)
    {
        bool isKnown = sums[0].Length == 1;
        for (int nodes = 1, before = 0; before < sums.Length; before = nodes, nodes = Next(nodes))
        {
            if (!IsEnough(nodes)) continue;
            while (nodes - 1 > before && IsEnough(nodes - 1)) nodes--;
            return nodes;
        }
        return null;

        int Next(int nodes) => nodes == sums.Length ? int.MaxValue
            : Math.Min(sums.Length, isKnown || nodes < TriedOneByOne ? nodes + 1 : nodes + nodes / 16);
        bool IsEnough(int nodes) => rule.Once(sums[nodes - 1]).Power >= rule.Power;
    }

    /// <summary>The sums over the first nodes, for each number of them.</summary>
    private static double[][] SumsOf(double[][] nodes)
    {
        double[][] sums = [.. nodes.Select(draws => (double[])draws.Clone())];
        for (int i = 1; i < sums.Length; i++)
        {
            for (int d = 0; d < sums[i].Length; d++) sums[i][d] += sums[i - 1][d];
        }
        return sums;
    }
}

/// <summary>A node of a canary, and the look at all cuts after it was updated.</summary>
/// <param name="Place">Its place in the order, from 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Expected">Expected cuts there.</param>
internal sealed record CanaryNode(int Place, string Name, double Expected)
{
    /// <summary>Which part of all cuts it has, from 0 to 1: of the connections that outlive a drain.</summary>
    public required double Share { get; init; }

    /// <summary>Expected cuts at it and at the nodes before.</summary>
    public required double ExpectedSoFar { get; init; }

    /// <summary>The number of cuts so far from which one stops.</summary>
    public required double StopFrom { get; init; }

    /// <summary>The largest number of cuts so far with which the rollout goes on; null: none is few enough yet.</summary>
    public required double? GoOnTo { get; init; }

    /// <summary>With at least which probability the multiplied rate has been found by then.</summary>
    public required double FoundWith { get; init; }

    /// <summary>For how long the node is expected to be without a listener, in seconds.</summary>
    public required double WithoutListenerSeconds { get; init; }

    /// <summary>How many connections are opened across it per second: those are refused while it has no listener.</summary>
    public required double OpenedPerSecond { get; init; }
}
