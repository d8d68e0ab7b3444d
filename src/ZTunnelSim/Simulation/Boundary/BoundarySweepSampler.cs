namespace ZTunnelSim;

/// <summary>A sweep's replication by the boundary engine: one pass over the nodes serves all candidates and both pacings.</summary>
/// <remarks>
/// For each part of a workload's connections on a node (see <see cref="OldConnections"/>) one exponential number says, in terms of Lambda,
/// when the last of them would close, M. A candidate with drain budget G then sees D = min(G, M), and resets if and only if M lies beyond
/// G. Given M, what closes before it is Poisson, independently on every node and between any two budgets, so that the sums over nodes are
/// Poisson too, and are drawn once for the cluster. The candidates share all of this: resets fall as budgets grow, replication by
/// replication.
/// </remarks>
internal sealed class BoundarySweepSampler : ISweepSampler
{
    private readonly SweepPlan _plan;
    private readonly Cluster _cluster;

    /// <summary>Candidates by rising drain budget (not by rising T: ztunnel grants less at T = 11 s than at 10 s).</summary>
    private readonly int[] _byBudget;
    private readonly double[] _budgets;

    /// <summary>Lambda at 0 and at each budget, for each part of each workload, where the overlap is the same on every node.</summary>
    private readonly double[][]? _commonLambda;
    private readonly double[] _nodeLambda;
    private readonly OldConnections[] _parts = new OldConnections[OldConnections.MaxParts];

    /// <summary>
    /// For each workload and budget, the mean number of connections that this budget resets and the next longer one does not, without the
    /// last one of each part to close.
    /// </summary>
    private readonly double[,] _poissonMeans;

    /// <summary>For each workload and number of budgets, how many parts have a last connection that outlasts just so many.</summary>
    private readonly long[,] _lastEnds;
    private readonly NodeTiming[] _timings;
    private readonly DrainTimesByBudget _drains;
    private readonly SweepTimeline _timeline;

    public BoundarySweepSampler(SweepPlan plan)
    {
        _plan = plan;
        _cluster = plan.Rollout.Cluster;
        int candidates = plan.Candidates.Count, workloads = _cluster.Workloads.Count;
        _byBudget = [.. Enumerable.Range(0, candidates).OrderBy(Budget)];
        _budgets = [.. _byBudget.Select(Budget)];
        _nodeLambda = new double[candidates + 1];
        _poissonMeans = new double[workloads, candidates];
        _lastEnds = new long[workloads, candidates + 1];
        _timings = new NodeTiming[_cluster.Nodes.Count];
        _drains = new DrainTimesByBudget(_cluster.Nodes.Count, _budgets);
        _timeline = new SweepTimeline(plan.RollingUpdate, _timings, _drains);

        ReplacementTiming times = plan.Rollout.Timing;
        bool overlapIsCommon = !plan.RollingUpdate.IsSurge || times is { Ready: Constant, Overlap: Constant };
        if (!overlapIsCommon) return;
        double overlap = times.BothListenSeconds(plan.RollingUpdate);
        _commonLambda = new double[workloads * OldConnections.MaxParts][];
        for (int w = 0; w < workloads; w++)
        {
            int count = Parts(w, overlap);
            for (int i = 0; i < count; i++)
                _commonLambda[w * OldConnections.MaxParts + i] = FillLambda(_parts[i], new double[candidates + 1]);
        }

        double Budget(int candidate) => plan.Rollout.WithGracePeriod(plan.Candidates[candidate]).DrainBudgetSeconds;
    }

    public void Sample(int replication, SweepSample sample, CancellationToken cancellation)
    {
        Array.Clear(_poissonMeans);
        Array.Clear(_lastEnds);
        TimingDraws timing = new(_plan.Rollout, _plan.Seed, replication);
        for (int node = 0; node < _timings.Length; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            DrawNode(replication, node, timing);
        }
        DrawResets(replication, sample);
        if (!_plan.RollingUpdate.IsSurge) DrawRefused(replication, sample);

        int[] order = NodeOrdering.Of(_plan.Rollout.NodeOrder, _timings.Length, _plan.Seed, replication);
        for (int p = 0; p < _plan.Pacings.Count; p++)
        {
            ReadOnlySpan<double> durations = _timeline.Durations(_plan.Pacings[p], order, timing.ReactionSeconds);
            for (int k = 0; k < _budgets.Length; k++) sample.Duration(p, _byBudget[k]) = durations[k];
        }
    }

