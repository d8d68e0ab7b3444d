namespace ZTunnelSim;

/// <summary>
/// The means of a rollout's resets by the drain budget alone, for any budget: over all workloads or of one, with the fitted lifetimes and
/// traffic, or with each of the plausible ones.
/// </summary>
/// <remarks>
/// Given the lifetimes and what the nodes of a rollout share, resets are Poisson; over these they are the mixture. Plausible lifetimes of
/// different workloads are independent, and are combined draw by draw. All of it falls as the budget grows, but for the case that
/// <see cref="ResetTheory"/> names.
/// </remarks>
internal sealed class ResetMeans
{
    /// <summary>The seed and the number of draws of what the counts behind a profile leave open.</summary>
    private const ulong ProfileSeed = 0x70726F66696C65;
    private const int ProfileDraws = 400;

    private readonly Cluster _cluster;
    private readonly int[] _workloads;
    private readonly int _draws;

    /// <summary>The means over all workloads by the last budget: leaving out one after another needs them each time.</summary>
    private volatile AllAt? _last;

    /// <param name="rollout">The rollout.</param>
    /// <param name="replacedNodes">As for <see cref="ResetTheory"/>.</param>
    public ResetMeans(Rollout rollout, int? replacedNodes = null)
    {
        Theory = new ResetTheory(rollout, replacedNodes);
        _cluster = rollout.Cluster;
        _workloads = [.. Enumerable.Range(0, _cluster.Workloads.Count)];
        _draws = _cluster.Workloads.Max(w => rollout.RateOf(w) is not null && w.Profile!.Counts.Count > 0
            ? Math.Max(ProfileDraws, w.Draws)
            : w.Draws);
    }

    /// <summary>What the means are by.</summary>
    public ResetTheory Theory { get; }

    /// <summary>The mean by the workloads' own lifetimes.</summary>
    public double Fitted(double budgetSeconds) => _workloads.Sum(w => Fitted(budgetSeconds, w));

    /// <summary>The mean of one workload by its own lifetime.</summary>
    public double Fitted(double budgetSeconds, int workload) => Theory.Mean(workload, budgetSeconds);

    /// <summary>The mean for each draw of plausible lifetimes.</summary>
    public double[] Plausible(double budgetSeconds) => OfEach(budgetSeconds).Plausible;

    /// <summary>
    /// The means of all rollouts that the data leave open: for each draw of plausible lifetimes; for single rollouts, by what the nodes of
    /// one share as well; and for single rollouts by the workloads' own lifetimes.
    /// </summary>
    public (double[] Plausible, double[] OfRollouts, double[] FittedOfRollouts) OfEach(double budgetSeconds)
    {
        double[][] draws = [.. _workloads.Select(w => OfDraws(budgetSeconds, w))];
        double[][] fitted = [.. _workloads.Select(w => new[] { Fitted(budgetSeconds, w) })];
        double[][] factors = [.. _workloads.Select(w => Theory.FactorsOfRollouts(w, budgetSeconds))];
        double[][] alike = [.. _workloads.Select(double[] (_) => [1])];
        return (Combined(draws, alike, _draws), Combined(draws, factors, _draws), Combined(fitted, factors, 1));
    }

    /// <summary>The number of resets that a rollout does not exceed with the given probability.</summary>
    public double Upper(double budgetSeconds, double probability, int? workload = null) =>
        new PoissonMixture(OfRollouts(budgetSeconds, workload, [])).Quantile(probability);

    /// <summary>The probability that a rollout has at most so many resets, some workloads left out.</summary>
    public double Probability(double budgetSeconds, double resets, int? workload, IReadOnlyCollection<int> without) =>
        new PoissonMixture(OfRollouts(budgetSeconds, workload, without)).Cdf(resets);

