namespace ZTunnelSim.Data;

/// <summary>Where a workload's lifetimes come from, and what was made of them.</summary>
internal sealed class LifetimeData
{
    private readonly LifetimeFit _fit;

    internal LifetimeData(string workload, string source, LifetimeFit fit, IReadOnlyList<string> notes) =>
        (Workload, Source, _fit, Notes) = (workload, source, fit, notes);

    /// <summary>The workload's name.</summary>
    public string Workload { get; }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>The law that was made of the data.</summary>
    public string Law => _fit.Law.ToString();

    /// <summary>How many connections were used.</summary>
    public long Observations => _fit.Sample.Count;

    /// <summary>How many of these were not seen to end.</summary>
    public long Censored => _fit.Sample.CensoredCount;

    /// <summary>The longest age observed, in seconds.</summary>
    public double LongestSeconds => _fit.Sample.LongestSeconds;

    /// <summary>What was skipped, chosen or assumed: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// What the data can't tell about some drain budgets: from which one on few connections were observed, and from which none.
    /// </summary>
    /// <param name="drainBudgetsSeconds">The drain budgets in seconds.</param>
    public IEnumerable<string> ExtrapolationWarnings(IEnumerable<double> drainBudgetsSeconds)
    {
        ExtrapolationCheck[] checks =
            [.. drainBudgetsSeconds.Order().Select(budget => ExtrapolationCheck.Of(_fit, budget)).Where(
                check => check.Warning is not null)];
        return checks.GroupBy(check => check.IsBeyondData).Select(group => group.First().Warning!);
    }
}
