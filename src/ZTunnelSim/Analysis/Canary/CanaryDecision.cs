namespace ZTunnelSim;

/// <summary>What to do after a look at a rollout's cuts.</summary>
internal enum CanaryVerdict
{
    /// <summary>No decision yet.</summary>
    LookOn,

    /// <summary>The multiplied rate is ruled out.</summary>
    GoOn,

    /// <summary>The predicted rate is ruled out.</summary>
    Stop,

    /// <summary>Lines are missing without which nothing can be decided.</summary>
    Blind,
}

/// <summary>Whether a rollout is to stop or to go on, by the cuts of the nodes that were updated, one after the other.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Looks">The look after each node, in the order in which they were updated.</param>
/// <param name="NodesToGo">
/// While there is no decision: with how many more nodes like these the rollout would go on, were their cuts as predicted; null where it
/// would with no number within reach, and where there is a decision or lines are missing.
/// </param>
internal sealed record CanaryDecision(CanaryRule Rule, IReadOnlyList<CanaryLook> Looks, int? NodesToGo)
{
    private const int MostNodesToGo = 10_000;

    /// <summary>A node without a single line is taken as one whose log is missing where that is no likelier than this.</summary>
    private const double SilentByChance = 0.001;

    /// <summary>
    /// The look that decided; null: none did. A stop counts whenever it came, also after a look that said to go on; lines that are missing
    /// excuse no stop, but they let no rollout go on.
    /// </summary>
    public CanaryLook? Decisive => Looks.FirstOrDefault(look => look.Verdict == CanaryVerdict.Stop)
        ?? (Silent.Count > 0 ? null : Looks.FirstOrDefault(look => look.Verdict == CanaryVerdict.GoOn));

    /// <summary>The decision.</summary>
    public CanaryVerdict Verdict => Decisive?.Verdict ?? (Silent.Count > 0 ? CanaryVerdict.Blind : CanaryVerdict.LookOn);

    /// <summary>The nodes, or what stands for all, that logged no cut although they are sure to have had some.</summary>
    public IReadOnlyList<string> Silent { get; private init; } = ValueList<string>.Empty;

    /// <summary>Decides by what a backtest has drawn of each node.</summary>
    public static CanaryDecision Of(BacktestResult result, IReadOnlyList<BacktestCuts> cuts, CanaryRule rule)
    {
        IReadOnlyList<BacktestNode> nodes = result.Input.Nodes;
        CutEvidence evidence = new(rule, cuts[0].Draws);
        List<CanaryLook> looks = [];
        double[] sums = new double[cuts[0].Draws];
        double expected = 0;
        long observed = 0;
        // Of nodes that are updated at once, and of those of which it is not known when, any order is as good.
        foreach (int n in Enumerable.Range(0, nodes.Count).OrderBy(n => nodes[n].SigtermSeconds ?? double.PositiveInfinity))
        {
            CutMeans means = cuts[n].Lines();
            double stopFrom = observed + evidence.StopFrom(means);
            BacktestComparison node = result.ByNode[n];
            evidence.Add(means, node.Observed);
            (expected, observed) = (expected + node.Expected, observed + node.Observed);
            looks.Add(new(n, node, expected, observed)
            {
                LogRatio = evidence.LogRatio,
                StopFrom = stopFrom,
                Verdict = observed >= stopFrom ? CanaryVerdict.Stop
                    : evidence.LogRatio <= rule.GoOnAt ? CanaryVerdict.GoOn
                    : CanaryVerdict.LookOn,
            });
            foreach ((int d, double mean) in means.OfDraws().Index()) sums[d] += mean;
        }
        IEnumerable<string> silent = result.ByNode.Where(IsSilent).Select(node => node.Name);
        CanaryDecision decision = new(rule, ValueList.Of(looks), null)
        {
            Silent = ValueList.Of(silent.Any() || !IsSilent(result.Total) ? silent : [$"all of {nodes.Count:#,0} nodes"]),
        };
        return decision.Verdict != CanaryVerdict.LookOn ? decision : decision with
        {
            NodesToGo = evidence.NodesUntilGoingOn(new([.. sums.Select(sum => sum / looks.Count)]), MostNodesToGo),
        };

        static bool IsSilent(BacktestComparison cuts) => cuts.Observed == 0 && cuts.AdjustedPValue < SilentByChance;
    }
}

/// <summary>A look at all cuts after one more node was updated.</summary>
/// <param name="Node">The node's index.</param>
/// <param name="Own">Its own cuts, predicted and observed.</param>
/// <param name="ExpectedSoFar">Predicted cuts at it and at the nodes before.</param>
/// <param name="ObservedSoFar">Those observed.</param>
internal sealed record CanaryLook(int Node, BacktestComparison Own, double ExpectedSoFar, long ObservedSoFar)
{
    /// <summary>The natural logarithm of the evidence; infinite where the prediction has no such counts.</summary>
    public required double LogRatio { get; init; }

    /// <summary>The number of cuts so far from which one stops here, given those at the nodes before.</summary>
    public required double StopFrom { get; init; }

    /// <summary>What this look says by itself.</summary>
    public required CanaryVerdict Verdict { get; init; }
}
