using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Names that are commands, markup and escape sequences, through the tool.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class HostileNameTests : IDisposable
{
    private static readonly string[] Nodes =
        ["n1; pwned #", "$(pwned)", "`pwned`", "n1'; pwned; '", "--all", "-o=x n1 | pwned", "a,b=c", "<img src=x> [a](http://b)"];

    private const string Workload = "=cmd()|<img src=x> [a](http://b)";

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public async Task Whatever_a_scenario_calls_its_nodes_its_runbook_calls_kubectl_alone(bool isParallel)
    {
        string scenario = Write("scenario.yaml", JsonSerializer.Serialize(new
        {
            cluster = new { nodes = Nodes },
            ztunnel = new
            {
                terminationGracePeriodSeconds = 30,
                updateStrategy = new { type = "OnDelete", drain = new { timeout = "30m", parallel = isParallel ? 3 : 1 } },
            },
            applications = new[] { new { name = Workload, replicas = 2 } },
            workloads = new[] { new { name = Workload, from = "outside", to = Workload, openConnections = 5, lifetime = "60s" } },
        }));
        (int exitCode, string runbook, string errors) = await Tool.RunAsync("apply", scenario, "--grace-period", "30", "--runbook");
        Assert.True(exitCode == 0, errors);
        string[][] calls = StubbedShell.Run(runbook);
        foreach (string[] batch in Nodes.Chunk(isParallel ? 3 : 1))
        {
            string[] end = batch.Any(node => node.StartsWith('-')) ? ["--"] : [];
            StubbedShell.AssertCalled(calls, ["kubectl", "cordon", .. end, .. batch]);
            foreach (string node in batch) StubbedShell.AssertCalled(calls, ["kubectl", "uncordon", .. end, node]);
        }
        Assert.All(calls, call => Assert.Contains(call[0], (string[])["kubectl", "git"]));
    }

    [Theory]
    [InlineData("evil\\e[31m\\e]0;pwn\\a")]
    [InlineData("evil\\nname")]
    [InlineData("evil\\r\\nname")]
    [InlineData("evil\\x9b31m")]
    [InlineData("evil\\u202Ename")]
    [InlineData("evil\\u2066name")]
    [InlineData("evil\\Lname")]
    public async Task A_name_that_cannot_be_seen_is_refused_on_one_line(string name)
    {
        string workload = $"workloads: [{{ name: \"{name}\", openPerNode: 5, lifetime: {{ exponential: {{ mean: 60s }} }} }}]";
        foreach (string text in (string[])
            [$"cluster: {{ nodes: [\"{name}\"] }}", $"cluster: {{ nodes: 2 }}\nztunnel: {{ terminationGracePeriodSeconds: 30 }}\n{workload}",
                $"\"{name}\": 1", $"cluster: {{ nodes: \"{name}\" }}"])
        {
            (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", Write("s.yaml", text));
            Assert.Equal((2, ""), (exitCode, output));
            AssertPlain(errors);
            Assert.Equal(1, errors.Count(c => c == '\n'));
        }
    }

    [Fact]
    public async Task Names_in_data_reach_no_terminal_as_escape_sequences_and_no_page_as_markup()
    {
        StringBuilder rows = new("duration_s,workload\n");
        for (int i = 1; i <= 40; i++) rows.Append($"{i}.5,evil\u001b]0;pwn\u0007\u009b31m\u202ex\n{i}.5,{Workload}\n");
        string data = Write("data.csv", rows.ToString());
        foreach (string[] arguments in (string[][])[["fit", data], ["fit", data, "--output", "json"], ["fit", data, "--out", At("fitted")]])
        {
            (int exitCode, string output, string errors) = await Tool.RunAsync(arguments);
            Assert.Equal(0, exitCode);
            AssertPlain(output);
            AssertPlain(errors);
        }
        AssertPlain(await File.ReadAllTextAsync(At("fitted/scenario.yaml"), TestContext.Current.CancellationToken));
        (_, string table, _) = await Tool.RunAsync("fit", data);
        Assert.Contains("| =cmd()\\|\\<img src=x\\> [a\\](http://b) |", table);
    }

    [Fact]
    public async Task A_workload_that_is_a_formula_or_markup_is_a_text_in_each_file()
    {
        string scenario = Write("scenario.yaml", $$"""
            cluster: { nodes: 2 }   # comment {{"\u202e"}}
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads: [{ name: "{{Workload}}", openPerNode: 5, lifetime: { exponential: { mean: 60s } } }]
            """);
        Assert.Equal(0, (await Tool.RunAsync("sweep", scenario, "--replications", "2", "--out", At("out"))).ExitCode);
        string csv = await File.ReadAllTextAsync(At("out/results.csv"), TestContext.Current.CancellationToken);
        Assert.Contains(",'=cmd()|", csv);
        Assert.DoesNotContain(",=", csv);
        foreach (string report in (string[])["report.html", "report.md"])
        {
            Assert.Equal(0, (await Tool.RunAsync("report", scenario, "--replications", "2", "--out", At(report))).ExitCode);
            string text = await File.ReadAllTextAsync(At(report), TestContext.Current.CancellationToken);
            AssertPlain(text);
            Assert.DoesNotContain("<img src=x>", report.EndsWith(".md", StringComparison.Ordinal)
                ? text[..text.IndexOf("<details>", StringComparison.Ordinal)] : text);
        }
    }

    [Fact]
    public void All_that_is_printed_comes_through_one_door()
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter seen = new() { NewLine = "\n" }, told = new() { NewLine = "\n" };
        Console.SetOut(seen);
        Console.SetError(told);
        try
        {
            using (new PlainConsole())
            {
                Console.Write("a\u001b[31m\u009b\u202e👩‍🔬\tb");
                Console.Write('\u0007');
                Console.Write(['c', '\u0007', '\n'], 0, 3);
                Console.WriteLine("{0}", "d\u0085\r");
                Console.Error.Write("e\u2028");
                Console.Error.WriteLine(new StringBuilder("f\0"));
            }
            Assert.Equal("a?[31m??👩‍🔬\tb?c?\nd??\n", seen.ToString());
            Assert.Equal("e?f?\n", told.ToString());
            Console.Write("\u0007");
            Assert.EndsWith("\u0007", seen.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    private static void AssertPlain(string text) => Assert.False(
        PlainText.HasHidden(text.Replace("\n", "", StringComparison.Ordinal)), PlainText.OneLine(text));
}
