namespace ZTunnelSim.Cli.Tests;

/// <summary>The parts of a report that are there only where they have something to say, in the page and in the Markdown.</summary>
public class ReportSectionTests
{
    private const string Workload = "{ name: db, openPerNode: 50, lifetime: { exponential: { mean: 20m } } }";

    /// <summary>Each with what it has to say, worked out by hand.</summary>
    public static TheoryData<string, string, string[]> Parts => new()
    {
        // 0.9 of new pods get Ready: of 20 one after another all do with 0.9^20 = 12.2 %, and (1 - 0.9^20) 9 = 7.91 come before the first.
        { "standstill", "ztunnel: { terminationGracePeriodSeconds: 30, neverReadyShare: 10% }", ["87.8 %", "7.91 of 20"] },
        // 20 nodes with 50 e^(-25/1200) = 48.97 each, in units of 50.
        { "yardstick", "ztunnel: { terminationGracePeriodSeconds: 30, ready: 0, overlap: 0 }", ["50.0 connections in the mean", "19.6"] },
        // 20 nodes, 7 in 90 days: 28.4 a year, each with 50.
        {
            "yardstick",
            "ztunnel: { terminationGracePeriodSeconds: 30, unplannedRestarts: { restarts: 7, over: 90d } }",
            ["28.4 of them a year", "1,420 connections a year"]
        },
        // With 66 connections at most: 2 x (1 + 66) MiB and more are not to be had in 100 MiB.
        {
            "memory",
            "ztunnel: { terminationGracePeriodSeconds: [1, 7200], memory: { base: 1Mi, perConnection: 1Mi, room: 100Mi } }",
            ["T = 7200 s: two ztunnels do not fit", "does NOT fit", "fits"]
        },
        // Poisson(49) beyond its 95 % quantile of 61, where 98 are to be found: one node.
        { "canary", "ztunnel: { terminationGracePeriodSeconds: 30 }", ["Canary: 1 of 20 nodes", "stop from 62 cuts", "49.0"] },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Is_in_the_page_and_in_the_Markdown(string id, string ztunnel, string[] told)
    {
        ReportModel report = Reported.Of($"cluster: {{ nodes: 20 }}\n{ztunnel}\nworkloads: [{Workload}]\n");
        ReportSection section = Assert.Single(report.Sections, s => s.Id == id);
        string text = string.Join(' ', section.Sentences) + string.Join(' ', section.Table?.Rows.SelectMany(row => row) ?? []);
        foreach (string expected in told) Assert.Contains(expected, text);

        string page = HtmlReport.Render(report).Replace('\u00A0', ' '), markdown = MarkdownReport.Render(report);
        Assert.Contains($"id=\"{id}\"", page);
        Assert.Contains($"## {section.Heading}", markdown);
        Assert.Contains(section.Table!.Caption, page);
        Assert.Contains(Markdown.Table(section.Table).ToString(), markdown);
    }

    /// <summary>6 pods on 3 nodes with 60 connections: on the first node 20, of which 20 e^(-25/600) outlive ztunnel's drain.</summary>
    [Fact]
    public void Who_drains_the_node_is_told_where_ztunnel_goes_along()
    {
        string Yaml(string drainer) => $$"""
            cluster: { nodes: [n1, n2, n3] }
            ztunnel: { terminationGracePeriodSeconds: 30 }
            applications: [{ name: api, replicas: 6, terminationGracePeriodSeconds: 600 }]
            workloads: [{ name: out, from: api, to: outside, openConnections: 60, lifetime: { exponential: { mean: 10m } } }]
            strategies: [{ name: down, updateStrategy: { type: OnDelete, drain: { timeout: 15m, drainedBy: {{drainer}} } } }]
            """;
        ReportSection section = Assert.Single(Reported.Of(Yaml("cluster-autoscaler")).Sections, s => s.Id == "drained-by");
        Assert.Contains("cuts 19.2 connections", Assert.Single(section.Sentences));
        Assert.Contains("enable-ds-eviction: \"false\"", section.Sentences[0]);
        Assert.DoesNotContain(Reported.Of(Yaml("kubectl")).Sections, s => s.Id == "drained-by");
    }

    [Fact]
    public void Is_left_out_where_it_has_nothing_to_say()
    {
        string[] parts = [.. Reported.Undecided.Sections.Select(s => s.Id)];
        Assert.Equal(["yardstick", "memory"], parts);
    }

    /// <summary>Where no number of nodes is enough, a table of them is none to go by.</summary>
    [Fact]
    public void A_canary_that_can_tell_nothing_says_so_and_no_more()
    {
        ReportModel report = Reported.Of(
            "cluster: { nodes: 3 }\nztunnel: { terminationGracePeriodSeconds: 7200 }\n"
            + "workloads: [{ name: db, openPerNode: 2, lifetime: { exponential: { mean: 20m } } }]\n");
        ReportSection section = Assert.Single(report.Sections, s => s.Id == "canary");
        Assert.Contains("No canary is large enough", section.Sentences[1]);
        Assert.Null(section.Table);
        Assert.DoesNotContain(section.Sentences, s => s.StartsWith("The rule", StringComparison.Ordinal));
    }
}
