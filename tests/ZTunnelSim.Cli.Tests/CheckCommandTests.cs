using System.Text.Json.Nodes;

namespace ZTunnelSim.Cli.Tests;

/// <summary><c>ztunnelsim check</c> as a pipeline runs it.</summary>
public class CheckCommandTests
{
    private const string Workload = """
        workloads:
          - { name: db, openPerNode: 30, lifetime: { exponential: { mean: 100s } } }
        simulation: { replications: 20 }
        """;

    private static async Task<(int ExitCode, string Output, string Errors)> CheckAsync(string ztunnel, params string[] arguments)
    {
        string scenario = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "scenario.yaml");
        await File.WriteAllTextAsync(
            scenario, $"cluster: {{ nodes: 5 }}\nztunnel: {{ {ztunnel} }}\n{Workload}", TestContext.Current.CancellationToken);
        return await Tool.RunAsync(["check", scenario, .. arguments]);
    }

    private static async Task<JsonObject> AnswerAsync(int exitCode, string ztunnel, params string[] arguments)
    {
        (int ended, string output, string errors) = await CheckAsync(ztunnel, [.. arguments, "-o", "json"]);
        Assert.Equal((exitCode, ""), (ended, errors));
        JsonObject json = await Document.ReadAsync("check", output);
        Assert.Equal(exitCode == ExitCode.Success, json["holds"]!.GetValue<bool>());
        return json;
    }

    [Fact]
    public async Task A_T_that_is_too_short_ends_with_3_and_the_smallest_that_would_do_with_0()
    {
        const string Ztunnel = "terminationGracePeriodSeconds: [30, 60]";
        JsonObject no = await AnswerAsync(3, Ztunnel, "--grace-period", "30", "--max-resets", "5%");
        int smallest = no["smallestGracePeriodSeconds"]!.GetValue<int>();
        Assert.Null(no["isConfirmed"]);

        JsonObject yes = await AnswerAsync(0, Ztunnel, "--grace-period", $"{smallest}", "--max-resets", "5%");
        Assert.Equal(smallest, yes["smallestGracePeriodSeconds"]!.GetValue<int>());
        Assert.True(yes["isConfirmed"]!.GetValue<bool>());
        await AnswerAsync(3, Ztunnel, "--grace-period", $"{smallest - 1}", "--max-resets", "5%");

        // 150 are open, 5 % are 7; T = 30 s drains for 25 s, which exp(-0.25) of them outlive, a few fewer for the overlap.
        JsonNode limit = Assert.Single(no["limits"]!.AsArray())!;
        Assert.Equal(7, limit["allowed"]!.GetValue<double>());
        Assert.InRange(no["outcome"]!["resets"]!.GetValue<double>(), 0.95 * 150 * Math.Exp(-0.25), 150 * Math.Exp(-0.25));
        Assert.True(limit["reached"]!.GetValue<double>() > no["outcome"]!["resets"]!.GetValue<double>());
        Assert.True(limit["probability"]!.GetValue<double>() < 1e-6);
    }

    [Fact]
    public async Task Text_has_a_row_for_each_limit_and_the_verdict()
    {
        (int exitCode, string output, string errors) = await CheckAsync(
            "terminationGracePeriodSeconds: 30", "--max-resets", "5%", "--workload", "db=150", "--max-duration", "2h");
        Assert.Equal((3, ""), (exitCode, errors));
        Assert.StartsWith("T = 30 s (the scenario's only one), a drain of 25 s; durations as Kubernetes paces it.\n", output);
        Assert.Matches(@"\| resets: 5% = 7 +\| +\d+ \| +7 \| exceeded \| +", output);
        Assert.Matches(@"\| resets of db: 150 +\| +\d+ \| +150 \| holds +\| +", output);
        Assert.Matches(@"\| duration: 2 h 00 min \| .* \| 2 h 00 min \| holds +\| +100 % \|", output);
        Assert.Contains("\nVerdict: EXCEEDED. T = 30 s does not hold 1 of 3 limits with 95 % confidence.\n", output);
        Assert.Matches(@"\nThe smallest T that holds all of them is \d+ \(\d", output);

        (exitCode, output, _) = await CheckAsync("terminationGracePeriodSeconds: 30", "--max-resets", "150");
        Assert.Equal(0, exitCode);
        Assert.Contains("\nVerdict: holds. T = 30 s holds all limits with 95 % confidence.\n", output);
        Assert.DoesNotContain("The smallest T", output);
    }

    [Fact]
    public async Task Too_long_a_T_exceeds_the_duration_and_where_none_will_do_it_says_so()
    {
        string[] limits = ["--max-resets", "5%", "--max-duration", "10m"];
        JsonObject json = await AnswerAsync(3, "terminationGracePeriodSeconds: 3600", limits);
        JsonNode duration = json["limits"]!.AsArray().Single(l => l!["kind"]!.GetValue<string>() == "duration")!;
        Assert.False(duration["holds"]!.GetValue<bool>());
        Assert.Equal(600, duration["allowedSeconds"]!.GetValue<double>());
        int smallest = json["smallestGracePeriodSeconds"]!.GetValue<int>();
        Assert.InRange(smallest, 2, duration["largestGracePeriodSeconds"]!.GetValue<int>());
        await AnswerAsync(0, $"terminationGracePeriodSeconds: {smallest}", limits);

        string[] hard = ["--workload", "db=0", "--max-duration", "3m"];
        json = await AnswerAsync(3, "terminationGracePeriodSeconds: 60", hard);
        Assert.Null(json["smallestGracePeriodSeconds"]);
        Assert.Equal("noGracePeriodHolds", json["smallestGracePeriodReason"]!.GetValue<string>());
        (_, string output, _) = await CheckAsync("terminationGracePeriodSeconds: 60", hard);
        Assert.Contains("\nNo T holds all of them: 'ztunnelsim recommend' with the same limits", output);
    }

    [Theory]
    [InlineData("terminationGracePeriodSeconds: [30, 60], presentGracePeriodSeconds: 45", 45, "present")]
    [InlineData("terminationGracePeriodSeconds: 60, presentGracePeriodSeconds: 45", 45, "present")]
    [InlineData("terminationGracePeriodSeconds: 60", 60, "onlyCandidate")]
    [InlineData("terminationGracePeriodSeconds: 60, presentGracePeriodSeconds: 45", 20, "given", "--grace-period", "20")]
    public async Task T_is_as_given_or_that_of_the_running_pods_or_the_only_one(
        string ztunnel, int seconds, string origin, params string[] arguments)
    {
        JsonObject json = await AnswerAsync(0, ztunnel, [.. arguments, "--max-resets", "100%"]);
        Assert.Equal(seconds, json["terminationGracePeriodSeconds"]!.GetValue<int>());
        Assert.Equal(origin, json["gracePeriodFrom"]!.GetValue<string>());
    }

    [Fact]
    public async Task Which_T_is_asked_for_where_there_are_several()
    {
        (int exitCode, string output, string errors) = await CheckAsync(
            "terminationGracePeriodSeconds: [30, 60]", "--max-resets", "5%");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("compares 2 grace periods (30, 60); choose one with --grace-period.", errors);
    }

    [Fact]
    public async Task Without_a_limit_on_resets_there_is_nothing_to_check()
    {
        (int exitCode, string output, string errors) = await CheckAsync(
            "terminationGracePeriodSeconds: 30", "--max-duration", "2h");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("there is no limit on resets: give --max-resets", errors);
    }

    [Fact]
    public async Task It_agrees_with_what_recommend_recommends()
    {
        string[] limits = ["--max-resets", "6%", "--max-duration", "2h", "--confidence", "0.9"];
        (int exitCode, string output, _) = await Tool.RunAsync(
            ["recommend", Tool.Example, .. limits, "--replications", "20", "-o", "json"]);
        Assert.Equal(0, exitCode);
        JsonObject recommended = await Document.ReadAsync("recommend", output);
        int t = recommended["terminationGracePeriodSeconds"]!.GetValue<int>();
        (exitCode, output, _) = await Tool.RunAsync(
            ["check", Tool.Example, .. limits, "--replications", "20", "--grace-period", $"{t}", "-o", "json"]);
        Assert.Equal(0, exitCode);
        JsonObject check = await Document.ReadAsync("check", output);
        Assert.Equal(recommended["choice"]!.ToJsonString(), check["outcome"]!.ToJsonString());
    }
}
