using System.Text;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

public class BacktestLogsTests
{
    private static readonly Rollout Rollout = SyntheticRollout.Usual;
    private static readonly byte[] Before = SyntheticRollout.Before(Rollout, seed: 1);
    private static readonly byte[] During = SyntheticRollout.During(Rollout, seed: 1);
    private static readonly BacktestLogOptions Options = SyntheticRollout.Options(Rollout);

    [Fact]
    public void Every_reset_of_the_simulation_is_a_kill_of_its_node_and_workload()
    {
        RolloutResult truth = SyntheticRollout.Simulate(Rollout, seed: 1);
        BacktestInput input = SyntheticRollout.Read(Before, During, Options).Input;

        Assert.Equal(["api.shop", "chat.edge"], input.Workloads.Select(w => w.Name));
        long[] kills = [.. input.Traffic.GroupBy(t => t.Node).Select(g => g.Sum(t => t.Kills)).Order()];
        Assert.Equal([.. Enumerable.Range(0, 4).Select(truth.Resets.OfNode).Order()], kills);
        for (int w = 0; w < 2; w++) Assert.Equal(truth.Resets.OfWorkload(w), input.Traffic.Where(t => t.Workload == w).Sum(t => t.Kills));
        // Within a rounding of the log's milliseconds, SIGTERM came after the last acceptance, and the kills a budget later.
        double[] firsts = [.. input.Nodes.Select(n => n.KillSeconds[0]).Order()];
        double[] ends = [.. truth.Timelines.Select(t => t.OldGoneAt).Order()];
        Assert.All(firsts.Zip(ends), pair => Assert.Equal(pair.Second - ends[0], pair.First - firsts[0], 0.002));
    }

    [Fact]
    public void A_programs_way_gives_the_same_comparison()
    {
        BacktestResult result = BacktestLogs.Run([Files.Temporary("before.log", Before)], [Files.Temporary("during.log", During)], Options);
        BacktestInput input = SyntheticRollout.Read(Before, During, Options).Input;
        BacktestResult expected = Backtest.Run(input, new BacktestOptions { DrainBudgetSeconds = Options.DrainBudgetSeconds });
        Assert.Equal(expected.Total, result.Total);
        Assert.Equal(expected.ByWorkload, result.ByWorkload);
    }

    [Fact]
    public void A_node_is_watched_for_as_long_as_its_log_is()
    {
        BacktestInput input = SyntheticRollout.Read(Before, During, Options).Input;

        Assert.All(input.Nodes, n => Assert.Equal(SyntheticRollout.BeforeSeconds, n.BeforeSeconds, 4.0));
    }

    [Fact]
    public void Both_ends_of_a_connection_count_each_by_the_lifetimes_of_its_side()
    {
        byte[] inbound = SyntheticRollout.Before(Rollout, 1, SyntheticRollout.Log with { Direction = ConnectionDirection.Inbound });
        BacktestData once = SyntheticRollout.Read(Before, During, Options);
        BacktestData twice = SyntheticRollout.Read([.. Before, .. inbound], During, Options);

        Assert.All(once.Fits, f => Assert.Single(f.Distinct));
        Assert.All(twice.Fits, f => Assert.Equal(2, f.Distinct.Count));
        foreach (int side in new[] { 0, 1 })
        {
            Assert.Equal(once.Fits.Select(f => f.Distinct[0].Sample.Count), twice.Fits.Select(f => f.Distinct[side].Sample.Count));
            Assert.Equal(once.Fits.Select(f => f.Laws), twice.Fits.Select(f => f.Distinct[side].Law.ToString()));
        }
        Assert.Equal(once.Input.Traffic.Sum(t => t.OutboundBefore), twice.Input.Traffic.Sum(t => t.InboundBefore));
        double expected = SyntheticRollout.Run(once, Rollout).Total.Expected;
        Assert.Equal(2 * expected, SyntheticRollout.Run(twice, Rollout).Total.Expected, 0.01 * expected);
    }

    [Fact]
    public void JSON_lines_tell_the_same()
    {
        byte[] before = SyntheticRollout.Before(Rollout, 1, SyntheticRollout.Log with { Json = true });
        byte[] during = SyntheticRollout.During(Rollout, 1, SyntheticRollout.Log with { Json = true });

        Assert.Equal(
            SyntheticRollout.Run(SyntheticRollout.Read(Before, During, Options), Rollout).ByNode,
            SyntheticRollout.Run(SyntheticRollout.Read(before, during, Options), Rollout).ByNode);
    }

