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
    private readonly NodeTheory _exposure;
    private readonly ListenerChoice _choice;
    private readonly BothEndsTheory _bothEnds;

    private readonly ConcurrentDictionary<double, Nodes> _nodes = [];

    /// <summary>What serves all budgets where no process has an age.</summary>
    private readonly (ProcessAges, NodeTheory[])? _ageless;

    /// <summary>The theory of a rolling update.</summary>
    /// <param name="rollout">The update.</param>
    /// <param name="replacedNodes">
    /// How many of the nodes, any, it replaces, which tells the ages of their processes; null: all. Means stay those over all nodes.
    /// </param>
    /// <exception cref="NotSupportedException">
    /// The rollout's plan is not a <see cref="RollingUpdate"/>, or its template is changed a second time.
    /// </exception>
    public ResetTheory(Rollout rollout, int? replacedNodes = null)
    {
        if (rollout.SecondChange is not null)
            throw new NotSupportedException("Theory covers one change of the template; a second one is for the simulator.");
        (_rollout, _plan, _cluster) = (rollout, rollout.RequireRollingUpdate(), rollout.Cluster);
        _replacedNodes = replacedNodes ?? _cluster.Nodes.Count;
        _classes = [.. NodeClass.Of(_cluster)];
        _choice = new ListenerChoice(_cluster, _plan, rollout.Timing);
        _exposure = NodeTheory.Of([], _choice);
        _bothEnds = new BothEndsTheory(rollout, _plan, _choice);
        _ageless = rollout.HasAges ? null : Aged(budgetSeconds: 0);
    }

    /// <summary>The law of the time for which both processes of a node listen.</summary>
    public OverlapQuadrature Overlaps => _choice.Overlaps;

    /// <summary>Whether all nodes are alike.</summary>
    public bool NodesAreAlike => _classes.Length == 1;

    /// <summary>The theory of a node, where all are alike.</summary>
    public NodeTheory OfAnyNode(double budgetSeconds) => At(budgetSeconds).Theories[0];

    /// <summary>Nodes that are alike, each kind with its theory.</summary>
    public IEnumerable<(NodeClass Nodes, NodeTheory Theory)> Classes(double budgetSeconds) => _classes.Zip(At(budgetSeconds).Theories);

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
        return law => theory.MeanStillOpen(arrivalsPerSecond: 1, law, budgetSeconds, timing.NewShare, ages);
    }

    /// <summary>The mean resets of a workload, by its own lifetime.</summary>
    public double Mean(int workload, double budgetSeconds) => Mean(workload, budgetSeconds, _cluster.Workloads[workload].Lifetime);

    /// <summary>The mean resets of a workload with another lifetime; what was given of its traffic stays.</summary>
    public double Mean(int workload, double budgetSeconds, DurationLaw lifetime)
    {
        Nodes nodes = At(budgetSeconds);
        Func<double, double, double> stillOpen = StillOpen(workload, lifetime, nodes.Ages);
        double newShare = _choice.Of(_cluster.CrossingsOf(workload), workload, _bothEnds.TogetherShare(workload));
        double atEachNode = _cluster.ExposuresOf(workload) * stillOpen(budgetSeconds, newShare);
        if (!double.IsFinite(atEachNode)) return atEachNode;
        return atEachNode - _bothEnds.CountedTwice(workload, stillOpen, budgetSeconds, nodes.Drains);
    }

    /// <summary>
    /// What the nodes of one rollout share, such as the time that ztunnel needs to be ready, moves a workload's mean resets: factors that
    /// are equally likely, and alike for all workloads. One of 1 where nodes share nothing that is random.
    /// </summary>
    /// <remarks>What differs by node is there with its standard deviation, up and down.</remarks>
    public double[] FactorsOfRollouts(int workload, double budgetSeconds)
    {
        if (_choice.Overlaps.InRollouts.Length == 1) return [1];
        Workload model = _cluster.Workloads[workload];
        NodeTheory one = NodeTheory.Of([model], _choice);
        double mean = one.MeanStillOpen(budgetSeconds);
        int nodes = Math.Max(1, _cluster.NodesOf(workload));
        return mean > 0
            ? [.. one.InRollouts(budgetSeconds).SelectMany(at => new[] { -1.0, 1.0 }
                .Select(sign => Math.Max(0, at.Mean + sign * Math.Sqrt(at.Spread / nodes)) / mean))]
            : [1];
    }

    /// <summary>The expected refused connections that a sum over nodes counts twice.</summary>
    public double RefusedTwice(int workload, double meanDrainSeconds) => _bothEnds.RefusedTwice(workload, meanDrainSeconds);

    private Nodes At(double budgetSeconds) => _nodes.GetOrAdd(budgetSeconds, budget =>
    {
        (ProcessAges ages, NodeTheory[] theories) = _ageless ?? Aged(budget);
        return new(_classes, budget, ages, theories);
    });

    private (ProcessAges, NodeTheory[]) Aged(double budgetSeconds)
    {
        SigtermRounds rounds = SigtermRounds.Of(_rollout, _plan, _replacedNodes, budgetSeconds);
        ProcessAges ages = new(_rollout, _choice.Overlaps, rounds, budgetSeconds);
        double roundTrip = _rollout.HboneRoundTrip.TotalSeconds;
        return (ages, [.. _classes.Select(nodes => NodeTheory.Of(nodes, _choice, ages, roundTrip))]);
    }

    /// <summary>Lambda(t) of one exposure, by t and by the new process's share while both listen.</summary>
    private Func<double, double, double> StillOpen(int workload, DurationLaw lifetime, ProcessAges processes)
    {
        Workload model = _cluster.Workloads[workload];
        // With an infinite mean life and a given number of open connections, all of these outlive any budget.
        if (model.Traffic.IsOpen && !double.IsFinite(lifetime.MeanSeconds)) return (_, _) => model.OpenConnections;
        double arrivals = model.Traffic.OpenedPerSecond(lifetime);
        Ages? ages = processes.For(processes.OfWorkload(workload), model);
        return arrivals == 0 ? (_, _) => 0 : (t, newShare) => _exposure.MeanStillOpen(arrivals, lifetime, t, newShare, ages);
    }

    /// <summary>All nodes with a drain budget.</summary>
    private sealed class Nodes(NodeClass[] classes, double budgetSeconds, ProcessAges ages, NodeTheory[] theories)
    {
        private readonly Lazy<DrainMoments> _drains = new(() => DrainMoments.AnyOf(
            [.. classes.Zip(theories, (nodes, theory) => (theory.DrainMoments(budgetSeconds), nodes.Members.Count))]));

        public ProcessAges Ages => ages;

        public NodeTheory[] Theories => theories;

        /// <summary>
        /// The moments of a node's drain, with the workloads' own lifetimes: what is uncertain about these hardly moves them.
        /// </summary>
        public DrainMoments Drains() => _drains.Value;
    }
}
