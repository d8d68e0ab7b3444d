namespace ZTunnelSim.Cli;

/// <summary>What a report recommends, in words; where they come from is not the report's business.</summary>
/// <param name="Chosen">The candidate that the report is about; null: none could be chosen.</param>
/// <param name="Headline">The answer in one sentence.</param>
/// <param name="Why">Why this one and no other, in a sentence or two.</param>
/// <param name="NextStep">What to do with it.</param>
internal sealed record ReportAdvice(GracePeriod? Chosen, string Headline, string Why, string NextStep)
{
    /// <summary>What stands above it.</summary>
    public string Title { get; init; } = Chosen is null ? "Recommendation: none of these" : $"Recommendation: T = {Chosen}";
}
