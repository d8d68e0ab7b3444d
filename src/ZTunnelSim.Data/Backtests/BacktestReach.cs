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

    /// <summary>Refuses logs that show nothing of what the drain cuts.</summary>
    /// <param name="reachSeconds">The longest lifetime that the logs before are known to show, in seconds.</param>
    /// <param name="isLimit">
    /// Whether they could show none that is longer. If not, a process that is far older may have ended long ones while it was watched, and
    /// that none was seen says something.
    /// </param>
    /// <param name="budgetSeconds">The drain budget G in seconds.</param>
    /// <exception cref="InputException">They are too short.</exception>
    public static void Require(double reachSeconds, bool isLimit, double budgetSeconds)
    {
        if (isLimit && reachSeconds <= budgetSeconds) throw TooShort(What(1, reachSeconds, budgetSeconds));
    }

    /// <summary>What is to be said of the logs' length: a sentence, or none.</summary>
    /// <param name="input">What the logs tell.</param>
    /// <param name="reachSeconds">As for <see cref="Require"/>.</param>
    /// <param name="isLimit">As for <see cref="Require"/>.</param>
    /// <param name="budgetSeconds">The drain budget G in seconds.</param>
    /// <exception cref="InputException">Most of what is predicted is beyond what they show.</exception>
    public static IEnumerable<string> Check(BacktestInput input, double reachSeconds, bool isLimit, double budgetSeconds)
    {
        double share = reachSeconds > budgetSeconds ? Beyond(input, reachSeconds, budgetSeconds) : 1;
        if (share <= Much) return [];
        string what = What(share, reachSeconds, budgetSeconds);
        if (isLimit && share > TooMuch) throw TooShort(what);
        return
        [
            $"The logs before are short: {what}, by the fitted law alone."
                + (isLimit ? "" : " Had ztunnel been started not long before them, then longer ones could not have ended yet.")
                + " Give logs that reach further back.",
        ];
    }

    private static string What(double share, double reachSeconds, double budgetSeconds) =>
        $"they show lifetimes up to {DurationFormat.Brief(reachSeconds)}, and {(share == 1 ? "all" : $"{100 * share:0} %")} of the kills "
        + $"by a drain of {DurationFormat.Brief(budgetSeconds)} that are predicted are of connections that live longer";

    private static InputException TooShort(string what) => new(
        $"the logs before the rollout are too short to compare anything: {what}. They begin with the start of ztunnel; give logs from "
        + "before a rollout of one that has been running for longer.");

    /// <summary>By all plausible laws, on average: a fitted law that ends early does not hide what others leave open.</summary>
    private static double Beyond(BacktestInput input, double reachSeconds, double budgetSeconds)
    {
        double all = 0, beyond = 0;
        foreach (BacktestTraffic traffic in input.Traffic)
        {
            BacktestNode node = input.Nodes[traffic.Node];
            BacktestWorkload workload = input.Workloads[traffic.Workload];
            Add(traffic.OutboundBefore / node.BeforeSeconds, workload.Outbound, node.AgeSeconds);
            Add(traffic.InboundBefore / node.BeforeSeconds, workload.Inbound, node.AgeSeconds);
        }
        return all > 0 ? beyond / all : 0;

        void Add(double perSecond, BacktestLifetimes lifetimes, double age)
        {
            double weight = perSecond / Math.Max(1, lifetimes.Plausible.Count);
            foreach (DurationLaw law in lifetimes.Plausible.DefaultIfEmpty(lifetimes.Law))
            {
                double oldest = double.IsFinite(age) ? law.IntegratedTail(budgetSeconds + age) : 0;
                all += weight * (law.IntegratedTail(budgetSeconds) - oldest);
                beyond += weight * Math.Max(0, law.IntegratedTail(reachSeconds) - oldest);
            }
        }
    }
}
