namespace ZTunnelSim.Data.Tests;

public class CsvTableTests
{
    [Theory]
    [InlineData("=cmd()", "'=cmd()")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-x", "'-x")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("\t=1", "' =1")]
    [InlineData("\r=1", "' =1")]
    [InlineData(" =1", "' =1")]
    [InlineData("\uff1d1", "'\uff1d1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("+2", "+2")]
    [InlineData("-1e-5", "-1e-5")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    [InlineData("n\u001b[31m", "n?[31m")]
    public void No_cell_of_text_is_a_formula(string text, string cell) => Assert.Equal(cell, CsvTable.Cell(text));

    [Fact]
    public void Results_as_CSV_have_no_formula_and_their_numbers_stay_numbers()
    {
        using MemoryStream stream = new();
        CsvTable.Write(stream, [("=x()", -1.5), ("api", 2)], ("Name", row => row.Item1), ("Value", row => row.Item2));
        Assert.Equal("Name,Value\n'=x(),-1.5\napi,2\n", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
