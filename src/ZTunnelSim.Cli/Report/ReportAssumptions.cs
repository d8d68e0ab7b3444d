namespace ZTunnelSim.Cli;

/// <summary>One thing that a report takes for granted.</summary>
/// <param name="About">What it is about, in a word or two.</param>
/// <param name="Text">The assumption, and what follows if it does not hold.</param>
internal sealed record ReportAssumption(string About, string Text);

/// <summary>What a report takes for granted, in plain words.</summary>
internal static class ReportAssumptions
{
    public static IEnumerable<ReportAssumption> Of(ReportModel report)
    {
        Rollout rollout = report.Sweep.Rollout;
        yield return new(
            "Arrivals",
            "Connections are opened independently of each other (Poisson arrivals), "
            + (rollout.Start is { } start && StartStudy.Change(rollout)
                ? $"at rates that follow the clock: those before and during a rollout that begins at {start:yyyy-MM-dd HH:mm zzz}."
                : "at a rate that does not change during the rollout. At a busier hour than the data's, expect more resets, in "
                    + "proportion."));
        yield return new(
            "Steady state",
            "At the start as many connections are open, and as old, as on average over a long time. The connections found open are "
            + "mostly long-lived ones: what counts is how much longer these still live.");
        yield return new("Resets", "A connection counts as reset when ztunnel closes it by force at the end of its drain. "
            + (rollout.Cluster.Workloads.Any(w => w.Clients.ComesBack)
                ? "Clients that come back can be reset again by a later node, and each time counts: the simulation has it, theory only in "
                    + "the first order."
                : "What clients do next, such as to reconnect, is not counted."));
        if (rollout.Cluster.HasBothEnds)
        {
            yield return new("Both ends", "A connection between two nodes crosses both nodes' ztunnels, and either one's replacement can "
                + "reset it; on one node it crosses one. "
                + "Theory is the sum over both ends, less those that outlive both drains; the simulation follows each connection.");
        }
        if (report.Scenario.Assumptions.Count > 0) yield return new("Scenario", string.Join(' ', report.Scenario.Assumptions));
        yield return new("Drain", DrainRule(rollout.DrainBudget));
        yield return new("Pacing", Pacings(rollout));
        yield return new(
            "Each node", $"Startup takes {Law(rollout.Timing.Startup)}, readiness {Law(rollout.Timing.Ready)}{Overlap(rollout)}.");
        yield return new("Ranges", "A range for one rollout holds for 95 of 100 rollouts. It covers chance"
            + (LeftOpen.ByData(rollout) is { } open ? $", and what the data leave open about the {open}." : ".")
            + (LeftOpen.TakenAsKnown(rollout) is { } known ? $" {char.ToUpperInvariant(known[0])}{known[1..]}" : ""));
        yield return new("Durations between candidates", DurationSources(report.Curves));
        foreach (LifetimeData data in report.Scenario.LifetimeData.Where(d => d.Notes.Count > 0))
            yield return new(data.Workload, string.Join(' ', data.Notes));
    }

    private static string DrainRule(DrainBudget rule) => rule switch
    {
        _ when rule == DrainBudget.ZTunnel => "ztunnel drains for T - 5 s, or T - 1 s where T is at most 10 s, and never for less than 1 "
            + "s. It exits earlier once it holds no connection.",
        _ when rule == DrainBudget.Nominal => "ztunnel drains for the whole of T. It exits earlier once it holds no connection.",
        _ => $"ztunnel drains for a fixed time ({rule}, in seconds; CONNECTION_TERMINATION_DEADLINE), but never longer than T. It exits "
            + "earlier once it holds no connection.",
    };

    private static string Pacings(Rollout rollout)
    {
        if (rollout.Strategy is not RollingUpdate plan) return rollout.Strategy.ToString();
        string kubernetes = plan.IsSurge
            ? "Kubernetes starts the next node as soon as a new pod is available, while the old one still drains, so that a long T costs "
                + "one drain, not one for every node."
            : "Kubernetes starts the next node when the new pod is available, which it can only be after the drain; until then the node "
                + "has no listener, and new connections are refused.";
        return $"{plan}. {kubernetes} \"One at a time\" is the rollout as the documentation describes it: the next node starts when the "
            + "old process has gone.";
    }

    private static string Overlap(Rollout rollout) => rollout.Strategy is RollingUpdate { IsSurge: true }
        ? $"; then both processes listen for {Law(rollout.Timing.Overlap)}, and the new one gets {Numbers.Share(rollout.Timing.NewShare)} "
            + "of the new connections"
        : "";

    private static string Law(DurationLaw law) => law switch
    {
        Constant => DurationFormat.Brief(law.MeanSeconds),
        Uniform => $"{Numbers.Shorten(law.ToString())} (in seconds, mean {DurationFormat.Brief(law.MeanSeconds)})",
        _ => $"{Numbers.Shorten(law.ToString())} (mean {DurationFormat.Brief(law.MeanSeconds)})",
    };

    private static string DurationSources(SweepCurves curves)
    {
        IEnumerable<string> said = curves.Pacings.Zip(curves.DurationIsSimulated).Select(p =>
            $"for the pacing \"{p.First.Name()}\" "
                + $"{(p.Second ? "means of simulations at some T, with straight lines between" : "by theory")}");
        return $"The tables show simulated durations. Those of the slider and the curves are expected ones, {string.Join(", and ", said)}.";
    }
}
