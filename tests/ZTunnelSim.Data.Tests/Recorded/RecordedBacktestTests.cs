using System.Globalization;

namespace ZTunnelSim.Data.Tests;

/// <summary>Backtests of recorded handovers, whose cuts the clients counted too.</summary>
public class RecordedBacktestTests
{
    public static TheoryData<string> Flows => [.. RecordedZTunnels.OfFlows()];

    [Theory]
    [MemberData(nameof(Flows))]
    public void The_old_processs_log_is_inside_its_prediction_and_the_clients_count_is(string series)
    {
        BacktestResult result = LogFigures.Backtest(series).Result;
        IsRight(series, result);
    }

    /// <summary>The servers' ztunnel holds connections of other clients too, with other lifetimes: they play no part.</summary>
    [Theory]
    [MemberData(nameof(Flows))]
    public void The_logs_of_both_nodes_tell_the_same_as_the_old_processs_alone(string series)
    {
        LoggedHandover handover = RecordedZTunnels.OfFlows(series);
        (BacktestData alone, BacktestResult one) = LogFigures.Backtest(series);
        (BacktestData both, BacktestResult two) = handover.Backtest(others: RecordedZTunnels.Logs($"{series}_B-g*"));

        IsRight(series, two);
        Assert.Equal(one.Total, two.Total);
        Assert.Equal(one.ByWorkload, two.ByWorkload);
        Assert.Equal(alone.Fits.Select(f => f.Laws), both.Fits.Select(f => f.Laws));
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void Lifetimes_three_times_as_long_before_are_outside(string series)
    {
        BacktestResult result = LogFigures.Backtest(series, factor: 3).Result;

        Assert.False(result.Total.IsInside, result.Total.ToString());
        Assert.True(result.Total.Observed < result.Total.Lower);
    }

    /// <summary>Lost lines lower a count: they don't excuse one that is too high.</summary>
    [Theory]
    [MemberData(nameof(Flows))]
    public void Lifetimes_a_third_as_long_before_are_outside(string series)
    {
        BacktestResult result = LogFigures.Backtest(series, factor: 1.0 / 3).Result;

        Assert.False(result.Total.IsInside, result.Total.ToString());
        Assert.True(result.Total.Observed > result.Total.Upper);
    }

    /// <summary>A process that is younger than its drain is long can't show what lives through it.</summary>
    [Fact]
    public void A_log_that_is_shorter_than_the_drain_is_said_to_be_too_short()
    {
        LoggedHandover[] young =
            [.. RecordedZTunnels.TwoNodes().SelectMany(RecordedZTunnels.Of).Where(h => h.AgeSeconds - h.OverlapSeconds <= h.BudgetSeconds)];

        Assert.NotEmpty(young);
        foreach (LoggedHandover handover in young)
        {
            InputException e = Assert.Throws<InputException>(() => handover.Backtest());
            Assert.Contains("the logs before the rollout are too short to compare anything", e.Message);
        }
    }

    /// <summary>
    /// Old processes of 14 to 33 s, whose predecessors' cuts did not come back. Those whose logs are too short are refused; of the others
    /// most are inside, and together as many are predicted as were cut. Were they old there would be more.
    /// </summary>
    [Fact]
    public void Of_processes_that_are_not_old_the_age_is_allowed_for()
    {
        var judged = LogFigures.YoungProcesses;
        foreach ((LoggedHandover h, BacktestComparison row, double old) in judged)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{Path.GetFileName(h.Log)} {h.AgeSeconds:0.0} s, cut {h.Cuts()}: {row}, were it old {old:0.0}");
        }

        Assert.NotEmpty(judged);
        Assert.InRange(judged.Count(j => j.Row.IsInside), 0.8 * judged.Count, judged.Count);
        double cuts = judged.Sum(j => j.Handover.Cuts());
        Assert.InRange(judged.Sum(j => j.Row.Expected), 0.75 * cuts, 1.25 * cuts);
        Assert.True(judged.Sum(j => j.OfOld) > 1.1 * judged.Sum(j => j.Row.Expected));
    }

    /// <summary>What <see cref="LostLines"/> says of outbound lines, by the clients' count and the lines of each old process.</summary>
    [Fact]
    public void As_many_lines_are_lost_as_is_allowed_for()
    {
        double[] lost = [.. RecordedZTunnels.OneNode().Select(h =>
        {
            long cuts = h.Cuts();
            // The lines of one process tell of no other's cuts.
            long lines = ConnectionFiles.Read(h.Log).Workloads.Sum(w => w.KilledByDrain);
            return Math.Max(0, (double)(cuts - lines) / cuts);
        })];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            " ", lost.Select(s => s.ToString("0.000", CultureInfo.InvariantCulture))));
        double[] drawn = [.. Enumerable.Range(0, 10_000).Select(i => LostLines.Outbound((i + 0.5) / 10_000))];

        Assert.All(lost, share => Assert.InRange(share, 0, LostLines.MostOutbound));
        // Kolmogorov's 99.9 % point; a line or two more or less than the clients' count are none of many.
        double limit = 1.95 / Math.Sqrt(lost.Length);
        foreach (double share in new[] { 0.02, 0.04, 0.1, 0.2, 0.3 })
        {
            double difference = lost.Count(s => s <= share) / (double)lost.Length - drawn.Count(s => s <= share) / (double)drawn.Length;
            Assert.InRange(difference, -limit, limit);
        }
    }

    /// <summary>The lines are inside, no workload differs, and the kills that clients counted are those predicted.</summary>
    private static void IsRight(string series, BacktestResult result)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Total.IsInside, result.Total.ToString());
        Assert.Empty(result.DifferingWorkloads);
        Assert.Empty(result.DifferingNodes);
        Assert.All(LogFigures.Kills(series, result), kills => Assert.True(kills.IsInside, kills.ToString()));
    }
}
