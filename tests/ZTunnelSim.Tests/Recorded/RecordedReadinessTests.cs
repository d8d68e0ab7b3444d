namespace ZTunnelSim.Tests;

/// <summary>
/// From its listeners until a new pod is Ready: at the kubelet's first probe, or a period of 10 s later, and at no time between.
/// </summary>
public class RecordedReadinessTests
{
    private static readonly double[] Recorded = [.. HandoverFigures.OnNode.Select(h => h.ReadyAfter)];

    [Fact]
    public void Pods_are_Ready_at_the_first_probe_or_ten_seconds_later_and_never_between()
    {
        DurationLaw law = ReplacementTiming.ReadyByProbe();
        double late = Recorded.Count(r => r > HandoverFigures.BetweenProbes) / (double)Recorded.Length;
        Assert.All(Recorded, r => Assert.True(r is > 0 and < 2 or > 9.8 and < 12.2, $"{r} s"));
        Assert.InRange(late, 0.2, 0.8);
        Assert.InRange(law.Survival(HandoverFigures.BetweenProbes), 0.2, 0.8);
        Assert.Equal(law.Survival(2), law.Survival(9.8), 1e-9);
        Assert.Equal((1, 0), (law.Survival(0), law.Survival(12.2)));
    }

    /// <summary>Of 20 pods that were ready at once, three on a busy machine missed the first probe all the same.</summary>
    [Fact]
    public void What_ztunnel_needs_to_be_ready_decides_which_probe_it_is()
    {
        Fidelity row = HandoverFigures.Rows.Single(r => r.What.StartsWith("new pods Ready", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("; ", row.Figures));
        Assert.True(row.Inside >= row.Figures.Count - 1, row.ToString());
        RecordedFigure[] slow = [.. row.Figures.TakeLast(2)];
        Assert.All(slow, f => Assert.Equal(f.Recorded, f.Expected));
    }

    /// <summary>What the engines draw has the two humps as well.</summary>
    [Fact]
    public void Simulated_pods_are_Ready_at_either_probe()
    {
        Rollout rollout = HandoverFigures.OnNode[0].Rollout with
        {
            Timing = ReplacementTiming.Default with { Ready = ReplacementTiming.ReadyByProbe() },
        };
        double[] drawn = [.. Enumerable.Range(0, 200)
            .Select(i => rollout.Simulate(1, new SimulationOptions { Replication = i }).Timelines[0]).Select(t => t.ReadyAt - t.ListeningAt)];
        Assert.All(drawn, r => Assert.True(r is > 0 and < 2 or > 9.8 and < 12.2, $"{r} s"));
        Assert.InRange(drawn.Count(r => r > HandoverFigures.BetweenProbes), 40, 160);
    }
}
