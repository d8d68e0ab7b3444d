using System.Collections.Concurrent;

namespace ZTunnelSim;

/// <summary>
/// The mean resets R(G) of a rolling update's workloads, for any drain budget and any law of their lifetimes: the one place that sums over
/// the nodes a connection crosses.
/// </summary>
/// <remarks>
/// A workload's mean is its exposures times Lambda(G) of <see cref="NodeTheory"/>, less what both ends count twice
/// (<see cref="BothEndsTheory"/>). The rollout's own T plays no part, so that one theory serves all grace periods. Under
/// <see cref="Pacing.Kubernetes"/> with a surge the mean falls as the budget grows. Where drains are serial and connections have both ends,
/// a longer drain also sets the nodes' SIGTERMs further apart, and with lifetimes far beyond the rollout's the mean can rise.
/// </remarks>
internal sealed class ResetTheory
{
    private readonly Rollout _rollout;
    private readonly RollingUpdate _plan;
    private readonly Cluster _cluster;
    private readonly int _replacedNodes;
    private readonly NodeClass[] _classes;
    private readonly ListenerChoice _choice;
    private readonly BothEndsTheory _bothEnds;
    private readonly ChangingRate?[] _rates;
    private readonly RateTails _tails;

    private readonly ConcurrentDictionary<double, Nodes> _nodes = [];
    private readonly ConcurrentDictionary<(int Workload, double Budget), double> _own = [];

    private readonly ConcurrentDictionary<(int Workload, LawItself Law), ByBudget> _factors = new();
    private readonly ConcurrentDictionary<(Flow Flow, int Nodes, double Budget), double[]> _ofRollouts = [];

    /// <summary>The theory with all rates at their means; null where they are.</summary>
    private readonly Lazy<ResetTheory>? _atMean;

    /// <summary>What serves all budgets where they move neither ages nor instants that matter.</summary>
    private readonly Timed? _ofAll;

    /// <summary>The theory of a rolling update.</summary>
    /// <param name="rollout">The update.</param>
    /// <param name="replacedNodes">
    /// How many of the nodes, any, it replaces, which tells the ages of their processes; null: all. Means stay those over all nodes.
    /// </param>
    /// <param name="tails">What integrals over changing rates have in common, where other starts share it.</param>
    /// <exception cref="NotSupportedException">
    /// The rollout's plan is not a <see cref="RollingUpdate"/>, or its template is changed a second time.
    /// </exception>
    public ResetTheory(Rollout rollout, int? replacedNodes = null, RateTails? tails = null)
    {
        if (rollout.SecondChange is not null)
            throw new NotSupportedException("Theory covers one change of the template; a second one is for the simulator.");
        (_rollout, _plan, _cluster) = (rollout, rollout.RequireRollingUpdate(), rollout.Cluster);
        _replacedNodes = replacedNodes ?? _cluster.Nodes.Count;
        _classes = [.. NodeClass.Of(_cluster)];
        _rates = [.. _cluster.Workloads.Select(rollout.RateOf)];
        _tails = tails ?? new();
        _choice = new ListenerChoice(_cluster, _plan, rollout.Timing);
        _bothEnds = new BothEndsTheory(rollout, _plan, _choice);
        if (rollout.HasChangingRates) _atMean = new(() => new ResetTheory(rollout with { Start = null }, replacedNodes));
        bool budgetsMoveRates = rollout.HasChangingRates && ReplacementTimes.DrainIsSerial(rollout, _plan);
        _ofAll = rollout.HasAges || budgetsMoveRates ? null : TimedBy(budgetSeconds: 0);
    }

    /// <summary>The law of the time for which both processes of a node listen.</summary>
    public OverlapQuadrature Overlaps => _choice.Overlaps;

    /// <summary>How the rate of each workload changes; null: it does not.</summary>
    public IReadOnlyList<ChangingRate?> Rates => _rates;

    /// <summary>Whether all nodes are alike.</summary>
    public bool NodesAreAlike => _classes.Length == 1;

    /// <summary>A drain where all nodes are alike; where rates change, of the nodes that are replaced last.</summary>
    public NodeTheory DrainOfLast(double budgetSeconds) => At(budgetSeconds).Timed.DrainOfLast.Value;

    /// <summary>Nodes that are alike, each kind with its theory.</summary>
    public IEnumerable<(NodeClass Nodes, NodeTheory Theory)> Classes(double budgetSeconds) =>
        _classes.Zip(At(budgetSeconds).Timed.Theories);

