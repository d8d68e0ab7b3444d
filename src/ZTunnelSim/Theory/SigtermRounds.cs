namespace ZTunnelSim;

/// <summary>
/// When the nodes of a rolling update get SIGTERM: round by round, as many at a time as there are slots, in seconds since the update's
/// start. Times are means, and drains that hold up the next node are taken to last their budget.
/// </summary>
/// <param name="Nodes">How many nodes are replaced.</param>
/// <param name="Slots">How many at a time.</param>
/// <param name="FirstSeconds">The first round's SIGTERM.</param>
/// <param name="CycleSeconds">From one round's SIGTERM to that of the next.</param>
internal readonly record struct SigtermRounds(int Nodes, int Slots, double FirstSeconds, double CycleSeconds)
{
    private const int MostPlaces = 8;

    /// <summary>How many rounds there are.</summary>
    public int Count => (Nodes + Slots - 1) / Slots;

    /// <summary>The last round's SIGTERM.</summary>
    public double LastSeconds => At(Count - 1);

    /// <summary>The times as a few that are equally likely for a node.</summary>
    public IEnumerable<(double Weight, double Seconds)> Spread
    {
        get
        {
            int rounds = Count, places = Math.Min(rounds, MostPlaces);
            for (int i = 0; i < places; i++) yield return (1.0 / places, At((i + 0.5) * rounds / places - 0.5));
        }
    }

    /// <summary>The rounds of an update that replaces so many nodes, with its own drain budget or another.</summary>
    public static SigtermRounds Of(Rollout rollout, RollingUpdate plan, int nodes, double? budgetSeconds = null)
    {
        double drain = ReplacementTimes.DrainIsSerial(rollout, plan) ? budgetSeconds ?? rollout.DrainBudgetSeconds : 0;
        return new(
            nodes, ReplacementTimes.Slots(rollout, plan),
            rollout.Timing.Reaction.MeanSeconds + ReplacementTimes.UntilSigtermSeconds(rollout, plan),
            ReplacementTimes.BesidesDrainSeconds(rollout, plan) + drain);
    }

    /// <summary>How many nodes got SIGTERM before a time.</summary>
    public int NodesBefore(double seconds)
    {
        if (!(seconds > FirstSeconds)) return 0;
        double rounds = CycleSeconds > 0 ? Math.Min(Count, Math.Ceiling((seconds - FirstSeconds) / CycleSeconds)) : Count;
        return (int)Math.Min(Nodes, rounds * Slots);
    }

    private double At(double round) => FirstSeconds + round * CycleSeconds;
}
