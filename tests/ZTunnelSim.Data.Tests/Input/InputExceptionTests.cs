namespace ZTunnelSim.Data.Tests;

/// <summary>Whatever was given, an error is one line that can be seen and read.</summary>
public class InputExceptionTests
{
    [Theory]
    [InlineData("a\nb", "a b")]
    [InlineData("a\r\nb\tc", "a b c")]
    [InlineData("\u001b[31m \u0007 \u202E", "?[31m ? ?")]
    [InlineData("f\u00FCr 10 %", "f\u00FCr 10 %")]
    public void A_message_is_one_line_of_what_can_be_seen(string given, string shown)
    {
        InputException e = new($"'{given}' was given.", $"{given}.csv", 3, given);
        Assert.Equal($"{shown}.csv:3: {shown}: '{shown}' was given.", e.Message);
        // A program that goes on with them has what was given.
        Assert.Equal(($"{given}.csv", given), (e.File, e.Key));
    }

    [Fact]
    public void A_message_about_something_endless_keeps_its_place_its_beginning_and_its_end()
    {
        InputException e = new($"'{new string('x', 100_000)}' was given; accepted are a and b.", "t.csv", 3);
        Assert.StartsWith("t.csv:3: 'xxx", e.Message);
        Assert.EndsWith("xxx' was given; accepted are a and b.", e.Message);
        Assert.InRange(e.Message.Length, 500, 2_100);
        Assert.InRange(new InputException("does not exist.", new string('x', 100_000)).Message.Length, 500, 2_100);
    }
}
