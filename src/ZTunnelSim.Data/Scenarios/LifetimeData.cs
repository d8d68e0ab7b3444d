namespace ZTunnelSim.Data;

/// <summary>Where a workload's lifetimes come from, what was made of them, and what was chosen or assumed: a sentence each.</summary>
internal sealed record LifetimeData(string Workload, string Source, LifetimeFit Fit, IReadOnlyList<string> Notes)
{
    public string Law => Fit.Law.ToString();

    public long Observations => Fit.Sample.Count;

    public long Censored => Fit.Sample.CensoredCount;

    public double LongestSeconds => Fit.Sample.LongestSeconds;

    /// <summary>What the data can't tell about drain budgets: from which one on few connections were observed, from which none.</summary>
    public IEnumerable<string> ExtrapolationWarnings(IEnumerable<double> drainBudgetsSeconds) => drainBudgetsSeconds.Order()
        .Select(budget => ExtrapolationCheck.Of(Fit, budget))
        .Where(check => check.IsDoubtful)
        .GroupBy(check => check.IsBeyondData)
        .Select(group => ExtrapolationText.Of(group.First())!);
}
