using System.Globalization;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// Fits of recorded logs against the laws that the connections had. Series of handovers on one node (z2a) are left out: at their ends the
/// load generator closed hundreds of connections itself, which their logs show as ends.
/// </summary>
public class RecordedFitTests
{
    public static TheoryData<string> Flows => [.. RecordedZTunnels.OfFlows()];

    public static TheoryData<string> TwoNodes => [.. RecordedZTunnels.TwoNodes()];

    public static TheoryData<string> NodeLogs => [.. Directory.GetFiles(Path.Combine(Recordings.Folder("node"), "podlogs"), "*.log.gz")];

    [Theory]
    [MemberData(nameof(Flows))]
    public void Shares_that_outlive_a_drain_hold_the_truth_of_several_workloads(string series)
    {
        RecordedFigure[] shares = [.. LogFigures.SharesOfFlows(series)];
        Assert.Equal(
            ConnectionFiles.Read(RecordedZTunnels.Logs($"{series}_*")).Workloads.Count * 3, shares.Length);
        HoldTruth(shares);
    }

    /// <summary>Handovers of the client's ztunnel, the server's and both: without the servers' cuts lifetimes are far too short.</summary>
    [Theory]
    [MemberData(nameof(TwoNodes))]
    public void Shares_that_outlive_a_drain_hold_the_truth_where_both_sides_were_updated(string series)
    {
        ConnectionData data = ConnectionFiles.Read(RecordedZTunnels.Logs($"{series}_*"));
        WorkloadLifetimes workload = Assert.Single(data.Workloads);
        HoldTruth([.. LogFigures.SharesOfTwoNodes(series)]);
        Assert.Null(data.HiddenCuts);

        // All that only the server's ztunnel cut, and no more than what was cut without an error in the client's line.
        long cut = Ledger(series).LongCount(row => row["how"] == "eof");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{series}: {workload.CutByServer} told, {CutByServersAlone(series)} by servers alone, {cut} cuts, "
            + $"{workload.KilledByDrain} with errors");
        Assert.InRange(workload.CutByServer, 0.97 * CutByServersAlone(series), cut - workload.KilledByDrain);
    }

    [Theory]
    [MemberData(nameof(TwoNodes))]
    public void Cuts_by_servers_whose_logs_are_not_given_are_told_as_what_may_be_hidden(string series)
    {
        ConnectionData data = ConnectionFiles.Read(RecordedZTunnels.Logs($"{series}_A-g*"));
        WorkloadLifetimes workload = Assert.Single(data.Workloads);

        Assert.Equal(0, workload.CutByServer);
        Match told = Regex.Match(
            data.HiddenCuts!, "^([0-9,]+) connections went to servers .* Of these ([0-9,]+) ended together with others");
        Assert.Equal(workload.Count, Number(told.Groups[1]));
        // All of those, and what the load generator closed at the end; not those of drains that left none.
        long most = Ledger(series).LongCount(row => row["how"] is "eof" or "end_of_run") - workload.KilledByDrain;
        Assert.InRange(Number(told.Groups[2]), 0.95 * CutByServersAlone(series), most);

        static long Number(Group group) => long.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    /// <summary>Eleven seconds of connections that live for a minute: no fit can tell, and it must be said.</summary>
    [Theory]
    [MemberData(nameof(NodeLogs))]
    public void A_nodes_own_log_file_is_read_and_said_to_be_too_short(string file)
    {
        ConnectionData data = ConnectionFiles.Read(file, new() { Strict = true });
        int lines = RecordedZTunnels.Lines(file).Count(l => l.Contains("connection complete", StringComparison.Ordinal));

        Assert.Equal((lines, 0), (data.Connections, data.Report.NotUnderstood));
        Given.EveryLineIsAccountedFor(data.Report);
        ObservationWindow window = Assert.Single(data.Report.Windows);
        WorkloadFit fit = Assert.Single(data.Workloads).Fit();
        Assert.True(data.Workloads[0].LongestSeconds > 0.5 * window.Seconds);
        Assert.True(ExtrapolationCheck.Of(fit.Fit, DrainBudget.ZTunnel.SecondsFor(new GracePeriod(30))).IsDoubtful);
    }

    [Fact]
    public void What_kubectl_puts_before_a_line_changes_nothing()
    {
        string folder = Path.Combine(Recordings.Folder("node"), "kubectl");
        string[] files = [.. Directory.GetFiles(folder, "logs*.txt").Order(StringComparer.Ordinal)];
        ConnectionData[] all = [.. files.Select(f => ConnectionFiles.Read(f, new() { Strict = true }))];

        Assert.Equal(4, all.Length);
        Assert.All(all, data => Assert.Equal(all[0].Workloads.Single().Observations, data.Workloads.Single().Observations));
        Assert.Equal(
            [null, null, "pod/ztunnel-5xqdk/istio-proxy", "pod/ztunnel-5xqdk/istio-proxy"],
            all.Select(data => data.Report.Windows[0].Pod).Order(StringComparer.Ordinal));
    }

    private static void HoldTruth(RecordedFigure[] shares)
    {
        foreach (RecordedFigure share in shares) TestContext.Current.TestOutputHelper?.WriteLine(share.ToString());
        Assert.NotEmpty(shares);
        Assert.All(shares, share => Assert.True(share.IsInside, share.ToString()));
    }

    /// <summary>How many connections were cut where only the server's ztunnel was replaced.</summary>
    private static long CutByServersAlone(string series)
    {
        return (long)RecordedTable.Read("ztunnel", $"{series}.csv")
            .Where(row => row["restarted"] == "server_side").Sum(row => row.Required("B_cut_at_G"));
    }

    private static IEnumerable<Dictionary<string, string>> Ledger(string series) =>
        RecordedZTunnels.Ledger(Path.Combine(RecordedZTunnels.Folder, "ledgers", $"{series}.csv.gz"));
}
