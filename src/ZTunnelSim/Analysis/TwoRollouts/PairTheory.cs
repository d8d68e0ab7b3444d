namespace ZTunnelSim;

/// <summary>
/// The theory of two rollouts, of which the second replaces what the first began: the first is a rollout, and so is the second, with
/// processes that have listened since the first.
/// </summary>
internal sealed class PairTheory
{
    private readonly Rollout _first;
    private readonly GracePeriod _then;
    private readonly RollingUpdate _plan;
    private readonly int _twice;
    private readonly SigtermRounds _ended;
    private readonly SigtermRounds _begun;
    private readonly ResetTheory _theoryOfFirst;
    private readonly double[] _firstResets;

    /// <param name="first">The first rollout.</param>
    /// <param name="then">The T of the processes that it begins.</param>
    /// <param name="ended">At how many nodes it has ended the old process when the second rollout begins.</param>
    /// <param name="twice">At how many of these it has begun one, which the second rollout ends.</param>
    public PairTheory(Rollout first, GracePeriod then, int ended, int twice)
    {
        (_first, _then, _twice, _plan) = (first, then, twice, first.RequireRollingUpdate());
        (_ended, _begun) = (SigtermRounds.Of(first, _plan, ended), SigtermRounds.Of(first, _plan, twice));
        _theoryOfFirst = new(first, ended);
        _firstResets = Resets(_theoryOfFirst, first, ended);
    }

    /// <summary>The theory of an update that is through with all nodes, and of what comes after it.</summary>
    public static PairTheory Through(Rollout first, GracePeriod then) =>
        new(first, then, first.Cluster.Nodes.Count, first.Cluster.Nodes.Count);

    /// <summary>The theory of T in a rollout of its own, and of the update after it.</summary>
    public static PairTheory InTwoSteps(Rollout update, GracePeriod present) =>
        Through(update.WithGracePeriod(present), update.GracePeriod);

    /// <summary>The theory of an update that is taken back after some seconds.</summary>
    public static PairTheory TakenBack(Rollout update, double afterSeconds)
    {
        RollingUpdate plan = update.RequireRollingUpdate();
        SigtermRounds all = SigtermRounds.Of(update, plan, update.Cluster.Nodes.Count);
        double acts = afterSeconds + update.Timing.Reaction.MeanSeconds;
        // Without a surge a node whose old process still drains gets the pod of before at once.
        double begun = acts - ReplacementTimes.WithoutListenerSeconds(update, plan, update.DrainBudgetSeconds);
        return new(update, update.GracePeriod, all.NodesBefore(acts), all.NodesBefore(begun));
    }

    /// <summary>When the first rollout is through with its nodes, their drains included, if these last their budget.</summary>
    public double FirstEndsSeconds => EndSeconds(_first, _ended);

    /// <summary>Both rollouts, the second so long after the end of the first, its drains included.</summary>
    public RolloutPair AfterWait(TimeSpan wait) => After(FirstEndsSeconds + Durations.Seconds(wait));

    /// <summary>Both rollouts, the second so many seconds after the first.</summary>
    public RolloutPair After(double betweenSeconds)
    {
        // Where drains hold up the next node, those of the first rollout hold up the second.
        double begins = ReplacementTimes.DrainIsSerial(_first, _plan) ? Math.Max(betweenSeconds, FirstEndsSeconds) : betweenSeconds;
        Rollout second = Second(begins);
        SigtermRounds rounds = SigtermRounds.Of(second, _plan, _twice);
        ResetTheory theory = new(second, _twice);
        double threeUntil = _begun.LastSeconds + _first.DrainBudgetSeconds + _first.Timing.Exit.MeanSeconds;
        bool threeAtOnce = _twice > 0 && _plan.IsSurge && begins + ListenSeconds(second, rounds.FirstSeconds) < threeUntil;
        return new(_first, second, _firstResets, Resets(theory, second, _twice))
        {
            BetweenSeconds = betweenSeconds,
            NodesReplacedTwice = _twice,
            FirstEndsSeconds = FirstEndsSeconds,
            SecondEndsSeconds = begins + EndSeconds(second, rounds),
            MostProcesses = threeAtOnce ? 3 : _plan.IsSurge ? 2 : 1,
            PeakNodesWithThreeProcesses = threeAtOnce ? NodesWithThree(second, theory, rounds, begins) : 0,
        };
    }

