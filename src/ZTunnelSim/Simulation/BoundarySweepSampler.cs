using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;
using ZTunnelSim.Randomness;

namespace ZTunnelSim.Simulation;

/// <summary>
/// A sweep's replication by the boundary engine: one pass over the nodes serves all candidates and both pacings.
/// </summary>
/// <remarks>
/// For each part of a workload's connections on a node (see <see cref="OldConnections"/>) one exponential number says,
/// in terms of Lambda, when the last of them would close, M. A candidate with drain budget G then sees D = min(G, M), and
/// resets if and only if M lies beyond G. Given M, what closes before it is Poisson, independently on every node and
/// between any two budgets, so that the sums over nodes are Poisson too, and are drawn once for the cluster. The
/// candidates share all of this: resets fall as budgets grow, replication by replication.
/// </remarks>
internal sealed class BoundarySweepSampler : ISweepSampler
{
    private readonly SweepPlan _plan;
    private readonly Cluster _cluster;
    private readonly int _workloads;

    /// <summary>Candidates by rising drain budget (not by rising T: ztunnel grants less at T = 11 s than at 10 s).</summary>
    private readonly int[] _byBudget;
    private readonly double[] _budgets;

    /// <summary>Lambda at 0 and at each budget, for each part of each workload, where the overlap is the same on every node.</summary>
    private readonly double[][]? _commonLambda;
    private readonly double[] _nodeLambda;
    private readonly OldConnections[] _parts = new OldConnections[OldConnections.MaxParts];

    // Sums of one replication over nodes. A node's reach is the number of budgets that its drain outlasts.
    private readonly double[,] _poissonMeans;
    private readonly long[,] _lastEnds;
    private readonly int[] _reach;
    private readonly double[] _drainBeyondReach;
    private readonly NodeTiming[] _timings;
    private readonly SlotSchedule _slots;

    public BoundarySweepSampler(SweepPlan plan)
    {
        _plan = plan;
        _cluster = plan.Rollout.Cluster;
        _workloads = _cluster.Workloads.Count;
        int candidates = plan.Candidates.Count;
        _byBudget = [.. Enumerable.Range(0, candidates).OrderBy(Budget)];
        _budgets = [.. _byBudget.Select(Budget)];
        _nodeLambda = new double[candidates + 1];
        _poissonMeans = new double[_workloads, candidates];
        _lastEnds = new long[_workloads, candidates];
        _reach = new int[_cluster.Nodes.Count];
        _drainBeyondReach = new double[_cluster.Nodes.Count];
        _timings = new NodeTiming[_cluster.Nodes.Count];
        _slots = new(plan.RollingUpdate.ConcurrentNodes(_cluster.Nodes.Count));

        bool overlapIsCommon = !plan.RollingUpdate.IsSurge || plan.Rollout.Timing.Overlap is Constant;
        if (!overlapIsCommon) return;
        double overlap = plan.RollingUpdate.IsSurge
            ? plan.Rollout.Timing.Overlap.MeanSeconds + plan.RollingUpdate.MinReadySeconds
            : 0;
        _commonLambda = new double[_workloads * OldConnections.MaxParts][];
        for (int w = 0; w < _workloads; w++)
        {
            int count = Parts(w, overlap);
            for (int i = 0; i < count; i++)
                _commonLambda[w * OldConnections.MaxParts + i] = FillLambda(_parts[i], new double[candidates + 1]);
        }

        double Budget(int candidate) => plan.Rollout.WithGracePeriod(plan.Candidates[candidate]).DrainBudgetSeconds;
    }

    public void Sample(int replication, SweepSample sample)
    {
        Array.Clear(_poissonMeans);
        Array.Clear(_lastEnds);
        for (int node = 0; node < _reach.Length; node++) DrawNode(replication, node);
        DrawResets(replication, sample);
        DrawRefused(replication, sample);
        int[] order = RolloutController.Order(_plan.Rollout.NodeOrder, _reach.Length, _plan.Seed, replication);
        for (int p = 0; p < _plan.Pacings.Count; p++)
        {
            for (int k = 0; k < _budgets.Length; k++)
                sample.Duration(p, _byBudget[k]) = Duration(_plan.Pacings[p], k, order);
        }
    }

