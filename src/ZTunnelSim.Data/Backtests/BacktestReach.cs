namespace ZTunnelSim.Data;

/// <summary>Whether the logs before a rollout are long enough to predict it.</summary>
/// <remarks>
/// A drain cuts connections that live longer than its budget G. What share of the predicted kills comes from lifetimes beyond the longest
/// that the logs could have shown is extrapolated by the fitted law: with I its integrated tail, A the old process's age and R that reach,
/// [I(max(G, R)) - I(G + A)] / [I(G) - I(G + A)], the whole where the reach is not above G.
/// </remarks>
internal static class BacktestReach
{
    /// <summary>From this share on nothing is compared.</summary>
    private const double TooMuch = 0.5;

    /// <summary>From this share on it is said.</summary>
    private const double Much = 0.1;

    /// <summary>What is to be said of the logs' length: a sentence, or none.</summary>
    /// <param name="input">What the logs tell.</param>
    /// <param name="reachSeconds">The longest lifetime that the logs before are known to show, in seconds.</param>
    /// <param name="isLimit">
    /// Whether they could show none that is longer. If not, a process that is far older may have ended long ones while it was watched, and
    /// that none was seen says something.
    /// </param>
    /// <param name="budgetSeconds">The drain budget G in seconds.</param>
    /// <exception cref="InputException">They are too short to compare anything.</exception>
    public static IEnumerable<string> Check(BacktestInput input, double reachSeconds, bool isLimit, double budgetSeconds)
    {
        double share = reachSeconds > budgetSeconds ? Beyond(input, reachSeconds, budgetSeconds) : 1;
        if (share <= Much) return [];
        string what = $"they show lifetimes up to {DurationFormat.Brief(reachSeconds)}, and "
            + (share == 1 ? "all" : $"{100 * share:0} %") + $" of the kills by a drain of {DurationFormat.Brief(budgetSeconds)} that they "
            + "predict are of connections that live longer";
        if (isLimit && share > TooMuch)
        {
            throw new InputException(
                $"the logs before the rollout are too short to compare anything: {what}. They begin with the start of ztunnel; give logs from "
                + "before a rollout of one that has been running for longer.");
        }
        return
        [
            $"The logs before are short: {what}, by the fitted law alone."
                + (isLimit ? "" : " Had ztunnel been started not long before them, then longer ones could not have ended yet.")
                + " Give logs that reach further back.",
        ];
    }

    private static double Beyond(BacktestInput input, double reachSeconds, double budgetSeconds)
    {
        double all = 0, beyond = 0;
        foreach (BacktestTraffic traffic in input.Traffic)
        {
            BacktestNode node = input.Nodes[traffic.Node];
            BacktestWorkload workload = input.Workloads[traffic.Workload];
            Add(traffic.OutboundBefore / node.BeforeSeconds, workload.Outbound.Law, node.AgeSeconds);
            Add(traffic.InboundBefore / node.BeforeSeconds, workload.Inbound.Law, node.AgeSeconds);
        }
        return all > 0 ? beyond / all : 0;

        void Add(double perSecond, DurationLaw law, double age)
        {
            double oldest = double.IsFinite(age) ? law.IntegratedTail(budgetSeconds + age) : 0;
            all += perSecond * (law.IntegratedTail(budgetSeconds) - oldest);
            beyond += perSecond * Math.Max(0, law.IntegratedTail(reachSeconds) - oldest);
        }
    }
}
