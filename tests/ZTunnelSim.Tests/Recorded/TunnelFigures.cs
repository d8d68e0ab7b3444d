using static System.FormattableString;

namespace ZTunnelSim;

/// <summary>What the sessions engine and theory make of recorded handovers with HBONE connections.</summary>
internal static class TunnelFigures
{
    public const string Title = "Handovers with HBONE connections", GoawayTitle = "The GOAWAY window, and when processes end";

    private const int Draws = 400, DrawsOfShort = 100;
    private const ulong Seed = 20261127;

    private static readonly Lazy<IReadOnlyList<TunnelHandover>> WithLedgers =
        new(() => [.. TunnelHandover.OfLong()]);

    private static readonly Lazy<IReadOnlyList<(TunnelHandover Handover, OverlapDraws Draws)>> Played =
        new(() => [.. WithLedgers.Value.Select((h, n) => (h, OverlapDraws.Of(h, n, Draws)))]);

    private static readonly Lazy<IReadOnlyList<TunnelHandover>> OfGoaway = new(() => [.. TunnelHandover.Goaway()]);

    private static readonly Lazy<IReadOnlyList<Fidelity>> TheRows = new(() => [.. AllRows().Where(row => row.Figures.Count > 0)]);
    private static readonly Lazy<IReadOnlyList<Fidelity>> TheGoawayRows = new(() => [.. AllGoawayRows().Where(row => row.Figures.Count > 0)]);

    /// <summary>The rows of what is cut and who gets what.</summary>
    public static IReadOnlyList<Fidelity> Rows => TheRows.Value;

    /// <summary>The rows of the GOAWAY window, and of when processes ended.</summary>
    public static IReadOnlyList<Fidelity> GoawayRows => TheGoawayRows.Value;

    /// <summary>Handovers of short connections, with several round trips.</summary>
    public static IReadOnlyList<TunnelHandover> Goaway => OfGoaway.Value;

    private static IEnumerable<Fidelity> AllRows()
    {
        (TunnelHandover Handover, OverlapDraws Draws)[] two = [.. Played.Value.Where(p => !p.Handover.IsOneNode)];
        (TunnelHandover Handover, OverlapDraws Draws)[] one = [.. Played.Value.Where(p => p.Handover.IsOneNode)];
        yield return Cuts("HBONE between two nodes", two);
        yield return Cuts("HBONE on one node", one);
        yield return new(
            "connections to the client's new ztunnel in the overlap", Fidelity.Interval,
            [.. WithLedgers.Value.Concat(Goaway).Where(h => h.Outbound.All > 0).Select(h =>
                RecordedFigure.OfBinomial(h.Name, h.Outbound.New, h.Outbound.All, h.Rollout.Timing.NewShare))]);
        yield return new(
            "HBONE connections to the server's new ztunnel in the overlap", Fidelity.Interval,
            [.. TunnelHandover.SeriesWithLedgers.Select(series =>
            {
                (int made, int onNew) = TunnelHandover.Tunnels(series);
                return RecordedFigure.OfBinomial(series, onNew, made, ReplacementTiming.Default.NewShare);
            })]);
        foreach (Fidelity row in Shares(
            "streams to the server's new ztunnel in the overlap, more than 100 open",
            two.Where(p => p.Handover.Inbound.All > 0).Select(p => (p.Handover, p.Handover.Inbound, p.Draws.Inbound)),
            choice => choice.OfStreams(0)))
            yield return row;
        foreach (Fidelity row in Shares(
            "streams to the server's new ztunnel in the overlap, fewer open",
            Goaway.Where(h => h.AtServer).Select((h, n) => (h, h.Inbound, OverlapDraws.Of(h, n, DrawsOfShort).Inbound)),
            choice => choice.OfStreams(0)))
            yield return row;
        foreach (Fidelity row in Shares(
            "connections on one node that only new processes have", one.Select(p => (p.Handover, p.Handover.Pairs, p.Draws.Both)),
            choice => choice.OfBoth))
            yield return row;
    }

    private static IEnumerable<Fidelity> AllGoawayRows()
    {
        foreach (IGrouping<string, TunnelHandover> file in Goaway.Where(h => h is { AtServer: true, HasRoundTrip: true })
            .GroupBy(h => h.Series).OrderBy(g => g.First().RatePerSecond).ThenBy(g => g.First().RoundTripSeconds))
        {
            TunnelHandover any = file.First();
            yield return Hung(Invariant($"{any.RatePerSecond:0}/s, round trip {1000 * any.RoundTripSeconds:0.0} ms"), file);
        }
        TunnelHandover[] atOnce = [.. Goaway.Where(h => h is { AtServer: true, HasRoundTrip: false })];
        yield return Hung("50 and 200/s, round trip 0.2 ms", atOnce);
        yield return Hung(
            "the same, with the time until the process closed its listeners",
            atOnce.Select(h => h with { RoundTripSeconds = h.RoundTripSeconds + h.ClosedAfter }));
        yield return Exits("end of the process, short connections by HBONE: before G, or at G where one hangs", Goaway);
        yield return Exits("end of the process, long connections by HBONE: at G", WithLedgers.Value);
    }

