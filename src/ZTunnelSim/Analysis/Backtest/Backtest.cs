namespace ZTunnelSim;

/// <summary>
/// Checks a prediction against a rollout that has happened: kills by drains, as the data before it would have predicted them, against those
/// observed.
/// </summary>
internal static class Backtest
{
    /// <summary>The purpose of the stream that lost lines are drawn from.</summary>
    private const long LossPurpose = 0x6C6F7374;

    /// <summary>Compares.</summary>
    /// <param name="input">What was seen before and during the rollout.</param>
    /// <param name="options">How the rollout was done, and how it is judged.</param>
    /// <exception cref="ArgumentException">The input lacks nodes or workloads, or a value is outside its
    /// range.</exception>
    /// <remarks>
    /// <para>
    /// Predicted are the resets R(G) for each node and workload, with the arrival rate counted on that node and the lifetimes of the side
    /// that its ends are of. The prediction intervals hold chance (kills are Poisson given rate and lifetime), what the data leave open:
    /// rates and lifetimes are drawn together, and where lines are counted the loss of some (<see cref="LostLines"/>). The interval is that
    /// of the mixture of the Poisson laws so obtained.
    /// </para>
    /// <para>
    /// It is the first-order answer. A connection with two ends that the first drain killed is no longer there for the second; where a fair
    /// share of all open connections is killed and not at once replaced, fewer die than predicted.
    /// </para>
    /// </remarks>
    public static BacktestResult Run(BacktestInput input, BacktestOptions options) => Draw(input, options).Result;

    /// <summary>The same, with what is predicted of each node's cuts, in the input's order.</summary>
    /// <inheritdoc cref="Run"/>
    public static (BacktestResult Result, IReadOnlyList<BacktestCuts> Nodes) Draw(BacktestInput input, BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Require(input);
        int nodes = input.Nodes.Count, draws = options.Draws;
        double[][] lost = LostShares(input, options);
        BacktestCells cells = new(input, options);
        Means total = new(draws);
        Means[] byNode = [.. input.Nodes.Select(_ => new Means(draws))];
        Means[] byWorkload = [.. input.Workloads.Select(_ => new Means(draws))];
        for (int w = 0; w < input.Workloads.Count; w++)
        {
            cells.Fill(w);
            for (int n = 0; n < nodes; n++)
            {
                (byNode[n].Expected, byNode[n].Observed) = (byNode[n].Expected + cells.Expected(n), byNode[n].Observed + cells.Kills[n]);
                for (int d = 0; d < draws; d++)
                {
                    for (int side = 0; side < BacktestCells.Sides; side++)
                    {
                        double kills = cells.Draws[side][n * draws + d];
                        byNode[n].Draws[d] += kills;
                        byNode[n].BySide[side][d] += kills;
                        byNode[n].Lines[d] += kills * (1 - lost[side][n * draws + d]);
                        byNode[n].Lost[side][d] += kills * lost[side][n * draws + d];
                    }
                }
            }
        }
        foreach (Means node in byNode) total.Add(node);

        List<(double, double)> calibration = [];
        for (int w = 0; w < input.Workloads.Count; w++)
        {
            cells.Fill(w);
            for (int n = 0; n < nodes; n++)
            {
                Means cell = new(draws) { Expected = cells.Expected(n), Observed = cells.Kills[n] };
                for (int d = 0; d < draws; d++)
                {
                    for (int side = 0; side < BacktestCells.Sides; side++)
                    {
                        double kills = cells.Draws[side][n * draws + d];
                        cell.Draws[d] += kills;
                        // Which workloads a node's lost lines were of is not known: all that it lost may have been of this one.
                        cell.Lines[d] += Math.Max(0, kills - byNode[n].Lost[side][d]);
                    }
                }
                byWorkload[w].Add(cell);
                if (cell.Expected > 0) calibration.Add(cell.Transform());
            }
        }

        double overlap = options.Timing.BothListenSeconds(options.Roll);
        BacktestResult result = new(
            input, options, new(ValueList.Of(calibration)), Compare([total], ["all"], options)[0],
            Compare(byWorkload, [.. input.Workloads.Select(w => w.Name)], options),
            Compare(byNode, [.. input.Nodes.Select(n => n.Name)], options),
            input.Nodes.Select((node, n) =>
                BacktestTiming.Of(n, node, nodes, cells.ArrivalsOf(n), overlap, options.DrainBudgetSeconds)));
        return (result, [.. byNode.Select(node => new BacktestCuts(node.BySide, input.CountsLines))]);
    }

