using ZTunnelSim.Analysis;
using ZTunnelSim.Cli.Reports;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Tests.Reports;

public class CandidateChoiceTests
{
    private static readonly SweepResult Sweep = Reported.Example.Sweep;

    [Fact]
    public void The_smallest_candidate_within_the_limits_is_chosen()
    {
        foreach (CandidateResult candidate in Sweep.Candidates)
        {
            double upper = candidate.ResetsInterval.Upper, duration = candidate.Under(Pacing.Kubernetes).DurationP95Seconds;
            Assert.Equal(candidate.GracePeriod, CandidateChoice.Within(Sweep, new(upper, null, null)).Chosen);
            Assert.NotEqual(candidate.GracePeriod, CandidateChoice.Within(Sweep, new(upper - 1, null, null)).Chosen);
            Assert.Equal(candidate.GracePeriod, CandidateChoice.Within(Sweep, new(upper, null, duration)).Chosen);
            Assert.Null(CandidateChoice.Within(Sweep, new(upper, null, duration - 1)).Chosen);
        }
    }

    [Fact]
    public void Where_none_holds_the_limits_it_says_what_to_relax()
    {
        ReportAdvice tooManyResets = CandidateChoice.Within(Sweep, new(1, null, null));
        Assert.Null(tooManyResets.Chosen);
        Assert.Contains("T = 3600 s comes nearest", tooManyResets.Why);
        Assert.Contains("websockets", tooManyResets.NextStep);
        ReportAdvice tooLong = CandidateChoice.Within(Sweep, new(null, null, 60));
        Assert.Contains("Even T = 10 s takes", tooLong.Why);
        Assert.Contains("longer rollout", tooLong.NextStep);
    }

    [Theory]
    [InlineData("50", "2h", 50, null, 7200)]
    [InlineData("0.1%", "90min", null, 0.001, 5400)]
    [InlineData("0", "45", 0, null, 45)]
    [InlineData(null, "1.5m", null, null, 90)]
    [InlineData("100%", null, null, 1.0, null)]
    public void Limits_are_read_as_written(string? resets, string? duration, int? count, double? share, int? seconds)
    {
        Assert.True(ReportLimits.TryParse(resets, duration, out ReportLimits limits));
        Assert.Equal(new ReportLimits(count, share, seconds), limits);
    }

    [Theory]
    [InlineData("few", null)]
    [InlineData("-1", null)]
    [InlineData("101%", null)]
    [InlineData("%", null)]
    [InlineData(null, "soon")]
    [InlineData(null, "0s")]
    [InlineData(null, "-2h")]
    [InlineData(null, "h")]
    public void Other_limits_are_refused(string? resets, string? duration) => Assert.False(ReportLimits.TryParse(resets, duration, out _));
}