    /// <summary>
    /// The mean of one workload with each of its plausible lifetimes and traffic; with its own where both are taken as known.
    /// </summary>
    public double[] OfDraws(double budgetSeconds, int workload)
    {
        Workload one = _cluster.Workloads[workload];
        double[] means =
        [
            .. Enumerable.Range(0, one.Draws)
                .Select(draw => one.TrafficOf(draw) * Theory.Mean(workload, budgetSeconds, one.LifetimeOf(draw))),
        ];
        double error = Theory.ErrorOfProfile(workload, budgetSeconds);
        if (error == 0) return means;
        // A lognormal number of mean 1 for each draw.
        RandomStream random = new(ProfileSeed, workload: workload);
        double[] drawn = new double[Math.Max(means.Length, ProfileDraws)];
        for (int i = 0; i < drawn.Length; i++)
            drawn[i] = means[i % means.Length] * Math.Exp(error * random.NextNormal() - 0.5 * error * error);
        return drawn;
    }

    /// <summary>
    /// The mean at each node, by the workloads' own lifetimes and for each draw of plausible lifetimes and traffic, as each node would have
    /// it that is the first one (<see cref="ResetTheory.ByNode"/>).
    /// </summary>
    /// <remarks>
    /// A draw moves a workload's cuts at all nodes alike, as it moves their sum. That leaves out how another lifetime would spread them
    /// between nodes whose processes are not of the same age.
    /// </remarks>
    public (double Fitted, double[] Draws)[] ByNode(double budgetSeconds)
    {
        double[][] draws = [.. _workloads.Select(w => OfDraws(budgetSeconds, w))];
        int count = draws.Max(means => means.Length);
        double[] fitted = new double[_cluster.Nodes.Count];
        double[][] byNode = [.. fitted.Select(_ => new double[count])];
        foreach (int w in _workloads)
        {
            double[] own = Theory.ByNode(w, budgetSeconds);
            double all = Fitted(budgetSeconds, w);
            for (int n = 0; n < own.Length; n++)
            {
                fitted[n] += own[n];
                // Where the workload's own lifetime leaves nothing to cut, other ones cut in proportion to what is opened.
                double share = all > 0 ? own[n] / all : ShareOf(w, n);
                if (share == 0) continue;
                for (int d = 0; d < count; d++) byNode[n][d] += share * draws[w][d % draws[w].Length];
            }
        }
        return [.. fitted.Zip(byNode)];
    }

    private double ShareOf(int workload, int node)
    {
        int i = _cluster.WorkloadsOn(node).IndexOf(workload);
        return i < 0 ? 0 : _cluster.SharesOn(node)[i] / _cluster.ExposuresOf(workload);
    }

    private double[] OfRollouts(double budgetSeconds, int? workload, IReadOnlyCollection<int> without)
    {
        if (workload is { } one) return without.Contains(one) ? [0] : OfRollouts(budgetSeconds, [one], _draws);
        if (without.Count == 0) return OfAll(budgetSeconds);
        int[] rest = [.. _workloads.Except(without)];
        double[] all = OfAll(budgetSeconds);
        // Infinite means leave nothing to take away from.
        if (without.Count >= rest.Length || !all.All(double.IsFinite)) return OfRollouts(budgetSeconds, rest, _draws);
        double[] left = OfRollouts(budgetSeconds, [.. without], all.Length);
        return [.. all.Zip(left, (mean, part) => Math.Max(0, mean - part))];
    }

    private double[] OfAll(double budgetSeconds)
    {
        if (_last is not { } last || last.BudgetSeconds != budgetSeconds)
            _last = last = new(budgetSeconds, OfRollouts(budgetSeconds, _workloads, _draws));
        return last.Means;
    }

    private double[] OfRollouts(double budgetSeconds, int[] workloads, int count) => Combined(
        [.. workloads.Select(w => OfDraws(budgetSeconds, w))], [.. workloads.Select(w => Theory.FactorsOfRollouts(w, budgetSeconds))],
        count);

    /// <summary>The sums over workloads, draw by draw, each with a factor of what the nodes of a rollout share.</summary>
    private static double[] Combined(double[][] draws, double[][] factors, int count)
    {
        // Prime to the number of factors, so that each comes with all kinds of draws.
        const int Step = 37;
        double[] means = new double[Math.Max(count, factors.Select(f => f.Length).DefaultIfEmpty(1).Max())];
        for (int w = 0; w < draws.Length; w++)
        {
            for (int i = 0; i < means.Length; i++) means[i] += draws[w][i % draws[w].Length] * factors[w][i * Step % factors[w].Length];
        }
        return means;
    }

    private sealed record AllAt(double BudgetSeconds, double[] Means);
}
