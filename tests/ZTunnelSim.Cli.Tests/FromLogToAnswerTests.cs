using System.Globalization;
using Binomial = MathNet.Numerics.Distributions.Binomial;

namespace ZTunnelSim.Cli.Tests;

/// <summary>From <c>fit</c> to <c>recommend</c> nothing is lost.</summary>
public class FromLogToAnswerTests
{
    private static readonly int[] GracePeriods = [30, 300, 1800];

    /// <summary>One to forty nodes, a quarter of an hour to a day, several laws, and ends in all places.</summary>
    private static KnownTruth[] Truths =>
    [
        new(1, 900, new KnownService("api", Ends.ServerOutside, 1.5, new Exponential(20))),
        new(1, 7200, new KnownService("db", Ends.SameNode, 0.1, new Lognormal(60, 1.2))),
        new(3, 900, new KnownService("web", Ends.ClientOutside, 2, new Weibull(0.6, 20))),
        new(3, 86_400, new KnownService("ws", Ends.Inside, 0.02, new Gamma(0.5, 1200))),
        new(5, 3600, new KnownService("api", Ends.Inside, 0.5, new Lognormal(2, 1.3)),
            new KnownService("db", Ends.Inside, 0.15, new Exponential(120))),
        new(10, 7200, new KnownService("queue", Ends.ServerOutside, 0.2, new Lomax(2.5, 300))),
        new(10, 3600, new KnownService("cache", Ends.SameNode, 0.4, new Exponential(90))),
        new(20, 7200, new KnownService("api", Ends.Inside, 0.4, new Weibull(0.7, 100)),
            new KnownService("ws", Ends.Inside, 0.1, new Exponential(600))),
        new(40, 14_400, new KnownService("db", Ends.Inside, 0.15, new Lognormal(200, 1))),
        new(40, 86_400, new KnownService("bank", Ends.ServerOutside, 0.03, new Gamma(2, 300))),
    ];

