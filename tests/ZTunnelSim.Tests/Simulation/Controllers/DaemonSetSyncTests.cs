namespace ZTunnelSim.Tests;

/// <summary>
/// One sync of the DaemonSet controller as a table of states to actions. A node is a letter: <c>o</c> old and available,
/// <c>b</c> old and broken (unavailable), <c>s</c> old available beside a new pod that is not available, <c>r</c> old available
/// beside an available new one, <c>x</c> old broken beside a new one that is not available, <c>n</c> new, not available,
/// <c>u</c> new and available (up to date), <c>-</c> none, or only one that is marked deleted.
/// </summary>
public class DaemonSetSyncTests
{
    [Theory]
    // Nothing to do.
    [InlineData("1", "uuuu", "", "")]
    // As many new pods as the surge allows, in the order given.
    [InlineData("1", "oooo", "0", "")]
    [InlineData("3", "oooo", "012", "")]
    [InlineData("9", "oooo", "0123", "")]
    // A new pod that is not available holds its place.
    [InlineData("1", "sooo", "", "")]
    [InlineData("2", "sooo", "1", "")]
    [InlineData("2", "ssoo", "", "")]
    // Once it is available the old one is deleted; the place comes free only in the next sync.
    [InlineData("1", "rooo", "", "0")]
    [InlineData("2", "rsoo", "", "0")]
    [InlineData("3", "rsoo", "2", "0")]
    // An old pod that is marked deleted does not count: its drain holds no place.
    [InlineData("1", "uooo", "1", "")]
    [InlineData("1", "noou", "1", "")]
    // Broken old pods are replaced whatever the limit, and deleted without waiting for the new one.
    [InlineData("1", "obob", "013", "")]
    [InlineData("1", "sbob", "13", "")]
    [InlineData("1", "xooo", "1", "0")]
    // Percentages of all nodes, rounded up.
    [InlineData("25%", "oooo", "0", "")]
    [InlineData("26%", "oooo", "01", "")]
    [InlineData("1%", "oooooooo", "0", "")]
    // A node without any pod is not the update's business.
    [InlineData("1", "-ooo", "1", "")]
    public void Surge(string maxSurge, string nodes, string create, string delete) =>
        AssertDecides(new RollingUpdate(Limit(maxSurge), default), nodes, create, delete);

    [Theory]
    [InlineData("1", "uuuu", "")]
    [InlineData("1", "oooo", "0")]
    [InlineData("2", "oooo", "01")]
    // The drain, the start and an unavailable new pod all hold the place.
    [InlineData("1", "-ooo", "")]
    [InlineData("1", "nooo", "")]
    [InlineData("2", "-ooo", "1")]
    [InlineData("2", "-noo", "")]
    [InlineData("1", "uooo", "1")]
    // Broken old pods go first, and whatever the limit; they are unavailable, and so leave less of it to the others. Recorded:
    // of n nodes with b broken ones the first batch is min(n, max(b, limit)).
    [InlineData("1", "obob", "13")]
    [InlineData("3", "obob", "013")]
    [InlineData("2", "oboo", "01")]
    [InlineData("1", "nbob", "13")]
    // Two pods on a node count as unavailable until the other loop has put that right.
    [InlineData("1", "sooo", "")]
    [InlineData("50%", "oooou", "012")]
    public void Unavailable(string maxUnavailable, string nodes, string delete) =>
        AssertDecides(new RollingUpdate(default, Limit(maxUnavailable)), nodes, "", delete);

    [Fact]
    public void Nodes_are_taken_in_the_order_given()
    {
        List<int> create = [], delete = [];
        DaemonSetSync.Decide(true, 2, _ => Pods('o'), [2, 0, 1], create, delete);
        Assert.Equal([2, 0], create);
        Assert.Empty(delete);
    }

    private static void AssertDecides(RollingUpdate plan, string nodes, string create, string delete)
    {
        List<int> created = [], deleted = [];
        DaemonSetSync.Decide(
            plan.IsSurge, plan.ConcurrentNodes(nodes.Length), n => Pods(nodes[n]), [.. Enumerable.Range(0, nodes.Length)], created,
            deleted);
        Assert.Equal(create, string.Concat(created.Order()));
        Assert.Equal(delete, string.Concat(deleted.Order()));
    }

    private static NodePods Pods(char node) => node switch
    {
        'o' => new(true, true, false, false),
        'b' => new(true, false, false, false),
        's' => new(true, true, true, false),
        'r' => new(true, true, true, true),
        'x' => new(true, false, true, false),
        'n' => new(false, false, true, false),
        'u' => new(false, false, true, true),
        _ => default,
    };

    private static IntOrPercent Limit(string text) =>
        IntOrPercent.TryParse(text, out IntOrPercent limit) ? limit : throw new ArgumentException(text);
}
