namespace ZTunnelSim.Cli.Tests;

public class ReportCommandTests
{
    [Fact]
    public async Task A_page_and_a_change_request_are_written_the_same_each_time()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string[] arguments = ["report", Tool.Example, "--replications", "20", "--max-resets", "5%", "--max-duration", "2h"];
        string[] pages = [Path.Combine(folder, "one.html"), Path.Combine(folder, "two.html")];
        string markdown = Path.Combine(folder, "change-request.md");
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            [.. arguments, "--out", pages[0], "--markdown", markdown, "--threads", "1"]);
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^Set terminationGracePeriodSeconds: \d+ .* It is the smallest that holds all limits", output);
        Assert.Contains(markdown, errors);
        await Tool.RunAsync([.. arguments, "--out", pages[1], "--threads", "2"]);
        Assert.Equal(
            await File.ReadAllBytesAsync(pages[0], TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(pages[1], TestContext.Current.CancellationToken));
        Assert.StartsWith("# ztunnel rollout on 20 nodes", await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken));
        Assert.Equal(3, Directory.GetFiles(folder).Length);
        // Where the files lie on this machine is nobody's business.
        Assert.DoesNotContain(AppContext.BaseDirectory, await File.ReadAllTextAsync(pages[0], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--max-resets", "few", "--max-resets takes")]
    [InlineData("--max-duration", "soon", "--max-duration takes")]
    [InlineData("--grace-period", "31", "is none of the candidates, which are 10, 30,")]
    [InlineData("--grace-period", "30", "--max-resets", "5", "give either")]
    [InlineData("--out", ".", ".: is a folder")]
    [InlineData("--out", "/dev/null/report.html", "/dev/null")]
    [InlineData("--out", "same", "--markdown", "./same", "name the same file")]
    public async Task Bad_input_gets_one_clear_error_and_exit_code_2(params string[] optionsAndMessage)
    {
        (int exitCode, _, string errors) = await Tool.RunAsync(["report", Tool.Example, "--replications", "2", .. optionsAndMessage[..^1]]);
        Assert.Equal(2, exitCode);
        Assert.Contains(optionsAndMessage[^1], errors);
        Assert.DoesNotContain("   at ", errors);
    }
}
