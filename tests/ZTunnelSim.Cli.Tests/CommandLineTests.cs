using System.CommandLine;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli.Tests;

/// <summary>What is typed wrong, in few lines, and natural spellings of what is right.</summary>
public class CommandLineTests
{
    [Theory]
    [InlineData("there is no command 'swep' (did you mean 'sweep'?).", "swep", "x")]
    [InlineData("there is no command 'swep' (did you mean 'sweep'?).", "swep", "x", "--seed", "3")]
    [InlineData("sweep has no option '--bogus'.", "sweep", "--bogus", "scenario.yaml")]
    [InlineData("sweep has no option '--bogus'.", "sweep", "--bogus")]
    [InlineData("sweep has no option '--seeed' (did you mean '--seed'?).", "sweep", "scenario.yaml", "--seeed", "3")]
    [InlineData("fit has no option '--by-day'.", "fit", "x", "--grace-periods", "30", "--by-day")]
    [InlineData("ztunnelsim has no option '--bogus'.", "--bogus")]
    [InlineData("init takes no more arguments, but 'extra' was given.", "init", "extra")]
    [InlineData("Required argument 'scenario' missing for command: 'sweep'.", "sweep")]
    [InlineData("Option '--before' is required.", "backtest")]
    public async Task A_mistyped_command_or_option_gets_the_near_one_and_the_help(string expected, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        string[] lines = errors.TrimEnd().Split('\n');
        Assert.Equal($"ztunnelsim: error: {expected}", lines[0]);
        Assert.Equal(2, lines.Length);
        Assert.Matches("^See: ztunnelsim ([a-z]+ )?--help$", lines[1]);
    }

