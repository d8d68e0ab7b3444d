using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Every command answers a program with one document that keeps to its schema, and with the exit code that text has.</summary>
public class JsonOutputTests
{
    private static string Data(params string[] path) => Path.Combine([AppContext.BaseDirectory, "data", .. path]);

    /// <summary>A folder with a scenario that takes no time.</summary>
    private static string NewFolder()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "small.yaml"), """
            cluster: { nodes: 6 }
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads:
              - { name: db, arrivalsPerSecond: 0.5, lifetime: { exponential: { mean: 40s } } }
            simulation: { replications: 20 }
            """);
        return folder;
    }

    /// <summary>The command, the file that it writes the same into, and its arguments; {} stands for a folder.</summary>
    public static TheoryData<string, string?, int, string[]> Commands => new()
    {
        { "sweep", "results.json", 0, [Tool.Example, "--replications", "20", "--out", "{}"] },
        { "recommend", "recommendation.json", 0, [Tool.Example, "--max-resets", "5%", "--replications", "20", "--out", "{}"] },
        {
            "recommend", null, 3,
            [Tool.Example, "--max-resets", "5%", "--max-duration", "2h", "--workload", "postgres=0", "--pacing", "OneNodeAtATime",
                "--replications", "20"]
        },
        { "compare", "compare.json", 0, [Tool.CompareExample, "--replications", "2", "--out", "{}"] },
        { "sensitivity", "sensitivity.json", 0, [Tool.Example, "--max-resets", "5%", "--grace-period", "60", "--out", "{}"] },
        { "sensitivity", null, 0, ["{}/small.yaml"] },
        { "when", "when.json", 0, [Tool.Example, "--grace-period", "60", "--at", "2026-12-05T02:00+01:00", "--out", "{}"] },
        { "when", null, 3, ["{}/small.yaml", "--max-resets", "0", "--max-duration", "1h", "--window", "weekend", "--time-zone", "UTC"] },
        { "canary", "canary.json", 0, [Tool.Example, "--grace-period", "60", "--out", "{}"] },
        { "canary", null, 0, ["{}/small.yaml", "--factor", "1.1"] },
        { "check", null, 0, [Tool.Example, "--grace-period", "3900", "--max-resets", "5%", "--max-duration", "2h"] },
        { "check", null, 3, ["{}/small.yaml", "--max-resets", "1", "--workload", "db=0"] },
        { "fit", null, 0, [Data("example", "ztunnel.log"), "--prometheus", Data("example", "prometheus.json"), "--out", "{}"] },
        { "fit", null, 0, ["--prometheus", Data("example", "prometheus.json")] },
        { "fit", null, 0, [Data("example", "ztunnel.log"), "--at-least", "1"] },
        { "report", null, 0, ["{}/small.yaml", "--max-resets", "20%", "--out", "{}/r.html", "--markdown", "{}/r.md"] },
        { "report", null, 0, ["{}/small.yaml", "--out", "{}/r.html"] },
        { "apply", null, 0, [Tool.Example, "--grace-period", "300", "--patch", Data("example", "ztunnel-cr.yaml")] },
        {
            "apply", null, 0,
            [Tool.Example, "--grace-period", "300", "--strategy", "OnDelete", "--runbook", "--cluster", Data("example", "cluster.json"),
                "--out", "{}"]
        },
        { "trace", null, 0, ["{}/small.yaml", "--format", "csv", "--out", "{}/trace.csv"] },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Stdout_is_one_document_of_the_commands_schema_and_so_is_the_file(
        string command, string? file, int exitCode, string[] arguments)
    {
        string folder = NewFolder();
        (int ended, string output, string errors) = await Tool.RunAsync(
            [command, .. arguments.Select(a => a.Replace("{}", folder)), "--output", "json"]);
        Assert.True(exitCode == ended, errors);
        JsonObject json = await Document.ReadAsync(command, output);
        Assert.NotEmpty(json["version"]!.GetValue<string>());
        if (file is not null) Assert.Equal(output, File.ReadAllText(Path.Combine(folder, file)));
    }

    [Fact]
    public async Task Logs_tell_what_they_wrote_and_a_backtest_of_them_its_verdict()
    {
        string folder = NewFolder(), scenario = Path.Combine(folder, "small.yaml");
        (int exitCode, string output, string errors) = await Tool.RunAsync("logs", scenario, "--out", folder, "-o", "json");
        Assert.Equal((0, ""), (exitCode, errors));
        JsonArray written = (await Document.ReadAsync("logs", output))["written"]!.AsArray();
        Assert.Equal(
            written.Select(f => f!["lines"]!.GetValue<long>()),
            written.Select(f => (long)File.ReadLines(f!["file"]!.GetValue<string>()).Count()));

        foreach ((string period, int expected) in new[] { ("30", ExitCode.Success), ("3", ExitCode.Outside) })
        {
            string results = Path.Combine(folder, period);
            (exitCode, output, errors) = await Tool.RunAsync(
                "backtest", "--before", Path.Combine(folder, "before.log"), "--during", Path.Combine(folder, "during.log"),
                "--grace-period", period, "--out", results, "-o", "json");
            Assert.Equal(expected, exitCode);
            Assert.StartsWith("Written: ", errors);
            JsonObject json = await Document.ReadAsync("backtest", output);
            Assert.Equal(expected == ExitCode.Success, json["isInside"]!.GetValue<bool>());
            Assert.Equal(output, File.ReadAllText(Path.Combine(results, "backtest.json")));
        }
    }

    [Fact]
    public async Task The_document_has_the_sentences_that_text_has()
    {
        string[] command = ["sweep", Tool.Example, "--replications", "10"];
        (_, string text, _) = await Tool.RunAsync(command);
        (_, string output, string errors) = await Tool.RunAsync([.. command, "-o", "json"]);
        Assert.Equal("", errors);
        JsonObject json = await Document.ReadAsync("sweep", output);
        string[] notes = [.. json["notes"]!.AsArray().Select(n => n!.GetValue<string>())];
        string[] warnings = [.. json["warnings"]!.AsArray().Select(n => n!.GetValue<string>())];
        Assert.Contains(notes, n => n.StartsWith("websockets: lomax(", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains("47 lines skipped", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.StartsWith("websockets: Only 9 connections", StringComparison.Ordinal));
        Assert.All(notes.Concat(warnings), sentence => Assert.Contains(sentence, text));
    }

    [Theory]
    [InlineData("sweep", "nowhere.yaml")]
    [InlineData("sweep", "{example}", "--replications", "1")]
    [InlineData("recommend", "{example}")]
    [InlineData("check", "{example}", "--max-resets", "5%", "--workload", "nobody=0")]
    [InlineData("when", "{example}", "--window", "Saturn")]
    [InlineData("trace", "{example}", "--format", "csv")]
    [InlineData("sweep", "{example}", "--replications", "2", "--out", "/dev/null/results")]
    [InlineData("fit", "nowhere.log")]
    public async Task An_error_is_a_line_on_stderr_and_no_document(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            [.. arguments.Select(a => a == "{example}" ? Tool.Example : a), "-o", "json"]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("ztunnelsim: error: ", errors);
    }

    [Fact]
    public async Task What_stdout_is_for_is_text_or_json()
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", Tool.Example, "--output", "yaml");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("ztunnelsim: error: --output takes text or json, but 'yaml' was given.", errors);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_leaves_no_document()
    {
        string folder = NewFolder();
        Directory.CreateDirectory(Path.Combine(folder, "results.json"));
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            "sweep", Tool.Example, "--replications", "2", "--out", folder, "-o", "json");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("ztunnelsim: error: ", errors);
    }

    [Fact]
    public async Task A_cancelled_sweep_says_so_in_the_document()
    {
        string scenario = Path.Combine(NewFolder(), "small.yaml");
        string[] sweep = ["sweep", scenario, "--replications", "1000000", "--engine", "events", "-o", "json"];
        (int exitCode, string output) = (ExitCode.Cancelled, "");
        // However slow the machine is, some replications are done at last.
        for (double seconds = 1; output.Length == 0 && seconds < 60; seconds *= 2)
        {
            using CancellationTokenSource stop = new(TimeSpan.FromSeconds(seconds));
            (exitCode, output, _) = await Task.Run(() => Tool.RunHereAsync(sweep, stop: stop.Token), TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Cancelled, exitCode);
        }
        JsonObject json = await Document.ReadAsync("sweep", output);
        Assert.Equal("cancelled", json["end"]!.GetValue<string>());
        Assert.Null(json["theoryCheck"]);
        Assert.Contains(
            $"rests on {json["replications"]!.GetValue<long>():#,0} replications", json["warnings"]!.AsArray()[0]!.GetValue<string>());
    }
}