    private void DrawNode(int replication, int node)
    {
        NodeTiming timing = NodeTiming.Draw(_plan.Rollout, _plan.RollingUpdate, _plan.Seed, replication, node);
        _timings[node] = timing;
        double overlap = _plan.RollingUpdate.IsSurge ? timing.Overlap : 0;
        int reach = 0;
        double drain = 0;
        foreach (int w in _cluster.WorkloadsOn(node))
        {
            RandomStream random = new(_plan.Seed, replication, node, w, (long)StreamPurpose.Boundary);
            int count = Parts(w, overlap);
            for (int i = 0; i < count; i++)
            {
                double beyondLast = ExponentialSampler.Next(ref random);
                double[] lambda = _commonLambda?[w * OldConnections.MaxParts + i] ?? FillLambda(_parts[i], _nodeLambda);
                if (beyondLast >= lambda[0]) continue;
                int outlasted = AddPart(w, lambda, beyondLast);
                if (outlasted < reach) continue;
                if (outlasted > reach) drain = 0;
                reach = outlasted;
                if (outlasted < _budgets.Length)
                    drain = Math.Max(drain, Math.Min(_parts[i].InverseLambda(beyondLast), _budgets[outlasted]));
            }
        }
        _reach[node] = reach;
        _drainBeyondReach[node] = drain;
    }

    /// <summary>Adds what one part means for the sums of resets over nodes.</summary>
    /// <returns>How many budgets its last connection outlasts.</returns>
    private int AddPart(int w, double[] lambda, double beyondLast)
    {
        int outlasted = 0;
        while (outlasted < _budgets.Length && beyondLast < lambda[outlasted + 1]) outlasted++;
        for (int k = 0; k < outlasted - 1; k++) _poissonMeans[w, k] += lambda[k + 1] - lambda[k + 2];
        if (outlasted > 0)
        {
            _poissonMeans[w, outlasted - 1] += lambda[outlasted] - beyondLast;
            _lastEnds[w, outlasted - 1]++;
        }
        return outlasted;
    }

    private void DrawResets(int replication, SweepSample sample)
    {
        for (int w = 0; w < _workloads; w++)
        {
            RandomStream random = Totals(replication, w);
            long resets = 0;
            for (int k = _budgets.Length - 1; k >= 0; k--)
            {
                resets += _lastEnds[w, k] + random.NextPoisson(_poissonMeans[w, k]);
                for (int p = 0; p < _plan.Pacings.Count; p++) sample.Resets(p, _byBudget[k], w) = resets;
            }
        }
    }

    private void DrawRefused(int replication, SweepSample sample)
    {
        if (_plan.RollingUpdate.IsSurge) return;
        for (int w = 0; w < _workloads; w++)
        {
            RandomStream random = new(_plan.Seed, replication, workload: w, purpose: (long)StreamPurpose.Refused);
            double gap = 0;
            long refused = 0;
            for (int k = 0; k < _budgets.Length; k++)
            {
                double longer = 0;
                for (int node = 0; node < _reach.Length; node++)
                {
                    if (!_cluster.WorkloadsOn(node).Contains(w)) continue;
                    longer += Drain(node, k) + _timings[node].Startup + _timings[node].Ready;
                }
                refused += random.NextPoisson(_cluster.Workloads[w].ArrivalsPerSecond * Math.Max(0, longer - gap));
                gap = longer;
                for (int p = 0; p < _plan.Pacings.Count; p++) sample.Refused(p, _byBudget[k], w) = refused;
            }
        }
    }

    private double Duration(Pacing pacing, int k, int[] order)
    {
        bool drainHoldsSlot = pacing == Pacing.OneNodeAtATime || !_plan.RollingUpdate.IsSurge;
        if (pacing == Pacing.OneNodeAtATime || _plan.RollingUpdate.ConcurrentNodes(order.Length) == 1)
        {
            double free = 0, done = 0;
            foreach (int node in order)
            {
                free += _timings[node].Total;
                done = Math.Max(done, free + Drain(node, k));
                if (drainHoldsSlot) free = done;
            }
            return done;
        }

        _slots.Clear();
        double last = 0;
        foreach (int node in order)
        {
            double updated = _slots.Take() + _timings[node].Total;
            double done = updated + Drain(node, k);
            _slots.Release(drainHoldsSlot ? done : updated);
            last = Math.Max(last, done);
        }
        return last;
    }

    private double Drain(int node, int k) => k < _reach[node] ? _budgets[k] : _drainBeyondReach[node];

    private int Parts(int w, double overlap) =>
        OldConnections.Parts(_cluster.Workloads[w], overlap, _plan.Rollout.Timing.NewShare, _parts);

    private double[] FillLambda(OldConnections part, double[] lambda)
    {
        lambda[0] = part.Lambda(0);
        for (int k = 0; k < _budgets.Length; k++) lambda[k + 1] = part.Lambda(_budgets[k]);
        return lambda;
    }

    private RandomStream Totals(int replication, int w) =>
        new(_plan.Seed, replication, workload: w, purpose: (long)StreamPurpose.SweepTotals);
}
