namespace ZTunnelSim.Tests;

/// <summary>
/// What <c>kubectl drain</c> 1.36 did against the real API server and the real controllers, node by node, played by the product's own
/// controllers. Where a replacement lands is random in both, so that it lands where it did in the recording; which of two evictions that
/// come within milliseconds wins is as it happens, and kubectl's looks at many pods come in any order: hence nine in ten.
/// </summary>
public class RecordedDrainTests(ITestOutputHelper output)
{
    private static readonly Lazy<IReadOnlyList<(DrainedNode Recorded, DrainedNode Played)>> Nodes =
        new(() => [.. RecordedDrain.ReadAll().SelectMany(drain => drain.Nodes.Zip(drain.Play()))]);

    [Fact]
    public void Every_node_is_drained_in_its_turn_or_not_and_kubectl_says_the_same_of_it()
    {
        Assert.NotEmpty(Nodes.Value);
        Assert.All(Nodes.Value, n => Assert.Equal(
            (n.Recorded.Node, n.Recorded.ExitCode, n.Recorded.Error), (n.Played.Node, n.Played.ExitCode, n.Played.Error)));
    }

    [Fact]
    public void Pods_are_evicted_and_refused_as_often_and_at_the_same_attempts() => NineInTen(
        "evictions and refusals", (recorded, played) => recorded.Evicted.SequenceEqual(played.Evicted) && recorded.Refused.SequenceEqual(played.Refused));

    [Fact]
    public void A_node_takes_as_long_within_half_a_second() =>
        NineInTen("durations", (recorded, played) => Math.Abs(recorded.Seconds - played.Seconds) <= 0.5);

    private void NineInTen(string what, Func<DrainedNode, DrainedNode, bool> holds)
    {
        (DrainedNode Recorded, DrainedNode Played)[] others = [.. Nodes.Value.Where(n => !holds(n.Recorded, n.Played))];
        foreach ((DrainedNode recorded, DrainedNode played) in others) output.WriteLine($"recorded {Text(recorded)}\n  played {Text(played)}");
        output.WriteLine($"{what}: {Nodes.Value.Count - others.Length} of {Nodes.Value.Count} nodes");
        Assert.InRange(others.Length, 0, Nodes.Value.Count / 10);
    }

    private static string Text(DrainedNode node) => FormattableString.Invariant(
        $"{node.Node}: {node.Seconds:0.00} s, evicted {string.Join(", ", node.Evicted)}; refused {string.Join(", ", node.Refused)}");
}