    /// <summary>Streams that hang, as the sessions engine draws them, and how long the drain of the server's node takes.</summary>
    public static IEnumerable<(long Hung, double DrainSeconds)> DrawHung(TunnelHandover handover, int draws) =>
        Enumerable.Range(0, draws).Select(i =>
        {
            RolloutResult result = handover.Rollout.Simulate(Seed, new SimulationOptions { Replication = i });
            return (result.Hung.Total, result.Timelines[handover.ServerNode].DrainSeconds);
        });

    private static Fidelity Hung(string what, IEnumerable<TunnelHandover> handovers) => new(
        $"streams that hang, {what}", Fidelity.Interval,
        [.. handovers.Select(h => RecordedFigure.OfPoisson(h.Name, h.Hung, h.Rollout.Predict().Hung))]);

    private static Fidelity Cuts(string what, IEnumerable<(TunnelHandover Handover, OverlapDraws Draws)> played) => new(
        $"connections cut, {what}", Fidelity.Interval,
        [.. played.Select(p => RecordedFigure.OfDraws(p.Handover.Name, p.Handover.Cut, p.Draws.Cut))]);

    /// <summary>
    /// Shares beside theory's, in the interval of the engine's; and their mean beside the means of as many that the engine drew.
    /// </summary>
    private static IEnumerable<Fidelity> Shares(
        string what, IEnumerable<(TunnelHandover Handover, (int All, int New) Recorded, double[] Drawn)> played,
        Func<ListenerChoice, double> theory)
    {
        (TunnelHandover Handover, double Recorded, double[] Drawn)[] all =
            [.. played.Select(p => (p.Handover, (double)p.Recorded.New / p.Recorded.All, p.Drawn))];
        if (all.Length == 0) yield break;
        RecordedFigure[] figures = [.. all.Select(p => RecordedFigure.OfDraws(p.Handover.Name, p.Recorded, p.Drawn) with
        {
            Expected = theory(p.Handover.Choice),
        })];
        double[] means = [.. Enumerable.Range(0, all[0].Drawn.Length).Select(i => all.Average(p => p.Drawn[i]))];
        RecordedFigure mean = RecordedFigure.OfDraws(what, figures.Average(f => f.Recorded), means) with
        {
            Expected = figures.Average(f => f.Expected),
        };
        yield return new(what, Fidelity.Interval, figures) { Unit = FigureUnit.Share };
        yield return new($"{what}: their mean", Fidelity.Interval, [mean]) { Unit = FigureUnit.Share };
    }

    private static Fidelity Exits(string what, IEnumerable<TunnelHandover> handovers) => new(
        what, HandoverFigures.IntervalAndDelay,
        [.. handovers.SelectMany(h => h.ExitedAfter.Select(exit =>
            new DrainLaw(h.Rollout, exit.Node).Beside(h.Name, exit.Seconds, HandoverFigures.Delay)))])
    {
        Unit = FigureUnit.Seconds,
    };

    /// <summary>What the sessions engine drew of one handover.</summary>
    /// <param name="Cut">Connections cut on any node.</param>
    /// <param name="Inbound">The share of streams opened in the overlap that the server's new process has.</param>
    /// <param name="Both">The share that only new processes have.</param>
    private sealed record OverlapDraws(double[] Cut, double[] Inbound, double[] Both)
    {
        /// <summary>Draws of their own for the n-th handover: what several have in the mean is to vary as little as theirs.</summary>
        public static OverlapDraws Of(TunnelHandover handover, int n, int number)
        {
            Rollout rollout = handover.Rollout;
            OverlapDraws draws = new(new double[number], new double[number], new double[number]);
            Parallel.For(0, number, i =>
            {
                RolloutResult result = rollout.Simulate(
                    Seed, new SimulationOptions { Replication = n * number + i, Trace = handover.AtServer });
                draws.Cut[i] = result.Resets.Total;
                if (!handover.AtServer) return;
                NodeTimeline times = result.Timelines[handover.ServerNode];
                TraceEvent[] opened = [.. result.Trace!.Where(e =>
                    e.Kind == TraceEventKind.Opened && e.Seconds >= times.ListeningAt && e.Seconds < times.SigtermAt)];
                draws.Inbound[i] = Share(opened, e => e.PeerProcess == ProcessSide.New);
                draws.Both[i] = Share(opened, e => e.PeerProcess == ProcessSide.New && e.Process == ProcessSide.New);
            });
            return draws;

            static double Share(TraceEvent[] opened, Func<TraceEvent, bool> isNew) => (double)opened.Count(isNew) / opened.Length;
        }
    }
}