    /// <summary>
    /// The mean resets at one ztunnel for each connection that it accepts per second, by the law of their lifetimes: the part of R(G) that
    /// is known where only that ztunnel's own connections are.
    /// </summary>
    /// <param name="plan">The rolling update; without a surge there is no overlap.</param>
    /// <param name="timing">The timing; only what makes the overlap matters here, and the share.</param>
    /// <param name="budgetSeconds">The drain budget G.</param>
    /// <param name="ageSeconds">
    /// The old process's age A at SIGTERM, above 0; infinite where it is longer than connections live. Its overlap with the process before
    /// is taken to have been as long as that with the new one.
    /// </param>
    public static Func<DurationLaw, double> AtOneNode(
        RollingUpdate plan, ReplacementTiming timing, double budgetSeconds, double ageSeconds = double.PositiveInfinity)
    {
        NodeTheory theory = new([], plan, timing);
        Ages? ages = double.IsPositiveInfinity(ageSeconds) ? null : Ages.Of(ageSeconds, theory.Overlaps);
        return law => theory.MeanStillOpen(new Flow(OpenedPerSecond: 1, law, ages), budgetSeconds, timing.NewShare);
    }

    /// <summary>The mean resets of a workload, by its own lifetime.</summary>
    public double Mean(int workload, double budgetSeconds) => Mean(workload, budgetSeconds, _cluster.Workloads[workload].Lifetime);

    /// <summary>The mean resets of a workload with another lifetime; what was given of its traffic stays.</summary>
    /// <remarks>
    /// Where rates change, by how much they move the mean is worked out with the workload's own lifetime, and for another one at the mean
    /// instant of SIGTERM alone: that is what differs between lifetimes.
    /// </remarks>
    public double Mean(int workload, double budgetSeconds, DurationLaw lifetime)
    {
        Workload own = _cluster.Workloads[workload];
        if (_atMean is null || ReferenceEquals(lifetime, own.Lifetime) || _rates[workload] is not { } rate)
            return MeanAt(workload, budgetSeconds, lifetime);
        double mean = _atMean.Value.Mean(workload, budgetSeconds);
        return mean > 0 && FactorOf(lifetime) / FactorOf(own.Lifetime) is > 0 and < double.PositiveInfinity and var differs
            ? _atMean.Value.Mean(workload, budgetSeconds, lifetime) * differs * (_own.GetOrAdd((workload, budgetSeconds), OfOwn) / mean)
            : MeanAt(workload, budgetSeconds, lifetime);

        double FactorOf(DurationLaw law) => _factors.GetOrAdd((workload, new(law)), static _ => new()).At(
            budgetSeconds, budget => law.IntegratedTail(budget) is > 0 and < double.PositiveInfinity and var tail
                ? rate.Tail(law, WeightedPoints.Mean(SigtermsOf(budget).Few), budget, age: 0) / tail
                : double.NaN);
        double OfOwn((int Workload, double Budget) key) => MeanAt(key.Workload, key.Budget, _cluster.Workloads[key.Workload].Lifetime);
    }

    /// <summary>
    /// A workload's mean resets as the sum over nodes has them, and what of that is counted at both ends of a connection: the difference is
    /// <see cref="Mean(int, double)"/>.
    /// </summary>
    public (double AtNodes, double Twice) Parts(int workload, double budgetSeconds) =>
        PartsAt(workload, budgetSeconds, _cluster.Workloads[workload].Lifetime);

    private double MeanAt(int workload, double budgetSeconds, DurationLaw lifetime)
    {
        (double atNodes, double twice) = PartsAt(workload, budgetSeconds, lifetime);
        return atNodes - twice;
    }

    private (double AtNodes, double Twice) PartsAt(int workload, double budgetSeconds, DurationLaw lifetime)
    {
        Nodes nodes = At(budgetSeconds);
        (ProcessAges ages, NodeTheory exposure) = (nodes.Timed.Ages, nodes.Timed.Exposure);
        Workload model = _cluster.Workloads[workload];
        // With an infinite mean life and a given number of open connections, all of these outlive any budget.
        double? always = model.Traffic.IsOpen && !double.IsFinite(lifetime.MeanSeconds) ? model.OpenConnections : null;
        double arrivals = model.Traffic.OpenedPerSecond(lifetime);
        Flow flow = new(arrivals, lifetime, ages.For(ages.OfWorkload(workload), model), _rates[workload]);
        if (always is null && arrivals == 0) return default;
        double newShare = _choice.Of(_cluster.CrossingsOf(workload), workload, _bothEnds.TogetherShare(workload));
        double atEachNode = _cluster.ExposuresOf(workload) * (always ?? exposure.MeanStillOpen(flow, budgetSeconds, newShare));
        if (!double.IsFinite(atEachNode)) return (atEachNode, 0);
        return (atEachNode, _bothEnds.CountedTwice(
            workload, (t, share, apart) => always ?? exposure.MeanStillOpenAtEarlier(flow, t, share, apart), budgetSeconds,
            nodes.Drains));
    }

