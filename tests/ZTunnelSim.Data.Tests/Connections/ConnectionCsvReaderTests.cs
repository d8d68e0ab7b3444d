using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Tests.Support;
using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Data.Tests.Connections;

public class ConnectionCsvReaderTests
{
    [Fact]
    public void Durations_are_read_in_the_unit_of_their_column()
    {
        string path = Files.Temporary("c.csv", "pod,t_s,t_ms,open\na,1.5,20,false\n\"b, c\",0,0.5,1\n");
        Assert.Equal([1.5, 0], ConnectionCsvReader.Read(path, "t_s").Select(o => o.Seconds));
        Assert.Equal([0.02, 0.0005], ConnectionCsvReader.Read(path, "t_ms").Select(o => o.Seconds));
        Assert.Equal([new LifetimeObservation(1.5), new LifetimeObservation(0, true)], ConnectionCsvReader.Read(path, "t_s", "open"));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "c", "no column 'c'")]
    [InlineData("duration,b\n1,2\n", "durations", "did you mean 'duration'")]
    [InlineData("d\n1\nx\n", "d", "f.csv:3: d: a duration of at least 0 is expected, but 'x' was given.")]
    [InlineData("d\n-1\n", "d", "'-1'")]
    [InlineData("d\nNaN\n", "d", "'NaN'")]
    [InlineData("d\n1e400\n", "d", "'1e400'")]
    [InlineData("d,e\n\"1\n2\n", "d", "d")]
    [InlineData("", "d", "empty")]
    [InlineData("d\n", "d", "no row")]
    public void What_is_wrong_is_told_with_its_line(string content, string column, string names)
    {
        string path = Files.Temporary("f.csv", content);
        Assert.Contains(names, Assert.Throws<InputException>(() => ConnectionCsvReader.Read(path, column)).Message);
    }

    [Fact]
    public void A_censored_column_holds_true_or_false()
    {
        string path = Files.Temporary("f.csv", "d,open\n1,perhaps\n");
        Assert.Contains("'perhaps'", Assert.Throws<InputException>(() => ConnectionCsvReader.Read(path, "d", "open")).Message);
    }
}
