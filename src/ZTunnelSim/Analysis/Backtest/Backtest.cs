namespace ZTunnelSim;

/// <summary>
/// Checks a prediction against a rollout that has happened: kills by drains, as the data before it would have predicted them, against those
/// observed.
/// </summary>
internal static class Backtest
{
    /// <summary>The purpose of the streams that rates are drawn from.</summary>
    private const long RatePurpose = 0x72617465;

    /// <summary>Compares.</summary>
    /// <param name="input">What was seen before and during the rollout.</param>
    /// <param name="options">How the rollout was done, and how it is judged.</param>
    /// <exception cref="ArgumentException">The input lacks nodes or workloads, or a value is outside its
    /// range.</exception>
    /// <remarks>
    /// <para>
    /// Predicted are the resets R(G) for each node and workload, with the arrival rate counted on that node. The prediction intervals hold
    /// chance (kills are Poisson given rate and lifetime) and what the data leave open: rates and lifetimes are drawn together, and the
    /// interval is that of the mixture of the Poisson laws so obtained.
    /// </para>
    /// <para>
    /// It is the first-order answer. A connection with two ends that the first drain killed is no longer there for the second; where a fair
    /// share of all open connections is killed and not at once replaced, fewer die than predicted.
    /// </para>
    /// </remarks>
    public static BacktestResult Run(BacktestInput input, BacktestOptions options)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Require(input);
        int nodes = input.Nodes.Count, draws = options.Draws;
        Means total = new(draws);
        Means[] byNode = [.. input.Nodes.Select(_ => new Means(draws))];
        Means[] byWorkload = [.. input.Workloads.Select(_ => new Means(draws))];
        ILookup<int, BacktestTraffic> traffic = input.Traffic.ToLookup(t => t.Workload);
        List<(double, double)> calibration = [];
        double[] arrivals = new double[nodes];

        for (int w = 0; w < input.Workloads.Count; w++)
        {
            BacktestWorkload workload = input.Workloads[w];
            BacktestRates rates = new(input, traffic[w]);
            long[] kills = new long[nodes];
            foreach (BacktestTraffic t in traffic[w]) kills[t.Node] += t.Kills;

            Means[] cells = [.. input.Nodes.Select(_ => new Means(draws))];
            double killsPerArrival = PerArrival(workload.Lifetime);
            double[] plausible = [.. workload.PlausibleLifetimes.Select(PerArrival).DefaultIfEmpty(killsPerArrival)];
            for (int n = 0; n < nodes; n++)
            {
                arrivals[n] += rates.Estimate(n);
                cells[n].Expected = rates.Estimate(n) * killsPerArrival;
                cells[n].Observed = kills[n];
            }
            RandomStream random = new(options.Seed, workload: w, purpose: RatePurpose);
            double[] drawn = new double[nodes];
            for (int d = 0; d < draws; d++)
            {
                rates.Draw(ref random, drawn);
                for (int n = 0; n < nodes; n++) cells[n].Draws[d] = drawn[n] * plausible[d % plausible.Length];
            }
            for (int n = 0; n < nodes; n++)
            {
                byNode[n].Add(cells[n]);
                byWorkload[w].Add(cells[n]);
                total.Add(cells[n]);
                if (cells[n].Expected > 0) calibration.Add(cells[n].Transform());
            }
        }

        double overlap = ReplacementTimes.BothListenSeconds(options.Timing, options.Roll);
        return new BacktestResult(
            input, options, new(ValueList.Of(calibration)), Compare([total], ["all"], options)[0],
            Compare(byWorkload, [.. input.Workloads.Select(w => w.Name)], options),
            Compare(byNode, [.. input.Nodes.Select(n => n.Name)], options),
            input.Nodes.Select((node, n) =>
                BacktestTiming.Of(n, node, nodes, arrivals[n], overlap, options.DrainBudgetSeconds)));

        double PerArrival(DurationLaw lifetime) =>
            ResetTheory.AtOneNode(options.Roll, options.Timing, lifetime, arrivalsPerSecond: 1, options.DrainBudgetSeconds);
    }

    private static ByName<BacktestComparison> Compare(
        Means[] means, ValueList<string> names, BacktestOptions options)
    {
        double tail = 0.5 * (1 - options.Confidence);
        PoissonMixture[] predicted = [.. means.Select(m => new PoissonMixture(m.Draws))];
        double[] pValues = [.. means.Zip(predicted, (m, mixture) => mixture.PValue(m.Observed))];
        double[] adjusted = Holm(pValues);
        return new(names, means.Select((m, i) => new BacktestComparison(names[i])
        {
            Expected = m.Expected,
            Lower = predicted[i].Quantile(tail),
            Upper = predicted[i].Quantile(1 - tail),
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
        }
        foreach (BacktestWorkload workload in input.Workloads)
        {
            if (workload.PlausibleLifetimes.Prepend(workload.Lifetime).FirstOrDefault(law => !double.IsFinite(law.MeanSeconds)) is { } law)
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

        public double[] Draws { get; } = new double[draws];

        public void Add(Means other)
        {
            Expected += other.Expected;
            Observed += other.Observed;
            for (int d = 0; d < Draws.Length; d++) Draws[d] += other.Draws[d];
        }

        public (double Low, double High) Transform()
        {
            PoissonMixture predicted = new(Draws);
            return (predicted.Cdf(Observed - 1), predicted.Cdf(Observed));
        }
    }
}
