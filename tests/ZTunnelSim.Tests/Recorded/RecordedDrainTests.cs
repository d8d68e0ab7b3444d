namespace ZTunnelSim.Tests;

/// <summary>
/// What <c>kubectl drain</c> 1.36 did against the real API server and the real controllers, node by node, played by the product's own
/// controllers. Where a replacement lands is random in both, so that it lands where it did in the recording; which of two evictions that
/// come within milliseconds wins is as it happens, and kubectl's looks at many pods come in any order: hence nine in ten.
/// </summary>
public class RecordedDrainTests(ITestOutputHelper output)
{
    private static readonly Lazy<
        (RecordedDrain Drain, IReadOnlyList<DrainedNode> Nodes, IReadOnlyList<ReplacedPod> Replacements)[]> Played = new(() => [.. RecordedDrain.ReadAll().Select(drain =>
        {
            (IReadOnlyList<DrainedNode> nodes, IReadOnlyList<ReplacedPod> replacements) = drain.Play();
            return (drain, nodes, replacements);
        })]);

    private static (DrainedNode Recorded, DrainedNode Played)[] Nodes => [.. Played.Value.SelectMany(p => p.Drain.Nodes.Zip(p.Nodes))];

    [Fact]
    public void Every_node_is_drained_in_its_turn_or_not_and_kubectl_says_the_same_of_it()
    {
        Assert.NotEmpty(Nodes);
        Assert.All(Nodes, n => Assert.Equal(
            (n.Recorded.Node, n.Recorded.ExitCode, n.Recorded.Beside), (n.Played.Node, n.Played.ExitCode, n.Played.Beside)));
        // Of several errors the recording has the last one.
        Assert.All(Nodes, n => Assert.Contains(n.Recorded.Error, n.Played.Error));
        Assert.All(Nodes, n => Assert.Equal(n.Recorded.Error.Length == 0, n.Played.Error.Length == 0));
    }

    [Fact]
    public void Pods_are_evicted_and_refused_as_often_and_at_the_same_attempts() => NineInTen(
        "nodes", Nodes,
        (recorded, played) => recorded.Evicted.SequenceEqual(played.Evicted) && recorded.Refused.SequenceEqual(played.Refused));

    [Fact]
    public void A_node_takes_as_long_within_half_a_second() =>
        NineInTen("nodes", Nodes, (recorded, played) => Math.Abs(recorded.Seconds - played.Seconds) <= 0.5);

    [Theory]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    public void Replacements_are_Ready_when_they_were_within_a_second(string kind) => NineInTen(
        $"pods of kind {kind}",
        [.. Played.Value.SelectMany(p => p.Drain.Replacements.Zip(p.Replacements)).Where(pod => pod.First.Kind == kind)],
        (recorded, played) => Math.Abs(recorded.ReadyAfter - played.ReadyAfter) <= 1);

    private void NineInTen<T>(string what, (T Recorded, T Played)[] all, Func<T, T, bool> holds)
    {
        (T Recorded, T Played)[] others = [.. all.Where(one => !holds(one.Recorded, one.Played))];
        foreach ((T recorded, T played) in others) output.WriteLine($"recorded {recorded}\n  played {played}");
        output.WriteLine($"{all.Length - others.Length} of {all.Length} {what}");
        Assert.InRange(others.Length, 0, all.Length / 10);
    }
}
