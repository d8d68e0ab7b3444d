using System.CommandLine;

namespace ZTunnelSim.Cli.Tests;

public class DurationOptionTests
{
    [Theory]
    [InlineData("300", 300)]
    [InlineData("300s", 300)]
    [InlineData("250ms", 0.25)]
    [InlineData("5m", 300)]
    [InlineData("5min", 300)]
    [InlineData("1h30m", 5400)]
    [InlineData("9m52.392s", 592.392)]
    [InlineData("00:09:52", 592)]
    [InlineData("1d", 86_400)]
    public void An_option_takes_every_spelling_of_a_duration(string text, double seconds)
    {
        Option<double?> option = OptionValues.Duration("--longest", "");
        Assert.Equal(seconds, new RootCommand { option }.Parse(["--longest", text]).GetValue(option));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("-5s")]
    public void What_is_no_duration_above_0_is_refused_in_the_option_s_name(string text)
    {
        Option<double?> option = OptionValues.Duration("--longest", "");
        string error = Assert.Single(new RootCommand { option }.Parse([$"--longest={text}"]).Errors).Message;
        Assert.StartsWith("--longest takes a duration above 0", error);
        Assert.Contains($"'{text}' was given", error);
    }
}
