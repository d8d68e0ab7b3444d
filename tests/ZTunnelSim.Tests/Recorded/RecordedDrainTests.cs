namespace ZTunnelSim.Tests;

/// <summary>
/// What <c>kubectl drain</c> 1.36 did against the real API server and the real controllers, node by node, played by the product's own
/// controllers. Where a replacement lands is random in both, so that it lands where it did in the recording; which of two evictions that
/// come within milliseconds wins is as it happens, and kubectl's looks at many pods come in any order: hence nine in ten.
/// </summary>
public class RecordedDrainTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_node_is_drained_in_its_turn_or_not_and_kubectl_says_the_same_of_it()
    {
        Fidelity row = Row("exit code");
        Assert.True(row.Inside == row.Figures.Count, row.Outside);
    }

    [Theory]
    [InlineData("evicted and refused")]
    [InlineData("how long a node takes")]
    [InlineData("Ready, Deployment")]
    [InlineData("Ready, StatefulSet")]
    public void Nine_in_ten_are_as_recorded(string what)
    {
        Fidelity row = Row(what);
        Assert.True(row.Figures.Count - row.Inside <= row.Figures.Count / 10, row.Outside);
    }

    private Fidelity Row(string what)
    {
        Fidelity row = DrainFigures.Rows.Single(r => r.What.Contains(what, StringComparison.Ordinal));
        output.WriteLine(row.ToString());
        Assert.NotEmpty(row.Figures);
        return row;
    }
}
