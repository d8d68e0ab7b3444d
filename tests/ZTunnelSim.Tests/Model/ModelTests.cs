namespace ZTunnelSim.Tests;

public class ModelTests
{
    private static readonly Workload Any = Workload.Of("any", Traffic.PerNode(1), new Exponential(1));

    [Theory]
    [InlineData("3", 10, 3)]
    [InlineData("25%", 10, 3)]
    [InlineData("25%", 8, 2)]
    [InlineData("1%", 10, 1)]
    [InlineData("100%", 7, 7)]
    [InlineData("0%", 7, 0)]
    public void Limits_are_numbers_or_percentages_that_round_up(string text, int nodes, int expected)
    {
        Assert.True(IntOrPercent.TryParse(text, out IntOrPercent value));
        Assert.Equal(expected, value.Resolve(nodes));
        Assert.Equal(text, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("101%")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData(" 1")]
    public void What_is_no_such_limit_is_not_read(string text) => Assert.False(IntOrPercent.TryParse(text, out _));

    [Fact]
    public void Exactly_one_limit_of_a_rolling_update_is_zero()
    {
        IntOrPercent one = IntOrPercent.Of(1), zero = IntOrPercent.Of(0), zeroPercent = IntOrPercent.Percent(0);
        Assert.True(new RollingUpdate(one, zeroPercent).IsSurge);
        Assert.False(new RollingUpdate(zeroPercent, one).IsSurge);
        Assert.Throws<ArgumentException>(() => new RollingUpdate(zero, zeroPercent));
        Assert.Throws<ArgumentException>(() => new RollingUpdate(one, one));
    }

    [Fact]
    public void A_cluster_names_what_is_wrong_with_it()
    {
        Assert.Contains("'n'", Assert.Throws<ArgumentException>(() => new Cluster([new Node("n"), new Node("n")], [Any])).Message);
        Assert.Contains("'any'", Assert.Throws<ArgumentException>(() => Cluster.OfSize(1, Any, Any)).Message);
        Workload elsewhere = Workload.Of("w", Traffic.PerNode(1, ["mars"]), new Exponential(1));
        Assert.Contains("'mars'", Assert.Throws<ArgumentException>(() => Cluster.OfSize(1, elsewhere)).Message);
        Assert.Throws<ArgumentException>(() => Cluster.OfSize(1));
        Assert.Throws<ArgumentException>(() => new Cluster([], [Any]));
    }

    [Fact]
    public void Workloads_stand_on_the_nodes_that_they_name()
    {
        Workload some = Workload.Of("some", Traffic.PerNode(1, ["node-3", "node-1"]), new Exponential(1));
        Cluster cluster = Cluster.OfSize(3, Any, some);
        Assert.Equal([0, 1], cluster.WorkloadsOn(0).ToArray());
        Assert.Equal([0], cluster.WorkloadsOn(1).ToArray());
        Assert.Equal([0, 1], cluster.WorkloadsOn(2).ToArray());
        Assert.Equal(2, cluster.NodesOf(1));
    }

    [Fact]
    public void Littles_law_ties_open_connections_to_arrivals() =>
        Assert.Equal(4, Workload.Of("w", Traffic.OpenPerNode(240), new Exponential(60)).OpenedPerSecond, 1e-12);

    [Fact]
    public void Values_outside_their_range_can_not_be_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GracePeriod(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workload.Of("w", Traffic.PerNode(-1), new Exponential(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workload.Of("w", Traffic.PerNode(double.NaN), new Exponential(1)));
        Assert.Throws<ArgumentException>(() => Workload.Of(" ", Traffic.PerNode(1), new Exponential(1)));
        Assert.Throws<ArgumentException>(() => Workload.Of("w", Traffic.OpenPerNode(1), new Constant(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplacementTiming(new Constant(1), new Constant(1), new Constant(1), 1.1));
        Assert.Throws<ArgumentException>(() => new ReplacementTiming(new Lomax(1, 1), new Constant(1), new Constant(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DrainBudget.Deadline(TimeSpan.FromSeconds(0)));
    }
}