    [Fact]
    public void Logs_without_pods_are_compared_as_one()
    {
        byte[] before = SyntheticRollout.Before(Rollout, 1, SyntheticRollout.Log with { PodPrefix = false });
        byte[] during = SyntheticRollout.During(Rollout, 1, SyntheticRollout.Log with { PodPrefix = false });
        BacktestData data = SyntheticRollout.Read(before, during, Options);
        BacktestComparison one = SyntheticRollout.Run(data, Rollout).Total;
        BacktestComparison all = SyntheticRollout.Run(SyntheticRollout.Read(Before, During, Options), Rollout).Total;

        Assert.Equal(BacktestLogs.AllNodes, Assert.Single(data.Input.Nodes).Name);
        Assert.Contains("Nothing tells the nodes apart", Assert.Single(data.Notes));
        Assert.Equal(all.Observed, one.Observed);
        Assert.Equal(all.Expected, one.Expected, 0.02 * all.Expected);
    }

    [Fact]
    public void A_node_that_served_to_the_end_is_left_out_and_said_to_be()
    {
        BacktestData whole = SyntheticRollout.Read(Before, During, Options);
        string[] first = Lines(During);
        // The log ends with the second node's kills, while the last node has not been touched.
        double cut = whole.Input.Nodes.Select(n => n.KillSeconds[0]).Order().ElementAt(1);
        DateTimeOffset end = whole.Clock.AddSeconds(cut + 0.5);
        string kept = string.Concat(
            first.TakeWhile(l => DateTimeOffset.Parse(l[(l.IndexOf(']') + 2)..l.IndexOf('\t')]) <= end).Select(l => l + "\n"));
        BacktestData part = SyntheticRollout.Read(Before, Encoding.UTF8.GetBytes(kept), Options);

        Assert.InRange(part.Input.Nodes.Count, 2, 3);
        Assert.Contains(part.Notes, n => n.Contains("accepted connections until the logs end", StringComparison.Ordinal));
    }

    [Fact]
    public void Logs_of_other_ztunnels_are_refused_with_both_names()
    {
        byte[] other = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(During).Replace("[pod/ztunnel-", "[pod/elsewhere-", StringComparison.Ordinal));
        string message = Assert.Throws<InputException>(() => SyntheticRollout.Read(Before, other, Options)).Message;