    [Theory]
    [InlineData("@.")]
    [InlineData("@no-such-file")]
    [InlineData("@/proc/self/mem")]
    public async Task A_word_that_begins_with_an_at_sign_is_that_word_and_names_no_file_of_words(string word)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", word);
        Assert.Equal((2, "", $"ztunnelsim: error: {word}: does not exist.\n"), (exitCode, output, errors));
        // Nor does it where a part of a study says how it was run.
        Assert.Contains("takes no more than one scenario here", Assert.Throws<InputException>(() => Studies.Parse("sweep", null, "s.yaml", [word])).Message);
    }

    [Theory]
    [InlineData("--replications takes a whole number from 2 to 1,000,000, but 'abc' was given.", "sweep", "s", "--replications", "abc")]
    [InlineData("--threads takes a whole number of at least 1, but '99999999999' was given.", "sweep", "s", "--threads", "99999999999")]
    [InlineData(
        "--engine takes Auto, Events, Boundary, Sessions or BoundarySessions, but 'Evnts' was given (did you mean 'Events'?).",
        "sweep", "s", "--engine", "Evnts")]
    [InlineData("--istio-version takes a version such as v1.28.0, but 'banana' was given.", "apply", "s", "--istio-version", "banana")]
    [InlineData(
        "--date takes a date such as 2026-03-31, or with a time 2026-03-31T18:00:00Z, but 'banana' was given.",
        "report", "s", "--date", "banana")]
    [InlineData("--unit takes ns, us, ms, s, m (or min), h or d, but 'foo' was given.", "fit", "x", "--unit", "foo")]
    [InlineData("--format takes csv or chrome, but '1' was given.", "trace", "s", "--format", "1")]
    [InlineData("--out takes the name of a file or folder, but '?[31mred' was given.", "sweep", "s", "--out", "\u001b[31mred")]
    [InlineData("--out takes the name of a file or folder, but '' was given.", "sweep", "s", "--out", "")]
    public async Task A_wrong_value_is_one_line(string expected, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(arguments);
        Assert.Equal((2, "", $"ztunnelsim: error: {expected}\n"), (exitCode, output, errors));
    }

    [Fact]
    public async Task Without_a_command_it_shows_what_there_is()
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync();
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Commands:\n  init ", output);
        Assert.All(Commands.Create().Subcommands, c => Assert.Matches($@"\n  {c.Name} +{Regex.Escape(c.Description!)}\n", output));
        Assert.Equal(output, (await Tool.RunAsync("--help")).Output);
        (exitCode, string ofCommand, errors) = await Tool.RunAsync("sweep", "-h");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("ztunnelsim sweep <scenario>... [options]", ofCommand);
    }

    [Theory]
    [InlineData("300", 300)]
    [InlineData("300s", 300)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    public void A_grace_period_is_typed_as_any_duration_of_whole_seconds(string text, int seconds)
    {
        var option = CommonOptions.GracePeriod("");
        Assert.Equal(seconds, new RootCommand { option }.Parse(["--grace-period", text]).GetValue(option));
    }

    [Theory]
    [InlineData("0.5s")]
    [InlineData("0")]
    [InlineData("1.5")]
    public void A_part_of_a_second_is_no_grace_period(string text)
    {
        var option = CommonOptions.GracePeriod("");
        Assert.Single(new RootCommand { option }.Parse(["--grace-period", text]).Errors);
    }

    [Theory]
    [InlineData("30,300,30m")]
    [InlineData("30s, 5m, 1800")]
    [InlineData("30", "300", "30m")]
    [InlineData("30,300", "1800")]
    public void Grace_periods_are_a_list_or_follow_each_other(params string[] values)
    {
        var option = OptionValues.GracePeriods("--grace-periods", "", usual: [1]);
        string[] repeated = [.. values.SelectMany(value => new[] { "--grace-periods", value })];
        Assert.All([["--grace-periods", .. values], repeated], typed => Assert.Equal(
            [30, 300, 1800], new RootCommand { option }.Parse((string[])typed).GetValue(option)!));
    }

    [Theory]
    [InlineData("5%", 0.05)]
    [InlineData("5 %", 0.05)]
    [InlineData("0.05", 0.05)]
    public void A_share_is_typed_with_or_without_its_sign(string text, double share)
    {
        var option = OptionValues.Share("--precision", "", s => s is > 0 and < 1, "");
        Assert.Equal(share, new RootCommand { option }.Parse(["--precision", text]).GetValue(option)!.Value, 1e-12);
    }

    [Fact]
    public void A_precision_is_a_share_or_none()
    {
        var option = OptionValues.Precision("--precision", "");
        Assert.Equal(new Precision(0.02), Parsed("2%"));
        Assert.Equal(Precision.None, Parsed("none"));
        Assert.Null(new RootCommand { option }.Parse([]).GetValue(option));
        foreach (string wrong in new[] { "0", "1", "100%", "all", "-5%" })
        {
            string error = Assert.Single(new RootCommand { option }.Parse([$"--precision={wrong}"]).Errors).Message;
            Assert.Equal(
                $"--precision takes a share above 0 and below 1, such as 5% or 0.05, or none, but '{wrong}' was given.", error);
        }

        Precision? Parsed(string text) => new RootCommand { option }.Parse(["--precision", text]).GetValue(option);
    }

    [Fact]
    public async Task Folders_of_outputs_are_made_where_they_are_missing()
    {
        string folder = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "a", "b");
        (int exitCode, _, string errors) = await Tool.RunAsync(
            "trace", Tool.CompareExample, "--format", "csv", "--out", Path.Combine(folder, "trace.csv"));
        Assert.True(exitCode == 0, errors);
        Assert.True(new FileInfo(Path.Combine(folder, "trace.csv")).Length > 0);
        (exitCode, _, errors) = await Tool.RunAsync("trace", Tool.CompareExample, "--format", "csv", "--out", folder);
        Assert.Equal((2, $"ztunnelsim: error: {folder}: is a folder, but the name of a file to write is expected.\n"), (exitCode, errors));
    }

    [Fact]
    public async Task The_same_log_from_before_and_from_the_rollout_is_told()
    {
        (int exitCode, _, string errors) = await Tool.RunAsync("backtest", "--before", "a.log", "--during", "b.log", "./a.log");
        Assert.Equal(
            (2, "ztunnelsim: error: ./a.log: --during: is given as a log from before the rollout and as one from the rollout.\n"),
            (exitCode, errors));
    }

    [Fact]
    public async Task In_a_pipe_a_table_of_many_workloads_has_them_as_rows_whole()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "many.yaml");
        string[] names = [.. Enumerable.Range(1, 18).Select(i => $"a-very-long-workload-name-that-differs-at-its-end-{i:00}")];
        await File.WriteAllTextAsync(
            file,
            "cluster: {nodes: 3}\nztunnel: {terminationGracePeriodSeconds: [10, 60]}\nworkloads:\n" + string.Concat(
                names.Select(name => $"- {{name: {name}, openPerNode: 5, lifetime: {{exponential: {{mean: 5m}}}}}}\n")),
            TestContext.Current.CancellationToken);
        (int exitCode, string output, _) = await Tool.RunAsync("sweep", file, "--replications", "5");
        Assert.Equal(0, exitCode);
        string[] rows = [.. output.Split('\n').Where(line => line.StartsWith("| a-very-long", StringComparison.Ordinal))];
        Assert.Equal(names, rows.Select(row => row.Split('|')[1].Trim()));
        Assert.Contains("|       T = 10 s |", output);
        Assert.DoesNotContain('…', output);
    }

    [Theory]
    [InlineData(1, 0.5, null)]
    [InlineData(1, 0.05, "This takes about 20 s.")]
    [InlineData(1.1, 0.0025, "This takes about 7 min 30 s.")]
    [InlineData(2, 0.0001, "This takes about 5 h 35 min.")]
    public void Long_work_is_estimated_from_its_first_part(double seconds, double share, string? expected) =>
        Assert.Equal(expected, ProgressBar.Estimate(seconds, share));

    [Fact]
    public async Task Logs_say_how_much_they_will_write_and_that_is_what_they_write()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int exitCode, _, string errors) = await Tool.RunAsync("logs", Tool.Example, "--out", folder, "--before-minutes", "1");
        Assert.Equal(0, exitCode);
        Assert.Contains("About to write before.log with some 60,000 lines (33.4 MiB)", errors);
        Assert.InRange(File.ReadLines(Path.Combine(folder, "before.log")).Count(), 57_000, 63_000);
        Assert.InRange(new FileInfo(Path.Combine(folder, "before.log")).Length / 1048576.0, 30, 36);
    }

    [Fact]
    public async Task Cancelled_logs_leave_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        using Process process = Tool.Start("logs", Tool.Example, "--out", folder);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string? line;
        do line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        while (line?.StartsWith("About to write", StringComparison.Ordinal) == false);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        using Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((130, ""), (process.ExitCode, await output));
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public async Task In_a_terminal_no_line_is_longer_than_it_is_wide(int columns)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not installed.");
        string dll = Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli.dll");
        string typed = $"stty cols {columns}; dotnet {dll} sweep data/example/scenario.yaml --replications 5 2>/dev/null";
        ProcessStartInfo start = new("script", ["-qec", typed, "/dev/null"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        using Process process = Process.Start(start)!;
        string shown = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string[] lines = [.. shown.Split('\n').Select(Shown)];
        Assert.Contains(lines, line => line.Contains("3600 s", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= columns, line));

        static string Shown(string line) => Regex.Replace(line, @"\x1b(\[[0-9;?]*[A-Za-z]|[=>])", "").TrimEnd();
    }
}
