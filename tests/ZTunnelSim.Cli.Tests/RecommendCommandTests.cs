using System.Text.Json;

namespace ZTunnelSim.Cli.Tests;

public class RecommendCommandTests
{
    [Fact]
    public async Task The_answer_comes_first_and_files_say_the_same()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int exitCode, string output, _) = await Tool.RunAsync(
            "recommend", Tool.Example, "--max-resets", "5%", "--max-duration", "2h", "--replications", "50", "--out", directory);

        Assert.Equal(0, exitCode);
        Assert.Matches(
            @"^Set terminationGracePeriodSeconds: \d+ \(.* min .* s\)\. It is the smallest that holds all limits with 95 % confidence\.\n",
            output);
        foreach (string expected in new[]
        {
            "What decides is the limit on resets: 5%", "and there websockets", "| duration: 2 h 00 min |",
                "Pareto front (as Kubernetes paces it)",
            "<- this one", "Next step: T = ", "Simulated afresh, all limits held together in ",
            "Note: echo: No connection was observed at an age above 40 min 37 s",
        })
        {
            Assert.Contains(expected, output);
        }
        Assert.DoesNotContain('\u001b', output);
        Assert.Equal(
            ["pareto.png", "recommend.sha256", "recommendation-steps.csv", "recommendation.csv", "recommendation.json"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "recommendation.json")));
        int t = json.RootElement.GetProperty("terminationGracePeriodSeconds").GetInt32();
        Assert.StartsWith($"Set terminationGracePeriodSeconds: {t} ", output);
        Assert.True(json.RootElement.GetProperty("isConfirmed").GetBoolean());
        Assert.Contains(
            File.ReadLines(Path.Combine(directory, "recommendation.csv")), line => line.StartsWith($"{t},", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_maximum_age_that_makes_a_shorter_T_enough_is_told_with_its_cost_and_where_it_is_set()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (_, string output, _) = await Tool.RunAsync(
            "recommend", Tool.Example, "--max-resets", "5%", "--replications", "20", "--out", directory);
        foreach (string expected in new[]
        {
            "Or let connections end earlier: the maximum age that makes T enough", "| websockets     |    52.3 % |         3 d |",
            "| all workloads  |   100.0 % |        30 s |", "not alone", "HikariCP maxLifetime", "MAX_CONNECTION_AGE",
            "max_connection_duration", "server_lifetime", "ConnMaxLifetime", "keepalive_time", "Left out are workloads with less than 5 %",
        })
        {
            Assert.Contains(expected, output);
        }
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "recommendation.json")));
        JsonElement[] ages = [.. json.RootElement.GetProperty("maximumAges").EnumerateArray()];
        Assert.Equal([30, 30, 30, 30, 30, 1800, 1800, 1800, 1800], ages.Select(a => a.GetProperty("terminationGracePeriodSeconds").GetInt32()));
        JsonElement websockets = ages[^1], api = ages[0];
        Assert.Equal("websockets", websockets.GetProperty("workload").GetString());
        Assert.Equal(3 * 86400, websockets.GetProperty("maximumAgeSeconds").GetDouble());
        Assert.True(websockets.GetProperty("openedPerSecondUnder").GetDouble() > websockets.GetProperty("openedPerSecond").GetDouble());
        Assert.True(websockets.GetProperty("resetsUnder").GetDouble() < websockets.GetProperty("resets").GetDouble());
        Assert.Equal("othersHoldResetsUp", api.GetProperty("maximumAgeReason").GetString());
        Assert.Equal(JsonValueKind.Null, api.GetProperty("maximumAgeSeconds").ValueKind);

        (_, string loose, _) = await Tool.RunAsync("recommend", Tool.Example, "--max-resets", "90%", "--replications", "20");
        Assert.DoesNotContain("maximum age", loose);
    }

    [Fact]
    public async Task What_setting_T_cuts_is_told_where_the_present_T_is_known_and_another()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string scenario = Path.Combine(directory, "scenario.yaml");
        async Task<string> Recommend(string present)
        {
            await File.WriteAllTextAsync(scenario, $$"""
                cluster: { nodes: 5 }
                ztunnel: { terminationGracePeriodSeconds: 60{{present}} }
                workloads:
                  - { name: db, openPerNode: 30, lifetime: { lognormal: { median: 60s, sigma: 1 } } }
                """, TestContext.Current.CancellationToken);
            (int exitCode, string output, _) = await Tool.RunAsync(
                "recommend", scenario, "--max-resets", "10%", "--replications", "20", "--out", directory);
            Assert.Equal(0, exitCode);
            return output;
        }

        string told = await Recommend(", presentGracePeriodSeconds: 30");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "recommendation.json")));
        int t = json.RootElement.GetProperty("terminationGracePeriodSeconds").GetInt32();
        JsonElement[] pairs = [.. json.RootElement.GetProperty("inTwoSteps").EnumerateArray()];
        double[] updates = [.. pairs.Select(p => p.GetProperty("updateResets").GetDouble())];
        Assert.Equal(6, pairs.Length);
        Assert.Equal(updates.Order(), updates);
        Assert.True(updates[0] < 0.8 * updates[^1]);
        // In the long run it is what the update cuts by itself.
        Assert.Equal(json.RootElement.GetProperty("choice").GetProperty("resets").GetDouble(), updates[^1], 1e-9);
        double setting = pairs[0].GetProperty("settingResets").GetDouble();
        Assert.Contains(
            $"still drains by the T = 30 s that the running pods were created with: it cuts {Numbers.Count(setting)} connections", told);
        Assert.Contains($"T from 30 s to {t} s, and an update: expected resets", told);
        Assert.Contains($"| as soon as that is through | {Numbers.Count(setting),9} | {Numbers.Count(updates[0]),10} |", told);
        string[] csv = File.ReadAllLines(Path.Combine(directory, "recommendation-steps.csv"));
        Assert.Equal("WaitSeconds,BetweenSeconds,SettingResets,UpdateResets,Resets,SettingResets db,UpdateResets db", csv[0]);
        Assert.Equal(7, csv.Length);
        Assert.StartsWith("0,", csv[1]);

        foreach (string silent in new[] { "", $", presentGracePeriodSeconds: {t}" })
        {
            string output = await Recommend(silent);
            Assert.DoesNotContain("still drains by", output);
            Assert.DoesNotContain("T from", output);
        }
    }

    [Fact]
    public async Task An_odd_answer_is_flagged_with_the_sensible_neighbour()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string scenario = Path.Combine(directory, "scenario.yaml");
        await File.WriteAllTextAsync(scenario, """
            cluster: { nodes: 40 }
            ztunnel: { terminationGracePeriodSeconds: 60 }
            workloads:
              - { name: auth, arrivalsPerSecond: 30, lifetime: { exponential: { mean: 200ms } } }
            """, TestContext.Current.CancellationToken);
        (int exitCode, string output, _) = await Tool.RunAsync(
            "recommend", scenario, "--max-resets", "5%", "--replications", "20", "--out", directory);
        Assert.Equal(0, exitCode);
        Assert.Contains("\nBut keep the chart's T = 30 s: it holds all limits as well and takes no longer (13 min ", output);
        Assert.Contains("Theory against every single connection (Events engine", output);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "recommendation.json")));
        JsonElement concern = Assert.Single(json.RootElement.GetProperty("concerns").EnumerateArray());
        Assert.Equal("belowDefault", concern.GetProperty("kind").GetString());
        Assert.Equal(30, concern.GetProperty("instead").GetProperty("terminationGracePeriodSeconds").GetInt32());

        string page = Path.Combine(directory, "report.html"), markdown = Path.Combine(directory, "change.md");
        await Tool.RunAsync("report", scenario, "--max-resets", "5%", "--replications", "20", "--out", page, "--markdown", markdown);
        Assert.Contains("But keep the chart", File.ReadAllText(page).Replace('\u00A0', ' '));
        Assert.Contains("But keep the chart's T = 30 s", File.ReadAllText(markdown));
    }

    [Fact]
    public async Task Where_nothing_holds_it_says_what_to_relax_and_ends_with_exit_code_3()
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            "recommend", Tool.Example, "--max-resets", "5%", "--max-duration", "2h", "--workload", "postgres=0", "--pacing",
            "OneNodeAtATime", "--replications", "30");
        Assert.Equal(3, exitCode);
        Assert.Equal("", errors);
        Assert.StartsWith("No grace period holds all limits with 95 % confidence.\n", output);
        foreach (string expected in new[]
        {
            "resets of postgres: 0 would have to be", "or allow more time: T = ", "or take postgres, websockets", "by OnDelete",
            "exceeded", "(one node at a time)", "no reset allowed means that the probability of even one is at most 5 %",
        })
        {
            Assert.Contains(expected, output);
        }
    }

    [Fact]
    public async Task Sensitivities_name_the_input_that_matters_most_and_draw_it()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int exitCode, string output, _) = await Tool.RunAsync(
            "sensitivity", Tool.Example, "--grace-period", "1800", "--max-resets", "5%", "--out", directory);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("At T = 1800 s the resets hang most on websockets: lifetimes (", output);
        Assert.Contains("The duration hangs most on startup (", output);
        Assert.Contains("The smallest T that holds your limits hangs most on ", output);
        Assert.Contains("5 % to 95 % of what the data leave open", output);
        Assert.Equal(
            ["sensitivity.csv", "sensitivity.json", "sensitivity.sha256", "tornado-duration.png", "tornado-grace-period.png",
                "tornado-resets.png"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[] rows = File.ReadAllLines(Path.Combine(directory, "sensitivity.csv"));
        Assert.StartsWith("Workload,Input,Low,High,Range,", rows[0]);
        Assert.Contains("(as given)", rows[1]);
        Assert.StartsWith("websockets,lifetimes,", rows[2]);
    }

    [Theory]
    [InlineData("--max-resets", "5x", "'5x' was given")]
    [InlineData("--max-resets", "101%", "a share of the open connections such as 0.1%")]
    [InlineData(
        "--max-resets", "1", "--max-duration", "soon",
        "(seconds as a number, or 100us, 250ms, 90s, 5m (or 5min), 2h, 1d, 9m52.392s or 00:09:52) of at most 100 years, but 'soon' was given")]
    [InlineData("--max-resets", "1", "--max-duration", "0", "'0' was given")]
    [InlineData("--workload", "postgres", "such as postgres=0 or websockets=5%, but 'postgres'")]
    [InlineData("--workload", "postgre=1", "there is no workload 'postgre'; the scenario has checkout-api, postgres")]
    [InlineData("--max-resets", "1", "--confidence", "1", "--confidence takes a share of at least 50% and below 100%")]
    [InlineData("--max-duration", "2h", "without a limit on resets the shortest grace period is always the best")]
    public async Task Bad_limits_get_one_clear_error_and_exit_code_2(params string[] argumentsAndMessage)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(["recommend", Tool.Example, .. argumentsAndMessage[..^1]]);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(argumentsAndMessage[^1], errors);
        Assert.StartsWith("ztunnelsim: error: ", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Theory]
    [InlineData("--range", "120%", "such as 20% or 0.2, but '120%'")]
    [InlineData("--grace-period", "0", "whole seconds of at least 1")]
    public async Task Bad_options_of_sensitivity_get_one_clear_error(params string[] argumentsAndMessage)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(["sensitivity", Tool.Example, .. argumentsAndMessage[..^1]]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(argumentsAndMessage[^1], errors);
    }
}
