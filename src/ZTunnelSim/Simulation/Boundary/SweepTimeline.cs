namespace ZTunnelSim;

/// <summary>The duration of a rollout for all drain budgets at once, from the times drawn for each node.</summary>
/// <remarks>
/// Nodes whose drains outlast as many budgets are alike in what matters, so that sums and maxima by that number give all durations, and a
/// node costs the same whether one budget is asked for or twenty. It is the same timeline that the controllers and
/// <see cref="NodeReplacement"/> play step by step, which is tested.
/// </remarks>
internal sealed class SweepTimeline(RollingUpdate plan, NodeTiming[] timings, DrainTimesByBudget drains)
{
    private readonly double[] _durations = new double[drains.Budgets.Length];

    // By the number of budgets that a drain outlasts, from 0 to all.
    private readonly double[] _first = new double[drains.Budgets.Length + 1];
    private readonly double[] _second = new double[drains.Budgets.Length + 1];

    /// <summary>The durations in seconds, one for each budget; valid until the next call.</summary>
    /// <param name="pacing">When the next node starts.</param>
    /// <param name="order">The nodes in their order.</param>
    /// <param name="start">When the first one starts.</param>
    public ReadOnlySpan<double> Durations(Pacing pacing, ReadOnlySpan<int> order, double start)
    {
        int slots = pacing == Pacing.OneNodeAtATime ? 1 : plan.ConcurrentNodes(order.Length);
        if (pacing == Pacing.OneNodeAtATime || (slots == 1 && !plan.IsSurge && OldPodsGoFirst())) OneAfterTheOther(start);
        else if (plan.IsSurge) OverlappingDrains(order, slots, start);
        else SlotsHeldThroughDrains(order, slots, start);
        return _durations;
    }

    /// <summary>Whether each old pod is gone before its node's new one is available.</summary>
    private bool OldPodsGoFirst() => Array.TrueForAll(timings, timing => timing.Removal <= timing.Total);

    /// <summary>All times add up.</summary>
    private void OneAfterTheOther(double start)
    {
        double[] nodes = _first, drained = _second;
        Array.Clear(nodes);
        Array.Clear(drained);
        double total = start;
        for (int node = 0; node < timings.Length; node++)
        {
            NodeTiming timing = timings[node];
            // Without a surge the new pod comes as the old one goes.
            total += timing.Exit + (plan.IsSurge ? timing.Total + timing.Removal : Math.Max(timing.Total, timing.Removal));
            nodes[drains.OutlastedBudgets(node)]++;
            drained[drains.OutlastedBudgets(node)] += drains.UncutSeconds(node);
        }
        double outlasting = timings.Length;
        for (int k = 0; k < _durations.Length; k++)
        {
            outlasting -= nodes[k];
            total += drained[k];
            _durations[k] = total + outlasting * drains.Budgets[k];
        }
    }

    /// <summary>SIGTERMs do not wait for drains, and come at the same times for every budget.</summary>
    private void OverlappingDrains(ReadOnlySpan<int> order, int slots, double start)
    {
        double[] lastSigterm = _first, lastExit = _second;
        Array.Fill(lastSigterm, double.NegativeInfinity);
        Array.Fill(lastExit, double.NegativeInfinity);
        SlotSchedule? schedule = slots > 1 ? new(slots, start) : null;
        double sigterm = start;
        foreach (int node in order)
        {
            sigterm = (schedule?.Acquire() ?? sigterm) + timings[node].Total;
            schedule?.Release(sigterm);
            int outlasted = drains.OutlastedBudgets(node);
            // What follows the drain is the same for every budget, as if SIGTERM came later.
            double shifted = sigterm + timings[node].Exit + timings[node].Removal;
            lastSigterm[outlasted] = Math.Max(lastSigterm[outlasted], shifted);
            lastExit[outlasted] = Math.Max(lastExit[outlasted], shifted + drains.UncutSeconds(node));
        }
        for (int k = _durations.Length - 1; k >= 0; k--) lastSigterm[k] = Math.Max(lastSigterm[k], lastSigterm[k + 1]);
        double exit = double.NegativeInfinity;
        for (int k = 0; k < _durations.Length; k++)
        {
            exit = Math.Max(exit, lastExit[k]);
            _durations[k] = Math.Max(exit, lastSigterm[k + 1] + drains.Budgets[k]);
        }
    }

    /// <summary>Who gets a slot when depends on the drains before: each budget has a schedule of its own.</summary>
    private void SlotsHeldThroughDrains(ReadOnlySpan<int> order, int slots, double start)
    {
        for (int k = 0; k < _durations.Length; k++)
        {
            SlotSchedule schedule = new(slots, start);
            double last = start;
            foreach (int node in order)
            {
                double exited = schedule.Acquire() + drains.Seconds(node, k) + timings[node].Exit;
                double done = exited + timings[node].Total;
                schedule.Release(done);
                last = Math.Max(last, Math.Max(done, exited + timings[node].Removal));
            }
            _durations[k] = last;
        }
    }
}
