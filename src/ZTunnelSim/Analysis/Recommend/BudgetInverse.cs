namespace ZTunnelSim;

/// <summary>From a drain budget back to the grace periods that give it.</summary>
/// <remarks>
/// The rule from T to G is not monotone: ztunnel drains 9 s for T = 10 s and 6 s for T = 11 s. All rules have T -
/// <see cref="MostHeldBack"/> &lt;= G &lt;= T unless a deadline ends the drain, and the smallest T above a budget has the smallest G above
/// it: what is said of budgets in their order carries over.
/// </remarks>
internal static class BudgetInverse
{
    private const int MostHeldBack = 5;

    /// <summary>
    /// The smallest T whose budget lies above the given one; null where the rule, or <paramref name="longest"/>, allows none.
    /// </summary>
    public static GracePeriod? SmallestAbove(DrainBudget rule, double budgetSeconds, GracePeriod longest)
    {
        int first = (int)Math.Min(int.MaxValue - MostHeldBack - 1, Math.Max(1, Math.Floor(budgetSeconds)));
        for (int t = first; t <= Math.Min(longest.Seconds, first + MostHeldBack + 1); t++)
        {
            GracePeriod candidate = new(t);
            if (rule.SecondsFor(candidate) > budgetSeconds) return candidate;
        }
        return null;
    }

    /// <summary>The largest T whose budget does not exceed the given one; null where there is none.</summary>
    public static GracePeriod? LargestWithin(DrainBudget rule, double budgetSeconds, GracePeriod longest)
    {
        if (rule.SecondsFor(longest) <= budgetSeconds) return longest;
        int last = (int)Math.Min(longest.Seconds, Math.Floor(budgetSeconds) + MostHeldBack);
        for (int t = last; t >= 1; t--)
        {
            GracePeriod candidate = new(t);
            if (rule.SecondsFor(candidate) <= budgetSeconds) return candidate;
        }
        return null;
    }
}

/// <summary>Where a condition that is false for small values, and stays true once it is true, becomes true.</summary>
/// <param name="False">The largest value known not to fulfil it; negative where even 0 does.</param>
/// <param name="True">The smallest value known to fulfil it; infinite where the largest one does not.</param>
internal readonly record struct Bracket(double False, double True)
{
    /// <summary>Finer than whole seconds of T by far, and so is what is left to decide between the two ends.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Brackets the place between 0 and <paramref name="max"/>: doubling from 1, then bisection.</summary>
    public static Bracket Of(Func<double, bool> condition, double max)
    {
        if (condition(0)) return new(-1, 0);
        double low = 0, high = 1;
        while (!condition(Math.Min(high, max)))
        {
            low = Math.Min(high, max);
            if (low == max) return new(max, double.PositiveInfinity);
            high *= 2;
        }
        high = Math.Min(high, max);
        while (high - low > Tolerance)
        {
            double middle = 0.5 * (low + high);
            if (condition(middle)) high = middle;
            else low = middle;
        }
        return new(low, high);
    }
}