    /// <summary>The second rollout: its old processes have listened since the first, whose old ones drained by their own T.</summary>
    private Rollout Second(double begins)
    {
        Cluster cluster = _first.Cluster;
        if (cluster.Nodes.Any(n => n.ProcessAge is not null))
            cluster = new Cluster(cluster.Nodes.Select(n => n with { ProcessAge = null }), cluster.Workloads, cluster.Applications);
        return _first with
        {
            Cluster = cluster,
            GracePeriod = _then,
            // Much later is any time.
            Start = double.IsFinite(begins) ? _first.Start?.AddSeconds(begins) : null,
            ProcessAge = double.IsPositiveInfinity(begins) || _twice == 0 ? null : new Mixture(_begun.Spread.Select(place => (
                place.Weight, (DurationLaw)new Constant(Math.Max(0, begins - ListenSeconds(_first, place.Seconds)))))),
            PredecessorOverlap = null,
            PredecessorGracePeriod = _first.GracePeriod,
        };
    }

    /// <summary>The mean resets of each workload at so many nodes: any of the cluster's.</summary>
    private static double[] Resets(ResetTheory theory, Rollout rollout, int nodes)
    {
        double share = (double)nodes / rollout.Cluster.Nodes.Count;
        return [.. rollout.Cluster.Workloads.Select((_, w) => share * theory.Mean(w, rollout.DrainBudgetSeconds))];
    }

    /// <summary>
    /// The expected number of nodes with three processes, when they are most: nodes whose newest one listens, where both the others still
    /// run. That number grows only when a newest one begins to listen.
    /// </summary>
    private double NodesWithThree(Rollout second, ResetTheory theory, SigtermRounds rounds, double begins)
    {
        return rounds.Spread.Max(place => NodesAt(begins + ListenSeconds(second, place.Seconds)));

        double NodesAt(double time)
        {
            double oldest = _begun.Spread.Sum(place => place.Weight * Runs(_theoryOfFirst, _first, time - place.Seconds));
            double middle = rounds.Spread
                .Where(place => begins + ListenSeconds(second, place.Seconds) <= time)
                .Sum(place => place.Weight * Runs(theory, second, time - begins - place.Seconds));
            return _twice * oldest * middle;
        }
    }

    /// <summary>The probability that a process still runs a time after its SIGTERM; before it does.</summary>
    private static double Runs(ResetTheory theory, Rollout rollout, double secondsAfterSigterm)
    {
        double draining = secondsAfterSigterm - rollout.Timing.Exit.MeanSeconds;
        return draining < 0 ? 1 : theory.Classes(rollout.DrainBudgetSeconds).Sum(c =>
            c.Nodes.Members.Count * c.Theory.DrainSurvival(draining, rollout.DrainBudgetSeconds)) / rollout.Cluster.Nodes.Count;
    }

    /// <summary>When the new process listens on a node, by when the old one gets SIGTERM.</summary>
    private double ListenSeconds(Rollout rollout, double sigtermSeconds) => _plan.IsSurge
        ? sigtermSeconds - rollout.Timing.BothListenSeconds(_plan)
        : sigtermSeconds + ReplacementTimes.WithoutListenerSeconds(rollout, _plan, rollout.DrainBudgetSeconds);

    private double EndSeconds(Rollout rollout, SigtermRounds rounds)
    {
        if (rounds.Nodes == 0) return 0;
        return rounds.LastSeconds + rollout.DrainBudgetSeconds + (_plan.IsSurge
            ? rollout.Timing.Exit.MeanSeconds + rollout.Timing.Removal.MeanSeconds
            : ReplacementTimes.BesidesDrainSeconds(rollout, _plan));
    }
}