    [Fact]
    public async Task Of_ten_logs_of_known_traffic_the_true_resets_lie_in_the_intervals_that_their_scenarios_give()
    {
        string directory = Temporary();
        List<string> cells = [];
        int misses = 0, count = 0;
        foreach ((KnownTruth truth, int i) in Truths.Select((t, i) => (t, i)))
        {
            string log = Path.Combine(directory, $"{i}.log"), output = Path.Combine(directory, $"out{i}");
            truth.WriteLog(log, seed: 100 + (ulong)i);
            Assert.Equal(0, (await Tool.RunAsync("fit", log, "--out", output)).ExitCode);

            Scenario scenario = Scenario.Load(Path.Combine(output, "scenario.yaml"), TestContext.Current.CancellationToken);
            Assert.Equal(truth.Nodes, scenario.Rollout.Cluster.Nodes.Count);
            Assert.Equal(GracePeriods, scenario.Candidates.Select(t => t.Seconds));
            // Without a file between the two it is the same.
            Scenario made = ScenarioMaker.Read(
                GivenFiles.Look([log], standardInput: null), new(), bytesRead: null, TestContext.Current.CancellationToken).Make();
            double resets = scenario.Rollout.Predict().Resets;
            Assert.Equal(resets, made.Rollout.Predict().Resets, 1e-9 * resets);
            foreach (int t in GracePeriods)
            {
                // Each service alone, and all of them together.
                IEnumerable<KnownService[]> groups = truth.Services.Select(s => new[] { s });
                foreach (KnownService[] group in truth.Services.Length > 1 ? groups.Append(truth.Services) : groups)
                {
                    double expected = group.Sum(s => truth.Resets(s, t));
                    Cluster cluster = scenario.Rollout.Cluster;
                    IEnumerable<Workload> workloads = cluster.Workloads.Where(w => group.Any(s => $"{s.Name}.default" == w.Name));
                    Rollout rollout = scenario.Rollout with
                    {
                        GracePeriod = t,
                        Cluster = new(cluster.Nodes, workloads, cluster.Applications),
                    };
                    PredictionInterval interval = PredictionInterval.OfResets(rollout, 0.95);
                    // Of less than a hundredth of a reset nobody needs to know how much less.
                    bool isInside = (expected >= interval.MeanLower && expected <= interval.MeanUpper) || (
                        expected < 0.01 && interval.MeanLower < 0.01);
                    cells.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{i}: {string.Join("+", group.Select(s => s.Name))} T = {t}: {expected:G4} in [{interval.MeanLower:G4}, "
                            + $"{interval.MeanUpper:G4}]{(isInside ? "" : " NOT")}"));
                    count++;
                    if (!isInside) misses++;
                }
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', cells));
        // Each interval holds the truth in 95 of 100 logs: more misses than this come in 1 of 100 sets of independent cells.
        int most = Enumerable.Range(0, count).First(k => Binomial.CDF(0.05, count, k) >= 0.99);
        Assert.True(misses <= most, $"{misses} of {count} cells miss, at most {most} may:\n{string.Join('\n', cells)}");
    }

    [Fact]
    public async Task What_fit_writes_is_swept_and_recommended_as_it_is()
    {
        string directory = Temporary(), log = Path.Combine(directory, "ztunnel.log");
        // Websockets for one, which live long enough for T to matter.
        KnownTruth truth = new(5, 3600, new KnownService("ws", Ends.Inside, 0.3, new Exponential(200)));
        truth.WriteLog(log, seed: 7);
        Assert.Equal(0, (await Tool.RunAsync("fit", log, "--out", directory)).ExitCode);
        string scenario = Path.Combine(directory, "scenario.yaml");

        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", scenario, "--replications", "100");
        Assert.Equal((0, ""), (exitCode, errors));
        string row = output.Split('\n').First(line => line.StartsWith("|  300 s |"));
        (double theory, double simulated) = (Number(row.Split('|')[3]), Number(row.Split('|')[4].Trim().Split(' ')[0]));
        Assert.Equal(truth.Resets(truth.Services[0], 300), theory, 0.3 * theory);
        // A connection between two nodes is reset once: by theory as in the simulation.
        Assert.Equal(theory, simulated, 4 * Math.Sqrt(theory / 100));
        Assert.Contains("what the data leave open about the rates and lifetimes", output);
        Assert.DoesNotContain("taken as known", output);

        (exitCode, output, errors) = await Tool.RunAsync("recommend", scenario, "--max-resets", "20%");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("chance is in it, and what your data leave open about the rates and lifetimes.", output);

        static double Number(string cell) => double.Parse(cell, NumberStyles.Any, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_table_of_lifetimes_gives_the_same_T_by_hand_and_by_fit()
    {
        string directory = Temporary(), csv = Path.Combine(directory, "lifetimes.csv");
        RandomStream random = new(3);
        Lognormal law = new(300, 1);
        File.WriteAllLines(
            csv,
            ["duration_s", .. Enumerable.Range(0, 300).Select(_ => law.Sample(ref random).ToString("R", CultureInfo.InvariantCulture))]);
        string byHand = Path.Combine(directory, "by-hand.yaml");
        File.WriteAllText(byHand, "{cluster: {nodes: 20}, ztunnel: {terminationGracePeriodSeconds: 30}, workloads: [{name: w, "
            + "openPerNode: 50, lifetime: {csv: {file: lifetimes.csv, column: duration_s}}}]}");
        Assert.Equal(0, (await Tool.RunAsync("fit", csv, "--by", "none", "--nodes", "20", "--out", directory)).ExitCode);
        string fitted = Path.Combine(directory, "scenario.yaml");
        // The table has no times, so that the number of open connections has to be said.
        File.WriteAllText(fitted, File.ReadAllText(fitted).Replace("arrivalsPerSecond: unknown", "openPerNode: 50"));

        string answer = Answer((await Tool.RunAsync("recommend", byHand, "--max-resets", "5%")).Output);
        Assert.StartsWith("Set terminationGracePeriodSeconds: ", answer);
        Assert.Equal(answer, Answer((await Tool.RunAsync("recommend", fitted, "--max-resets", "5%")).Output));

        // A law without data behind it is taken as known, and the answer says so.
        string pasted = Path.Combine(directory, "pasted.yaml");
        File.WriteAllText(
            pasted,
            File.ReadAllText(byHand).Replace("{csv: {file: lifetimes.csv, column: duration_s}}", "{lognormal: {median: 300, sigma: 1.5}}"));
        foreach (string[] command in new[] { new[] { "recommend", pasted, "--max-resets", "5%" },
            ["sweep", pasted, "--replications", "10"] })
        {
            string output = (await Tool.RunAsync(command)).Output;
            Assert.Contains("Note: taken as known, since the scenario names no data for them, are the lifetimes of w and the rates or "
                + "open connections of w", output);
            Assert.DoesNotContain("leave open", output);
        }

        static string Answer(string output) => output.Split('.')[0];
    }

    [Theory]
    [InlineData("duration_s\n1\n2\n3\n4\n", "the data hold no times", "nodes: unknown", "cluster.nodes: it is not known")]
    [InlineData(
        "duration_s\n1\n2\n3\n4\n", "the data hold no times", "arrivalsPerSecond: unknown",
        "workloads[0].arrivalsPerSecond: it is not known", "--nodes", "4")]
    [InlineData(
        "start,end\n2026-11-20T08:00:00Z,2026-11-20T08:00:09Z\n2026-11-20T08:10:00Z,2026-11-20T08:10:02Z\n2026-11-20T08:20:00Z,2026-11-20T08:20:05Z\n",
        "the data don't tell how many nodes they are of", "arrivalsPerSecond: unknown", "cluster.nodes: it is not known")]
    public async Task What_the_data_do_not_tell_is_asked_for_by_every_command(
        string csv, string why, string placeholder, string error, params string[] options)
    {
        string directory = Temporary(), file = Path.Combine(directory, "c.csv");
        File.WriteAllText(file, csv);
        (int exitCode, string output, _) = await Tool.RunAsync(
            ["fit", file, "--by", "none", "--at-least", "2", "--out", directory, .. options]);
        Assert.Equal(0, exitCode);
        Assert.Contains(why, output);
        Assert.Contains(placeholder, output);
        string scenario = Path.Combine(directory, "scenario.yaml");
        foreach (string[] command in new string[][]
        {
            ["sweep", scenario], ["recommend", scenario, "--max-resets", "5%"], ["compare", scenario], ["sensitivity", scenario],
            ["canary", scenario],
            ["report", scenario, "--out", Path.Combine(directory, "r.html")], ["apply", scenario, "--grace-period", "300"],
            ["trace", scenario, "--format", "csv"], ["logs", scenario, "--out", directory],
            ["backtest", "--before", file, "--during", file, "--scenario", scenario],
        })
        {
            (exitCode, output, string errors) = await Tool.RunAsync(command);
            Assert.Equal((2, ""), (exitCode, output));
            Assert.Matches($@"^ztunnelsim: error: {scenario}:\d+: {System.Text.RegularExpressions.Regex.Escape(error)}", errors);
            Assert.Single(errors.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Apply_needs_no_data_and_its_runbook_does()
    {
        string scenario = Path.Combine(Temporary(), "s.yaml");
        File.WriteAllText(scenario, "{cluster: {nodes: 2}, ztunnel: {terminationGracePeriodSeconds: 60}, workloads: [{name: w, "
            + "openPerNode: 5, lifetime: {accessLog: {file: gone.log, service: w}}}]}");
        (int exitCode, string output, _) = await Tool.RunAsync("apply", scenario);
        Assert.Equal(0, exitCode);
        Assert.Contains("terminationGracePeriodSeconds: 60", output);
        (exitCode, _, string errors) = await Tool.RunAsync("apply", scenario, "--runbook");
        Assert.Equal(2, exitCode);
        Assert.Contains("gone.log: does not exist", errors);
    }

    private static string Temporary() => Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
}
