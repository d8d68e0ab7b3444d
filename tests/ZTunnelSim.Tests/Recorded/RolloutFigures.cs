namespace ZTunnelSim;

/// <summary>Recorded rolling updates of the DaemonSet as rows of the page of fidelity; <see cref="ReplayFigures"/> judges them.</summary>
internal static class RolloutFigures
{
    public const string Title = "Rolling updates of the DaemonSet, Kubernetes 1.36";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["la"] = "minReadySeconds with a surge, gate on",
        ["lb"] = "minReadySeconds with a surge, gate off",
        ["xc"] = "a second change of the template",
    };

    private static readonly Lazy<IReadOnlyList<Fidelity>> TheRows = new(() => [.. AllRows()]);

    /// <summary>The rows of all classes.</summary>
    public static IReadOnlyList<Fidelity> Rows => TheRows.Value;

    private static IEnumerable<Fidelity> AllRows()
    {
        ReplayFigures[] classes = [.. ReplayFigures.Of()];
        foreach (ReplayFigures figures in classes)
        {
            yield return new($"rolling update, {NameOf(figures.Class)}: old pods gone", "nodes within 0.3 s and 0.1 s a step",
                [.. figures.Best.SelectMany(replay => replay.NodesWithin.Select((within, i) => RecordedFigure.Judged(
                    replay.Recorded.Nodes[i].Name, replay.Recorded.Nodes[i].Gone ?? double.NaN,
                    replay.Played.Timelines[i].OldGoneAt - replay.StartsAt, within is (true, true, true))))])
            {
                Unit = FigureUnit.Seconds,
            };
        }
        RolloutReplay[] ended = [.. classes.SelectMany(f => f.Best).Where(replay => replay.EndIsWithin is not null)];
        yield return new("rolling update: rollouts' end", "within 2 % or 0.5 s", [.. ended.Select(replay => RecordedFigure.Judged(
            replay.Recorded.Id, replay.Recorded.EndSeconds!.Value, replay.Played.DurationSeconds - replay.StartsAt,
            replay.EndIsWithin == true))])
        {
            Unit = FigureUnit.Seconds,
        };
        ReplayFigures[] gated = [.. new[] { true, false }.Select(surge => new ReplayFigures(
            surge ? "with a surge" : "without a surge",
            [.. classes.SelectMany(f => f.Replays)
                .Where(draws => draws[0].Recorded is { HasGate: true, MinReadySeconds: > 0 } r && r.IsSurge == surge)]))];
        foreach (ReplayFigures figures in gated)
        {
            yield return new($"rolling update with minReadySeconds and the gate, {figures.Class}", "met by one of 60 draws",
                [.. figures.Best.Select(replay => RecordedFigure.Same(replay.Recorded.Id, replay.EveryNodeIsWithin && replay.EndsAlike))])
            {
                Unit = FigureUnit.Alike,
            };
        }
        (int least, int most) = gated[0].StalledPlayed;
        yield return new("of these, surges that stand still", "in the range of 60 draws",
            [new("stalled", gated[0].StalledRecorded, 0.5 * (least + most), least, most)]);
    }

    /// <summary>What a class's short name stands for.</summary>
    private static string NameOf(string name) => Names.TryGetValue(name, out string? special) ? special
        : name.StartsWith("S ", StringComparison.Ordinal) ? $"surge, {name[2..]}"
        : name.StartsWith("U ", StringComparison.Ordinal) ? $"no surge, {name[2..]}"
        : name;
}