        Assert.Contains("no ztunnel is in both logs", message);
        Assert.Contains("elsewhere-", message);
        Assert.Contains("ztunnel-", message);
    }

    [Fact]
    public void Logs_before_that_reach_into_the_rollout_are_noticed()
    {
        BacktestData data = SyntheticRollout.Read([.. Before, .. During], During, Options);

        Assert.Contains(data.Notes, n => n.Contains("they hold a part of the rollout", StringComparison.Ordinal));
    }

    /// <summary>The same connections, of a process that is known to be young: what its log can't show is not predicted from it.</summary>
    [Fact]
    public void A_log_that_is_short_for_the_drain_is_told_and_one_from_the_start_of_ztunnel_refused()
    {
        BacktestLogOptions longer = Options with { DrainBudgetSeconds = 600 };
        string note = Assert.Single(
            SyntheticRollout.Read(Before, During, longer).Notes, n => n.StartsWith("The logs before are short", StringComparison.Ordinal));
        Assert.Contains("and all of the kills by a drain of 10 min", note);
        Assert.Contains("Had ztunnel been started not long before them", note);
        Assert.DoesNotContain(SyntheticRollout.Read(Before, During, Options).Notes, n => n.Contains("short", StringComparison.Ordinal));

        InputException e = Assert.Throws<InputException>(
            () => SyntheticRollout.Read(FromTheStart(), During, longer));
        Assert.Contains("the logs before the rollout are too short to compare anything", e.Message);
    }

    /// <summary>
    /// A log from the start of ztunnel lacks what is still open at its end, and what ends in the rollout tells that it was: so the rate is
    /// that of openings, and lifetimes are whole. A process holds nothing older than itself.
    /// </summary>
    [Fact]
    public void A_log_from_the_start_of_ztunnel_gives_its_age_and_counts_what_is_open_at_its_end()
    {
        BacktestData old = SyntheticRollout.Read(Before, During, Options);
        BacktestData young = SyntheticRollout.Read(FromTheStart(), During, Options);

        Assert.All(old.Input.Nodes, n => Assert.Equal(double.PositiveInfinity, n.AgeSeconds));
        const double Watched = SyntheticRollout.BeforeSeconds;
        Assert.All(young.Input.Nodes, n => Assert.InRange(n.AgeSeconds, Watched - 5, Watched + 300));
        Assert.All(young.Fits, f => Assert.True(f.Distinct[0].Sample.CensoredCount > 0));
        double expected = SyntheticRollout.Run(old, Rollout).Total.Expected;
        Assert.InRange(SyntheticRollout.Run(young, Rollout).Total.Expected, 0.9 * expected, 1.15 * expected);
    }

    [Fact]
    public void Rare_workloads_are_put_together()
    {
        BacktestData data = SyntheticRollout.Read(Before, During, Options with { AtLeast = 3000 });

        Assert.Equal(["api.shop"], data.Input.Workloads.Select(w => w.Name));
        Assert.Contains(data.Notes, n => n.Contains("1 workloads could not be fitted and are left out", StringComparison.Ordinal));
        data = SyntheticRollout.Read(Before, During, Options with { AtLeast = 6000 });
        Assert.Equal([BacktestLogs.Others], data.Input.Workloads.Select(w => w.Name));
    }

    [Fact]
    public void Logs_without_the_lines_of_the_old_pods_are_not_taken_for_other_lifetimes()
    {
        string kept = string.Concat(
            Lines(During).Where(l => !l.Contains("connection drain", StringComparison.Ordinal)).Select(l => l + "\n"));
        BacktestResult result = SyntheticRollout.Run(SyntheticRollout.Read(Before, Encoding.UTF8.GetBytes(kept), Options), Rollout);

        Assert.True(result.LacksKills);
        Assert.False(SyntheticRollout.Run(SyntheticRollout.Read(Before, During, Options), Rollout).LacksKills);
    }

    [Fact]
    public void Deleted_pods_are_no_kills_and_no_rollout()
    {
        string[] before = [Cases.Path("d04-before.log")], during = [Cases.Path("d04-pod-deletions.log")];
        InputException e = Assert.Throws<InputException>(() => BacktestLogs.Read(before, during, new() { DrainBudgetSeconds = 25 }));
        Assert.Contains("no ztunnel was replaced", e.Message);
        Assert.Contains("60 connections were closed 'due to connection drain', but as their pods were deleted", e.Message);

        // Of access lines alone, but of one pod, which went on to accept connections.
        string Of(string file) => string.Concat(
            File.ReadLines(file).Where(l => l.Contains("\taccess\t", StringComparison.Ordinal)).Select(l => $"[pod/ztunnel-x/y] {l}\n"));
        e = Assert.Throws<InputException>(
            () => SyntheticRollout.Read(Encoding.UTF8.GetBytes(Of(before[0])), Encoding.UTF8.GetBytes(Of(during[0])), Options));
        Assert.Contains("no ztunnel was replaced", e.Message);
    }

    [Fact]
    public void Failed_attempts_and_connections_still_open_are_no_ends()
    {
        // As many attempts again, all refused at once, and a connection that is open at the end.
        string[] lines = Lines(Before);
        string more = string.Concat(
            lines.Select(
                l => Regex.Replace(
                    l, "bytes_sent.*",
                    "bytes_sent=0 bytes_recv=0 duration=\"0ms\" error=\"io error: Connection refused (os error 111)\"") + "\n"));
        string open = Regex.Replace(
            lines[0].Replace("connection complete", "connection opened", StringComparison.Ordinal), " bytes_sent.*", "\n").Replace(":15008",
            ":15009", StringComparison.Ordinal);
        BacktestData data = SyntheticRollout.Read([.. Before, .. Encoding.UTF8.GetBytes(more + open)], During, Options);

        Assert.Equal((lines.Length, 1), (data.Before.FailedAttempts, data.Before.OpenAtEnd));
        Assert.Equal(lines.Length, data.Input.Traffic.Sum(t => t.OutboundBefore));
    }

    [Theory]
    [InlineData("", "the logs before the rollout hold no connection")]
    [InlineData("duration_s,workload\n1,a\n2,a\n", "give ztunnel's access logs")]
    public void What_can_not_be_compared_is_refused(string before, string expected)
    {
        Assert.Contains(
            expected, Assert.Throws<InputException>(() => SyntheticRollout.Read(Encoding.UTF8.GetBytes(before), During, Options)).Message);
    }

    /// <summary>The log before, which each pod begins with the line that ztunnel writes as it starts.</summary>
    private static byte[] FromTheStart()
    {
        string[] lines = Lines(Before);
        string time = lines[0].Split(' ')[1].Split('\t')[0];
        IEnumerable<string> starts = lines.Select(l => l[..(l.IndexOf(']') + 2)]).Distinct()
            .Select(pod => $"{pod}{time}\tinfo\tztunnel\trunning with config: proxy: true");
        return Encoding.UTF8.GetBytes(string.Join('\n', starts.Concat(lines)) + "\n");
    }

    private static string[] Lines(byte[] log) => Encoding.UTF8.GetString(log).TrimEnd('\n').Split('\n');
}
