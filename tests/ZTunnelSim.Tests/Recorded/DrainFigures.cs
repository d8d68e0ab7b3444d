namespace ZTunnelSim;

/// <summary>
/// What the simulator makes of recorded runs of <c>kubectl drain</c> 1.36 with the real API server and the real controllers, node by node.
/// </summary>
internal static class DrainFigures
{
    public const string Title = "Drained nodes: kubectl drain 1.36, 26 drains";

    private static readonly Lazy<
        IReadOnlyList<(RecordedDrain Drain, IReadOnlyList<DrainedNode> Nodes, IReadOnlyList<ReplacedPod> Replacements)>> AllPlayed =
        new(() => [.. RecordedDrain.ReadAll().Select(drain =>
        {
            (IReadOnlyList<DrainedNode> nodes, IReadOnlyList<ReplacedPod> replacements) = drain.Play();
            return (drain, nodes, replacements);
        })]);

    /// <summary>Each node as it was recorded, and as it was played.</summary>
    public static IReadOnlyList<(DrainedNode Recorded, DrainedNode Played)> Nodes =>
        [.. AllPlayed.Value.SelectMany(p => p.Drain.Nodes.Zip(p.Nodes))];

    private static readonly Lazy<IReadOnlyList<Fidelity>> TheRows = new(() => [.. AllRows()]);

    /// <summary>The rows of all drains.</summary>
    public static IReadOnlyList<Fidelity> Rows => TheRows.Value;

    private static IEnumerable<Fidelity> AllRows()
    {
        yield return Alike("kubectl drain: its exit code and its error", (recorded, played) =>
            (recorded.Node, recorded.ExitCode, recorded.Beside) == (played.Node, played.ExitCode, played.Beside)
            // Of several errors the recording has the last one.
            && played.Error.Contains(recorded.Error, StringComparison.Ordinal) && recorded.Error.Length == 0 == (played.Error.Length == 0));
        yield return Alike("kubectl drain: pods evicted and refused, at the same attempts", (recorded, played) =>
            recorded.Evicted.SequenceEqual(played.Evicted) && recorded.Refused.SequenceEqual(played.Refused));
        yield return new("kubectl drain: how long a node takes", "nodes within 0.5 s", [.. Nodes.Select(n =>
            RecordedFigure.Near(n.Recorded.Node, n.Recorded.Seconds, n.Played.Seconds, tolerance: 0.5))])
        {
            Unit = FigureUnit.Seconds,
        };
        foreach (string kind in new[] { "Deployment", "StatefulSet" })
        {
            yield return new($"evicted pods' replacements Ready, {kind}", "pods within 1 s", [.. AllPlayed.Value
                .SelectMany(p => p.Drain.Replacements.Zip(p.Replacements)).Where(pod => pod.First.Kind == kind)
                .Select(pod => RecordedFigure.Near(pod.First.Workload, pod.First.ReadyAfter, pod.Second.ReadyAfter, tolerance: 1))])
            {
                Unit = FigureUnit.Seconds,
            };
        }
    }

    private static Fidelity Alike(string what, Func<DrainedNode, DrainedNode, bool> isAlike) => new(
        what, "nodes alike", [.. Nodes.Select(n => RecordedFigure.Same($"{n.Recorded} and {n.Played}", isAlike(n.Recorded, n.Played)))])
    {
        Unit = FigureUnit.Alike,
    };
}
