using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Theory;

/// <summary>
/// The law of a rolling update's duration where it has a closed form: a surge under <see cref="Pacing.Kubernetes"/>, with
/// constant times, on nodes that are all alike.
/// </summary>
/// <remarks>
/// Every cycle sends SIGTERM to as many nodes as there are slots, and drains run side by side. A time x after the last
/// SIGTERM all is done with probability product over rounds i, counted back from the last, of P(D &lt;= x + i cycle) to
/// the power of the round's nodes; DESIGN.md section 2 gives P(D &gt; t). Exact; no drain outlasts G, so that few rounds matter.
/// </remarks>
internal sealed class SurgeDuration
{
    private readonly NodeTheory _theory;
    private readonly int _slots;
    private readonly int _rounds;
    private readonly int _nodesInLastRound;
    private readonly double _cycle;

    private SurgeDuration(NodeTheory theory, int nodes, int slots, double cycle)
    {
        (_theory, _cycle) = (theory, cycle);
        // Without a cycle all of them get SIGTERM at once.
        _slots = cycle == 0 ? nodes : slots;
        _rounds = (nodes + _slots - 1) / _slots;
        _nodesInLastRound = nodes - (_rounds - 1) * _slots;
    }

    /// <summary>When the last nodes get SIGTERM, in seconds.</summary>
    public double LastSigtermSeconds => _rounds * _cycle;

    /// <summary>The law of a rollout's duration; null where there is no closed form, and the simulator has to answer.</summary>
    public static SurgeDuration? Of(Rollout rollout)
    {
        bool constant = rollout.Timing is { Startup: Constant, Ready: Constant, Overlap: Constant };
        if (rollout.Pacing != Pacing.Kubernetes || !constant || !rollout.NodesAreTimedAlike || rollout.Plan is not RollingUpdate { IsSurge: true } plan) return null;
        NodeClass[] classes = [.. NodeClass.Of(rollout.Cluster)];
        if (classes.Length > 1) return null;
        int nodes = rollout.Cluster.Nodes.Count;
        double cycle = ReplacementTimes.BesidesDrainSeconds(rollout, plan);
        NodeTheory theory = new(classes[0].Loads, plan, rollout.Timing);
        return new(theory, nodes, plan.ConcurrentNodes(nodes), cycle);
    }

    /// <summary>P(duration &lt;= <paramref name="seconds"/>) with a drain budget.</summary>
    public double Probability(double seconds, double drainBudgetSeconds)
    {
        double x = seconds - LastSigtermSeconds;
        if (x < 0) return 0;
        double log = 0;
        for (int round = 0; round < _rounds; round++)
        {
            double drained = x + round * _cycle;
            if (drained >= drainBudgetSeconds) break;
            log += (round == 0 ? _nodesInLastRound : _slots) * double.LogP1(-_theory.DrainSurvival(drained, drainBudgetSeconds));
        }
        return Math.Exp(log);
    }

    /// <summary>The duration in seconds that is not exceeded with the given probability, to a millisecond.</summary>
    public double Quantile(double probability, double drainBudgetSeconds)
    {
        double low = LastSigtermSeconds, high = low + drainBudgetSeconds;
        if (Probability(low, drainBudgetSeconds) >= probability) return low;
        while (high - low > 1e-3)
        {
            double middle = 0.5 * (low + high);
            if (Probability(middle, drainBudgetSeconds) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }
}
