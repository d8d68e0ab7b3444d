namespace ZTunnelSim.Cli.Tests;

public class ReportChoiceTests
{
    [Fact]
    public void The_recommended_grace_period_is_a_candidate_of_its_report()
    {
        Scenario scenario = Scenario.Load(Tool.Example);
        GracePeriod recommended = scenario.Rollout.Recommend(
            Reported.ExampleLimits, new RecommendOptions { Seed = scenario.Simulation.Seed, Replications = 40 }).GracePeriod!;
        ReportModel report = Reported.Example;
        Assert.DoesNotContain(recommended, scenario.Candidates);
        Assert.Equal(recommended, report.Chosen!.GracePeriod);
        Assert.Contains($"terminationGracePeriodSeconds: {recommended.Seconds}", report.Answer);
        Assert.Contains($"{recommended.Seconds}", report.Advice!.NextStep);
    }

    [Fact]
    public void Where_nothing_holds_the_limits_it_says_what_to_relax()
    {
        ReportModel report = Reported.Of(Reported.Small, limits: new RolloutLimits { MaxResets = 0, MaxDurationSeconds = 100 });
        Assert.Null(report.Chosen);
        Assert.Contains("No grace period holds all limits", report.Answer);
        Assert.Contains("allow more resets", report.Advice!.Why);
        Assert.Contains("allow more time", report.Advice.Why);
    }

    [Fact]
    public void A_grace_period_that_was_decided_for_is_what_the_report_is_about()
    {
        ReportAdvice given = ReportAdvice.Given(Reported.Undecided.Sweep, new GracePeriod(300), []);
        Assert.Equal("Chosen: T = 300 s", given.Title);
        Assert.Contains("With T = 300 s, expect", given.Headline);
    }
}