    /// <summary>The mean resets of a workload at each node, by its own lifetime and the age of that node's process.</summary>
    /// <remarks>
    /// As each node would have them that is the first one: their sum is the mean over all nodes and what that leaves out, the connections
    /// between two nodes that the earlier one has reset.
    /// </remarks>
    public double[] ByNode(int workload, double budgetSeconds)
    {
        Timed timed = At(budgetSeconds).Timed;
        Workload model = _cluster.Workloads[workload];
        double[] means = new double[_cluster.Nodes.Count];
        foreach (NodeClass nodes in _classes)
        {
            int i = Array.IndexOf(nodes.Workloads, workload);
            if (i < 0) continue;
            double newShare = _choice.Of(nodes.Crossings[i], workload);
            foreach (IGrouping<Ages?, int> alike in nodes.Members.GroupBy(timed.Ages.OfNode))
            {
                Flow flow = new(
                    nodes.Loads[i].OpenedPerSecond, model.Lifetime, timed.Ages.For(alike.Key, model), _rates[workload]);
                double mean = timed.Exposure.MeanStillOpen(flow, budgetSeconds, newShare);
                foreach (int node in alike) means[node] = mean;
            }
        }
        return means;
    }

    /// <summary>
    /// What the nodes of one rollout share, such as the time that ztunnel needs to be ready, moves a workload's mean resets: factors that
    /// are equally likely, and alike for all workloads. One of 1 where nodes share nothing that is random.
    /// </summary>
    /// <remarks>What differs by node is there with its standard deviation, up and down.</remarks>
    public double[] FactorsOfRollouts(int workload, double budgetSeconds)
    {
        if (_choice.Overlaps.InRollouts.Length == 1) return [1];
        // How many are opened plays no part: of very many workloads many are alike.
        Flow flow = Flow.Of(_cluster.Workloads[workload]) with { OpenedPerSecond = 1 };
        return _ofRollouts.GetOrAdd((flow, Math.Max(1, _cluster.NodesOf(workload)), budgetSeconds), FactorsOf);
    }

    private double[] FactorsOf((Flow Flow, int Nodes, double BudgetSeconds) alike)
    {
        NodeTheory one = NodeTheory.Of([alike.Flow], _choice, SigtermTimes.Any, _tails);
        double mean = one.MeanStillOpen(alike.BudgetSeconds);
        return mean > 0
            ? [.. one.InRollouts(alike.BudgetSeconds).SelectMany(at => new[] { -1.0, 1.0 }
                .Select(sign => Math.Max(0, at.Mean + sign * Math.Sqrt(at.Spread / alike.Nodes)) / mean))]
            : [1];
    }

    /// <summary>
    /// The standard deviation of a workload's mean resets in multiples of it, by the counts from which its profile's steps were measured; 0
    /// where rates don't change or are taken as known.
    /// </summary>
    /// <remarks>Each step's rate is uncertain by one over the root of its count; the steps count as they do at SIGTERM.</remarks>
    public double ErrorOfProfile(int workload, double budgetSeconds)
    {
        Workload model = _cluster.Workloads[workload];
        if (model.Profile is not { Counts.Count: > 0 } profile || _rates[workload] is not { } rate) return 0;
        double at = WeightedPoints.Mean(SigtermsOf(budgetSeconds).Few);
        if (_tails.Weights(model.Lifetime, rate, at, budgetSeconds, age: 0, out int step) is not { } weights) return 0;
        double sum = 0, variance = 0;
        for (int j = 0; j < weights.Length; j++)
        {
            int k = (step - j + weights.Length) % weights.Length;
            double part = profile.Factors[k] * weights[j];
            sum += part;
            // Where nothing was counted, one more would be no surprise.
            variance += part * part / Math.Max(1, profile.Counts[k]);
        }
        return sum > 0 ? Math.Sqrt(variance) / sum : 0;
    }

    /// <summary>The expected refused connections that a sum over nodes counts twice.</summary>
    public double RefusedTwice(int workload, double meanDrainSeconds) => _bothEnds.RefusedTwice(workload, meanDrainSeconds);