    /// <summary>The share of its lines that each node's drain loses, by side, node and draw.</summary>
    /// <remarks>The draws of a node have evenly spread levels in random order: the rare large losses then weigh what they should.</remarks>
    private static double[][] LostShares(BacktestInput input, BacktestOptions options)
    {
        int draws = options.Draws;
        double[][] shares = [.. Enumerable.Range(0, BacktestCells.Sides).Select(_ => new double[input.Nodes.Count * draws])];
        if (!input.CountsLines) return shares;
        Func<double, double>[] laws = [LostLines.Outbound, LostLines.Inbound];
        RandomStream random = new(options.Seed, purpose: LossPurpose);
        for (int side = 0; side < shares.Length; side++)
        {
            for (int n = 0; n < input.Nodes.Count; n++)
            {
                Span<double> own = shares[side].AsSpan(n * draws, draws);
                for (int d = 0; d < draws; d++)
                {
                    // Fisher and Yates' shuffle, as it goes.
                    int place = random.NextInt(d + 1);
                    own[d] = own[place];
                    own[place] = laws[side]((d + 0.5) / draws);
                }
            }
        }
        return shares;
    }

    private static ByName<BacktestComparison> Compare(
        Means[] means, ValueList<string> names, BacktestOptions options)
    {
        double tail = 0.5 * (1 - options.Confidence);
        PoissonMixture[] predicted = [.. means.Select(m => new PoissonMixture(m.Lines))];
        double[] pValues = [.. means.Zip(predicted, (m, mixture) => mixture.PValue(m.Observed))];
        double[] adjusted = Holm(pValues);
        return new(names, means.Select((m, i) => new BacktestComparison(names[i])
        {
            Expected = m.Expected,
            Lower = predicted[i].Quantile(tail),
            Upper = predicted[i].Quantile(1 - tail),
            LowerOfKills = new PoissonMixture(m.Draws).Quantile(tail),
            Observed = m.Observed,
            PValue = pValues[i],
            AdjustedPValue = adjusted[i],
        }));
    }

    /// <summary>Holm's step-down adjustment.</summary>
    private static double[] Holm(double[] pValues)
    {
        double[] adjusted = new double[pValues.Length];
        double sofar = 0;
        int rank = 0;
        foreach (int i in Enumerable.Range(0, pValues.Length).OrderBy(i => pValues[i]))
        {
            sofar = Math.Max(sofar, Math.Min(1, (pValues.Length - rank++) * pValues[i]));
            adjusted[i] = sofar;
        }
        return adjusted;
    }

    private static void Require(BacktestInput input)
    {
        if (input.Nodes.Count == 0) throw new ArgumentException("A backtest needs at least one node.", nameof(input));
        if (input.Workloads.Count == 0) throw new ArgumentException("A backtest needs at least one workload.", nameof(input));
        foreach (BacktestNode node in input.Nodes)
        {
            if (!(node.BeforeSeconds > 0 && double.IsFinite(node.BeforeSeconds)))
                throw new ArgumentException(
                    $"Node '{node.Name}' was watched for {node.BeforeSeconds:R} s; above 0 s is needed.", nameof(input));
            if (!(node.AgeSeconds > 0))
                throw new ArgumentException($"Node '{node.Name}' was {node.AgeSeconds:R} s old; above 0 s is needed.", nameof(input));
        }
        foreach (BacktestWorkload workload in input.Workloads)
        {
            IEnumerable<DurationLaw> laws =
                new[] { workload.Outbound, workload.Inbound }.SelectMany(side => side.Plausible.Prepend(side.Law));
            if (laws.FirstOrDefault(law => !double.IsFinite(law.MeanSeconds)) is { } law)
                throw new ArgumentException($"Workload '{workload.Name}': {law} has no finite mean.", nameof(input));
        }
        foreach (BacktestTraffic t in input.Traffic)
        {
            if (t.Node < 0 || t.Node >= input.Nodes.Count || t.Workload < 0 || t.Workload >= input.Workloads.Count)
                throw new ArgumentException($"There is no workload {t.Workload} on node {t.Node}.", nameof(input));
            if (t.OutboundBefore < 0 || t.InboundBefore < 0 || t.Kills < 0)
                throw new ArgumentException($"A count of workload {t.Workload} on node {t.Node} is negative.", nameof(input));
        }
    }

    /// <summary>Kills predicted for something: the estimate, and draws of the mean.</summary>
    private sealed class Means(int draws)
    {
        public double Expected { get; set; }

        public long Observed { get; set; }

        /// <summary>The mean number of kills, in each draw.</summary>
        public double[] Draws { get; } = new double[draws];

        /// <summary>The same by side; kept for nodes alone.</summary>
        public double[][] BySide { get; } = [new double[draws], new double[draws]];

        /// <summary>The mean number of those that have a line.</summary>
        public double[] Lines { get; } = new double[draws];

        /// <summary>The mean number of those that have none, by side.</summary>
        public double[][] Lost { get; } = [new double[draws], new double[draws]];

        public void Add(Means other)
        {
            Expected += other.Expected;
            Observed += other.Observed;
            for (int d = 0; d < Draws.Length; d++)
            {
                Draws[d] += other.Draws[d];
                Lines[d] += other.Lines[d];
            }
        }

        public (double Low, double High) Transform()
        {
            PoissonMixture predicted = new(Lines);
            return (predicted.Cdf(Observed - 1), predicted.Cdf(Observed));
        }
    }
}
