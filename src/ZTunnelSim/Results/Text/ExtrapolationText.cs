namespace ZTunnelSim;

/// <summary>What to tell the reader of an answer that rests on a law's tail more than on data.</summary>
internal static class ExtrapolationText
{
    /// <summary>A sentence; null where there is no cause for one.</summary>
    public static string? Of(ExtrapolationCheck check)
    {
        if (!check.IsDoubtful) return null;
        string budget = DurationFormat.Brief(check.DrainBudgetSeconds), longest = DurationFormat.Brief(check.LongestSeconds);
        return check.IsBeyondData
            ? $"No connection was observed at an age above {budget}, which is "
                + $"{Numbers.Count(check.DrainBudgetSeconds / check.LongestSeconds)} times the longest ({longest}): "
                + "100 % of the answer is extrapolation by the fitted law."
            : $"Only {check.CountAbove} connections were observed at ages above {budget} (the longest: {longest}): "
                + Invariant($"{100 * check.ShareBeyondLongest:F0} % of the answer is extrapolation by the fitted law.");
    }
}