    /// <summary>The nodes' SIGTERMs with a drain budget, where rates change; otherwise an instant that stands for any.</summary>
    public SigtermTimes SigtermsOf(double budgetSeconds) => At(budgetSeconds).Timed.Sigterms;

    private Nodes At(double budgetSeconds) =>
        _nodes.GetOrAdd(budgetSeconds, budget => new(_classes, budget, _ofAll ?? TimedBy(budget)));

    private Timed TimedBy(double budgetSeconds)
    {
        bool changes = _rollout.HasChangingRates;
        // Where rates change each instant of SIGTERM has ages of its own.
        ProcessAges ages = new(
            _rollout, _choice.Overlaps, changes ? [(1, 0)] : SigtermRounds.Of(_rollout, _plan, _replacedNodes, budgetSeconds).Spread,
            budgetSeconds);
        SigtermTimes sigterms = changes
            ? SigtermTimes.Of(_rollout, _plan, _choice.Overlaps, _replacedNodes, ShortestStep(), DrainsFrom)
            : SigtermTimes.Any;
        NodeTheory[] theories = TheoriesOf(ages, sigterms);
        return new(
            ages, sigterms, theories, NodeTheory.Of([], _choice, sigterms, _tails),
            new(() => changes ? DrainsAt(ages, sigterms.LastSeconds)[0] : theories[0]));

        double ShortestStep() => _rates.OfType<ChangingRate>().Min(rate => rate.Steps.Seconds);

        (double, double) DrainsFrom(double seconds) => DrainsByClock().At(_rollout.Start!.Value, seconds, budgetSeconds);

        // Ages are as of this rollout's start, so that other starts have other drains.
        DrainsByClock DrainsByClock() => _rollout.HasAges ? new(DrainAt) : _tails.Drains ??= new(DrainAt);

        DrainCurve DrainAt(DateTimeOffset time)
        {
            NodeTheory[] theories = DrainsAt(ages, (time - _rollout.Start!.Value).TotalSeconds);
            double nodes = _classes.Sum(c => c.Members.Count);
            return new(t => _classes.Zip(theories, (c, theory) => c.Members.Count * theory.Survival(t)).Sum() / nodes);
        }
    }

    /// <summary>The theory of each class of nodes where SIGTERM comes at one instant.</summary>
    private NodeTheory[] DrainsAt(ProcessAges ages, double seconds) => TheoriesOf(ages, SigtermTimes.At(seconds));

    private NodeTheory[] TheoriesOf(ProcessAges ages, SigtermTimes sigterms)
    {
        double roundTrip = _rollout.HboneRoundTrip.TotalSeconds;
        return [.. _classes.Select(nodes => NodeTheory.Of(nodes, _choice, ages, _rates, roundTrip, sigterms, _tails))];
    }

    /// <summary>What a drain budget's instants tell.</summary>
    /// <param name="Ages">How old processes are.</param>
    /// <param name="Sigterms">When they get SIGTERM.</param>
    /// <param name="Theories">The theory of each class of nodes.</param>
    /// <param name="Exposure">The theory of any connections on any node.</param>
    /// <param name="DrainOfLast">That of a node of those that are replaced last.</param>
    private sealed record Timed(
        ProcessAges Ages, SigtermTimes Sigterms, NodeTheory[] Theories, NodeTheory Exposure, Lazy<NodeTheory> DrainOfLast);

    /// <summary>All nodes with a drain budget.</summary>
    private sealed class Nodes(NodeClass[] classes, double budgetSeconds, Timed timed)
    {
        private readonly Lazy<DrainMoments> _drains = new(() => DrainMoments.AnyOf(
            [.. classes.Zip(timed.Theories, (nodes, theory) => (theory.DrainMoments(budgetSeconds), nodes.Members.Count))]));

        public Timed Timed => timed;

        /// <summary>
        /// The moments of a node's drain, with the workloads' own lifetimes: what is uncertain about these hardly moves them.
        /// </summary>
        public DrainMoments Drains() => _drains.Value;
    }

    /// <summary>What varies slowly with the budget: worked out each half octave, and straight between.</summary>
    private sealed class ByBudget
    {
        private readonly ConcurrentDictionary<int, double> _known = [];

        public double At(double budgetSeconds, Func<double, double> of)
        {
            double place = 2 * Math.Log2(1 + budgetSeconds);
            int before = (int)Math.Floor(place);
            return double.Lerp(Known(before), Known(before + 1), place - before);

            double Known(int at) => _known.GetOrAdd(at, static (at, of) => of(Math.Pow(2, 0.5 * at) - 1), of);
        }
    }
}
