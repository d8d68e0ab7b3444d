using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>What theory makes of recorded handovers, from the law, the rate, T, w and the age of the process alone.</summary>
internal static class HandoverFigures
{
    public const string Title = "Handovers, each connection by itself";

    /// <summary>What the lab's machine takes to cut, to end a process and to notice it, in seconds: 1 to 196 ms in quiet times.</summary>
    public const double Delay = 0.2;

    /// <summary>A time after the listeners that lies between the first probe and the second, in seconds.</summary>
    public const double BetweenProbes = 5;

    /// <summary>Where drains end that are as long as their law has it.</summary>
    public static readonly string IntervalAndDelay = Invariant($"in the 95 % interval and {Delay} s");

    private static readonly Lazy<IReadOnlyList<RecordedHandover>> BetweenTwo = new(() => [.. RecordedHandover.Between()]);
    private static readonly Lazy<IReadOnlyList<RecordedHandover>> OfNode = new(() => [.. RecordedHandover.OnNode()]);

    private static readonly Lazy<IReadOnlyList<Fidelity>> TheRows = new(() => [.. AllRows().Where(row => row.Figures.Count > 0)]);

    /// <summary>The rows of all of them.</summary>
    public static IReadOnlyList<Fidelity> Rows => TheRows.Value;

    /// <summary>Handovers between two processes on a bridge.</summary>
    public static IReadOnlyList<RecordedHandover> Between => BetweenTwo.Value;

    /// <summary>Rollouts on a node with the real kubelet.</summary>
    public static IReadOnlyList<RecordedHandover> OnNode => OfNode.Value;

    private static Fidelity Cuts(string what, IEnumerable<RecordedHandover> handovers) => new(
        $"connections cut, {what}", Fidelity.Interval,
        [.. handovers.Select(h => RecordedFigure.OfPoisson(h.Name, h.Cut, h.Rollout.Predict().Resets))]);

    private static IEnumerable<Fidelity> AllRows()
    {
        yield return Cuts("process to process", Between);
        yield return Cuts("real node", OnNode);
        yield return new(
            "open at SIGTERM, process to process", Fidelity.Interval,
            [.. Between.Select(h => RecordedFigure.OfPoisson(h.Name, h.OpenAtSigterm!.Value, new ResetTheory(h.Rollout).Mean(0, 0)))]);
        yield return new(
            "connections to the new process in the overlap", Fidelity.Interval,
            [.. Between.Where(h => h.InOverlap is { All: > 0 }).Select(h =>
                RecordedFigure.OfBinomial(h.Name, h.InOverlap!.Value.New, h.InOverlap.Value.All, h.Rollout.Timing.NewShare))]);
        yield return Drains("end of the drain, process to process", Between, h => h.DrainedAfter);
        yield return Drains("end of the drain, real node", OnNode, h => h.DrainedAfter);
        yield return Drains("end of the process, process to process", Between, h => h.ExitedAfter);
        yield return Exits();
        yield return SecondProbes();
        yield return ForcedCloses();
        yield return IdlePools();
        yield return new(
            "for comparison: connections cut after earlier handovers, if the processes' ages are not given", Fidelity.Interval,
            [.. Between.Concat(OnNode).Where(h => !double.IsInfinity(h.Age)).Select(h =>
                RecordedFigure.OfPoisson(h.Name, h.Cut, (h.Rollout with { ProcessAge = null }).Predict().Resets))]);
    }

    /// <summary>How many pods were Ready a period after the first probe, for each time that ztunnel needed to be ready.</summary>
    private static Fidelity SecondProbes() => new(
        "new pods Ready with the probe's second look, 10 s later", Fidelity.Interval,
        [.. OnNode.GroupBy(h => h.NeedsSeconds).OrderBy(g => g.Key).Select(g =>
        {
            DurationLaw law = ReplacementTiming.ReadyByProbe(needs: new Constant(g.Key));
            return RecordedFigure.OfBinomial(
                Invariant($"ready {g.Key} s after its listeners"), g.Count(h => h.ReadyAfter > BetweenProbes), g.Count(),
                law.Survival(BetweenProbes));
        })]);

    /// <summary>Connections that never close, with T from 1 to 25 s: they are cut as the budget ends (z1).</summary>
    private static Fidelity ForcedCloses() => new(
        "cut of connections that never close, T from 1 to 25 s", "within 0.02 s",
        [.. new[] { "z1_connections.csv", "z1b_streaming_connections.csv" }.Where(file => Recordings.Has("ztunnel", file))
            .SelectMany(file => RecordedTable.Read("ztunnel", file)).Select(row => RecordedFigure.Near(
                row["log"], row.Required("cut_after_sigterm_s"),
                DrainBudget.ZTunnel.SecondsFor(new GracePeriod((int)row.Required("T_s"))), tolerance: 0.02))])
    {
        Unit = FigureUnit.Seconds,
    };

    /// <summary>Processes that hold HBONE connections without a stream, or nothing: they exit at once (z7).</summary>
    private static Fidelity IdlePools() => new(
        "end of the process, HBONE connections without a stream", IntervalAndDelay,
        [.. new[] { "z7_idle_pool.csv" }.Where(file => Recordings.Has("ztunnel", file))
            .SelectMany(file => RecordedTable.Read("ztunnel", file)).Select(row =>
        {
            Rollout idle = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(0), new Exponential(1)))) with
            {
                GracePeriod = (int)row.Required("T_s"),
            };
            return new DrainLaw(idle, 0).Beside(row["log"], row.Required("exit_after_sigterm_s"), Delay);
        })])
    {
        Unit = FigureUnit.Seconds,
    };

    /// <summary>How long the drains took, or the processes lived after SIGTERM.</summary>
    private static Fidelity Drains(string what, IEnumerable<RecordedHandover> handovers, Func<RecordedHandover, double> recorded) => new(
        what, IntervalAndDelay,
        [.. handovers.Select(h => new DrainLaw(h.Rollout, 0).Beside(h.Name, recorded(h), Delay))])
    {
        Unit = FigureUnit.Seconds,
    };

    /// <summary>
    /// When the kubelet tells of a process's end: the drain, here its whole budget, and the default law of what comes after it. The machine
    /// was busy in half of the recordings, which that law leaves out.
    /// </summary>
    private static Fidelity Exits()
    {
        DurationLaw exit = ReplacementTiming.Default.Exit;
        return new("end of the process, real node (half of them on a busy machine)", "in the 95 % interval", [.. OnNode.Select(h =>
        {
            DrainLaw drain = new(h.Rollout, 0);
            return new RecordedFigure(
                h.Name, h.ExitedAfter, drain.Quantile(0.5) + exit.MeanSeconds, drain.Quantile(0.025) + exit.Quantile(0.025),
                drain.Quantile(0.975) + exit.Quantile(0.975));
        })])
        {
            Unit = FigureUnit.Seconds,
        };
    }
}
