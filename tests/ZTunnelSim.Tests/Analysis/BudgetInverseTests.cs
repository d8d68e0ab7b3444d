namespace ZTunnelSim.Tests;

public class BudgetInverseTests
{
    private static readonly GracePeriod Longest = new(60);

    public static TheoryData<int> Rules => [0, 1, 2, 3];

    private static DrainBudget Rule(int rule) =>
        new[] { DrainBudget.ZTunnel, DrainBudget.Nominal, DrainBudget.Deadline(TimeSpan.FromSeconds(20.5)),
            DrainBudget.Deadline(TimeSpan.FromSeconds(0.5)) }[rule];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_grace_period_of_a_budget_is_the_first_or_last_of_all_that_fit(int index)
    {
        DrainBudget rule = Rule(index);
        GracePeriod[] all = [.. Enumerable.Range(1, Longest.Seconds).Select(t => new GracePeriod(t))];
        for (double budget = -1; budget <= 62; budget += 0.25)
        {
            GracePeriod? above = BudgetInverse.SmallestAbove(rule, budget, Longest);
            Assert.Equal(all.FirstOrDefault(t => rule.SecondsFor(t) > budget), above);
            // What is the smallest T above a budget has the smallest budget above it, too.
            if (above is not null) Assert.Equal(all.Select(rule.SecondsFor).Where(g => g > budget).Min(), rule.SecondsFor(above));
            Assert.Equal(all.LastOrDefault(t => rule.SecondsFor(t) <= budget), BudgetInverse.LargestWithin(rule, budget, Longest));
        }
    }
}
