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
    public ReadOnlySpan<double> Durations(Pacing pacing, ReadOnlySpan<int> order)
    {
        int slots = pacing == Pacing.OneNodeAtATime ? 1 : plan.ConcurrentNodes(order.Length);
        bool drainHoldsSlot = pacing == Pacing.OneNodeAtATime || !plan.IsSurge;
        if (!drainHoldsSlot) OverlappingDrains(order, slots);
        else if (slots == 1) OneAfterTheOther();
        else SlotsHeldThroughDrains(order, slots);
        return _durations;
    }

    /// <summary>All times add up.</summary>
    private void OneAfterTheOther()
    {
        double[] nodes = _first, drained = _second;
        Array.Clear(nodes);
        Array.Clear(drained);
        double total = 0;
        for (int node = 0; node < timings.Length; node++)
        {
            total += timings[node].Total;
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
    private void OverlappingDrains(ReadOnlySpan<int> order, int slots)
    {
        double[] lastSigterm = _first, lastExit = _second;
        Array.Fill(lastSigterm, double.NegativeInfinity);
        Array.Fill(lastExit, double.NegativeInfinity);
        SlotSchedule? schedule = slots > 1 ? new(slots) : null;
        double sigterm = 0;
        foreach (int node in order)
        {
            sigterm = (schedule?.Acquire() ?? sigterm) + timings[node].Total;
            schedule?.Release(sigterm);
            int outlasted = drains.OutlastedBudgets(node);
            lastSigterm[outlasted] = Math.Max(lastSigterm[outlasted], sigterm);
            lastExit[outlasted] = Math.Max(lastExit[outlasted], sigterm + drains.UncutSeconds(node));
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
    private void SlotsHeldThroughDrains(ReadOnlySpan<int> order, int slots)
    {
        for (int k = 0; k < _durations.Length; k++)
        {
            SlotSchedule schedule = new(slots);
            double last = 0;
            foreach (int node in order)
            {
                double done = schedule.Acquire() + timings[node].Total + drains.Seconds(node, k);
                schedule.Release(done);
                last = Math.Max(last, done);
            }
            _durations[k] = last;
        }
    }
}