    private void DrawNode(int replication, int node, TimingDraws draws)
    {
        NodeTiming timing = _timings[node] = draws.Of(node, _plan.RollingUpdate);
        double overlap = _plan.RollingUpdate.IsSurge ? timing.Ready + timing.UntilAvailable : 0;
        int mostOutlasted = 0;
        double uncutSeconds = 0;
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
                if (outlasted < mostOutlasted) continue;
                if (outlasted > mostOutlasted) uncutSeconds = 0;
                mostOutlasted = outlasted;
                if (outlasted == _budgets.Length) continue;
                double seconds = Math.Min(_parts[i].InverseLambda(beyondLast), _budgets[outlasted]);
                uncutSeconds = Math.Max(uncutSeconds, seconds);
            }
        }
        if (Hangs(replication, node)) (mostOutlasted, uncutSeconds) = (_budgets.Length, 0);
        _drains.Set(node, mostOutlasted, uncutSeconds);
    }

    /// <summary>Whether a stream hangs on a node's old process, which then outlasts every budget.</summary>
    private bool Hangs(int replication, int node)
    {
        bool any = false;
        for (int i = 0; i < _cluster.WorkloadsOn(node).Length; i++)
            any |= GoawayWindow.Draw(_plan.Rollout, _plan.Seed, replication, node, i) > 0;
        return any;
    }

    /// <summary>Adds what one part means for the sums of resets over nodes.</summary>
    /// <returns>How many budgets its last connection outlasts.</returns>
    private int AddPart(int w, double[] lambda, double beyondLast)
    {
        int outlasted = 0;
        while (outlasted < _budgets.Length && beyondLast < lambda[outlasted + 1])
        {
            // Beyond one budget and not beyond the next; with the last connection between them, before that one.
            double next = outlasted + 1 < _budgets.Length ? Math.Max(lambda[outlasted + 2], beyondLast) : beyondLast;
            _poissonMeans[w, outlasted] += lambda[outlasted + 1] - next;
            outlasted++;
        }
        _lastEnds[w, outlasted]++;
        return outlasted;
    }

    private void DrawResets(int replication, SweepSample sample)
    {
        for (int w = 0; w < _cluster.Workloads.Count; w++)
        {
            RandomStream random = new(_plan.Seed, replication, workload: w, purpose: (long)StreamPurpose.SweepTotals);
            long resets = 0;
            for (int k = _budgets.Length - 1; k >= 0; k--)
            {
                resets += _lastEnds[w, k + 1] + random.NextPoisson(_poissonMeans[w, k]);
                for (int p = 0; p < _plan.Pacings.Count; p++) sample.Resets(p, _byBudget[k], w) = resets;
            }
        }
    }

    private void DrawRefused(int replication, SweepSample sample)
    {
        for (int w = 0; w < _cluster.Workloads.Count; w++)
        {
            RandomStream random = new(_plan.Seed, replication, workload: w, purpose: (long)StreamPurpose.Refused);
            double shorter = 0;
            long refused = 0;
            for (int k = 0; k < _budgets.Length; k++)
            {
                double withoutListener = 0;
                for (int node = 0; node < _timings.Length; node++)
                {
                    if (_cluster.WorkloadsOn(node).Contains(w))
                        withoutListener += _drains.Seconds(node, k) + _timings[node].Exit + _timings[node].Startup;
                }
                // A longer budget refuses what a shorter one does, and what comes in the time that it adds.
                double added = Math.Max(0, withoutListener - shorter);
                refused += random.NextPoisson(_cluster.Workloads[w].OpenedPerSecond * added);
                shorter = withoutListener;
                for (int p = 0; p < _plan.Pacings.Count; p++) sample.Refused(p, _byBudget[k], w) = refused;
            }
        }
    }

    private int Parts(int w, double overlap) =>
        OldConnections.Parts(
            _cluster.Workloads[w], new(_cluster.Workloads[w].Lifetime, rate: null, at: 0), overlap,
            _plan.Rollout.Timing.NewShare, _parts);

    private double[] FillLambda(OldConnections part, double[] lambda)
    {
        lambda[0] = part.Lambda(0);
        for (int k = 0; k < _budgets.Length; k++) lambda[k + 1] = part.Lambda(_budgets[k]);
        return lambda;
    }
}
