namespace ZTunnelSim;

/// <summary>
/// Theory held against rollouts in which every connection is simulated: evidence, where <see cref="Engine.Boundary"/> and
/// <see cref="Engine.BoundarySessions"/> are none, since they draw what is open, or outlives a drain, from the law that theory integrates.
/// </summary>
public sealed record TheoryCheck
{
    /// <summary>A true theory is called wrong with this probability.</summary>
    private const double Level = 0.001;

    /// <summary>Fewer resets than this, expected and counted in all rollouts together, tell nothing.</summary>
    private const double FewResets = 10;

    private const int MinReplications = 20, MaxReplications = 200;

    /// <summary>What a workload on a node costs without any connection, in connections.</summary>
    private const double Overhead = 6;

    /// <summary>How many connections are worth a user's waiting: a quarter of a second's on a processor or two.</summary>
    private static readonly (double Events, double Sessions) WorthWaiting = (4e6, 0.75e6);

    private TheoryCheck(IEnumerable<string> workloads, IEnumerable<CheckedCandidate> candidates) =>
        (Workloads, Candidates) = (ValueList.Of(workloads), ValueList.Of(candidates));

    /// <summary>The engine: <see cref="Engine.Events"/>, or <see cref="Engine.Sessions"/> where the scenario needs it.</summary>
    public Engine Engine { get; internal init; }

    /// <summary>The seed of what was simulated.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>
    /// The names of the workloads that are compared: those that theory covers, whose clients do not come back. All, where it covers none.
    /// </summary>
    public IReadOnlyList<string> Workloads { get; }

    /// <summary>What was found for each grace period, by rising T.</summary>
    public IReadOnlyList<CheckedCandidate> Candidates { get; }

    /// <summary>The probability of so large a difference, were theory right: the smallest p-value, adjusted for their number.</summary>
    public double PValue => Math.Min(1, Candidates.Count * Candidates.Min(c => c.PValue));

    /// <summary>What it comes to.</summary>
    public CheckVerdict Verdict { get; internal init; }

    /// <summary>Simulates every connection of a few rollouts for each grace period, and compares with theory.</summary>
    /// <param name="rollout">The rollout; its own grace period plays no part, its pacing does.</param>
    /// <param name="candidates">The grace periods, at least one. The shortest, the middle and the longest of them are checked.</param>
    /// <param name="seed">The seed of the results that are checked; the check draws other numbers.</param>
    /// <param name="threads">How many threads; null: one for each processor. Results do not depend on it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">There is no candidate.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <remarks>
    /// It takes a fraction of a second, whatever the traffic: 20 to 200 rollouts of each grace period, and where 20 would be too many
    /// connections, with a share of all traffic, which theory is then asked about as well. Of ten thousands of nodes and workloads there
    /// are fewer rollouts, at least 2.
    /// </remarks>
    public static TheoryCheck Of(
        Rollout rollout, IEnumerable<GracePeriod> candidates, ulong seed = 1, int? threads = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(candidates);
        GracePeriod[] sorted = [.. candidates.Distinct().Order()];
        if (sorted.Length == 0) throw new ArgumentException("A check needs at least one candidate.", nameof(candidates));
        GracePeriod[] chosen = [.. new[] { sorted[0], sorted[(sorted.Length - 1) / 2], sorted[^1] }.Distinct()];

        Engine engine = EngineChoice.Resolve(Engine.Auto, rollout, recordsEveryConnection: true);
        int[] all = [.. Enumerable.Range(0, rollout.Cluster.Workloads.Count)];
        int[] covered = rollout.NeverReadyNodes.Count > 0 || rollout.HasGivenTimes || rollout.Cni is not null
            || LostWakeUps.CanHappen(rollout.Strategy, rollout.Pacing)
            ? []
            : [.. all.Where(w => !rollout.Cluster.Workloads[w].Clients.ComesBack)];
        int[] compared = covered.Length > 0 ? covered : all;
        double connections = engine == Engine.Events ? WorthWaiting.Events : WorthWaiting.Sessions;
        Effort effort = new(engine, unchecked(seed + 2), connections / chosen.Length, threads ?? Environment.ProcessorCount);
        CheckedCandidate[] found = [.. chosen.Select(t => Check(rollout.WithGracePeriod(t), compared, effort, cancellationToken))];
        double counted = found.Sum(c => c.Replications * c.TrafficShare * Math.Max(c.Predicted, c.Simulated.Mean));
        return new TheoryCheck(compared.Select(w => rollout.Cluster.WorkloadNames[w]), found)
        {
            Engine = engine,
            Seed = effort.Seed,
            Verdict = covered.Length == 0 ? CheckVerdict.NotCovered
                : counted < FewResets ? CheckVerdict.TooFewResets
                : found.Length * found.Min(c => c.PValue) < Level ? CheckVerdict.Disagrees
                : CheckVerdict.Agrees,
        };
    }

    private static CheckedCandidate Check(Rollout rollout, int[] workloads, Effort effort, CancellationToken cancellationToken)
    {
        double inOneRollout = ConnectionsIn(rollout);
        double overhead = Overhead * rollout.Cluster.Nodes.Count * rollout.Cluster.Workloads.Count;
        int fewest = (int)Math.Clamp(effort.Connections / overhead, 2, MinReplications);
        double share = Math.Min(1, effort.Connections / (fewest * inOneRollout));
        Rollout played = share == 1
            ? rollout
            : rollout with { Cluster = rollout.Cluster.With(rollout.Cluster.Workloads.Select(w => w.With(w.Lifetime, share))) };
        int replications = (int)Math.Clamp(effort.Connections / (share * inOneRollout), fewest, MaxReplications);
        ResetTheory theory = new(played);
        double mean = workloads.Sum(w => theory.Mean(w, played.DrainBudgetSeconds));

        double[] resets = Replications.All(replications, effort.Threads, ResetsOf, cancellationToken);
        RunningStatistics statistics = new();
        foreach (double count in resets) statistics.Add(count);
        Estimate counted = statistics.CountEstimate();
        return new CheckedCandidate(rollout.GracePeriod)
        {
            Replications = replications,
            TrafficShare = share,
            Predicted = mean / share,
            Simulated = new(
                counted.Mean / share, counted.Lower / share, counted.Upper / share, counted.Replications,
                counted.Variance / (share * share), isCount: share == 1),
            ZScore = counted.ZScore(mean),
            PValue = counted.PValue(mean),
        };

        double ResetsOf(int replication)
        {
            SimulationOptions run = new() { Engine = effort.Engine, Replication = replication };
            RolloutResult result = played.Simulate(effort.Seed, run, cancellationToken);
            return workloads.Sum(w => result.Resets.OfWorkload(w));
        }
    }

    /// <summary>About how many connections a rollout meets.</summary>
    private static double ConnectionsIn(Rollout rollout)
    {
        RollingUpdate plan = rollout.RequireRollingUpdate();
        Cluster cluster = rollout.Cluster;
        int nodes = cluster.Nodes.Count;
        int slots = ReplacementTimes.Slots(rollout, plan);
        bool drainIsSerial = ReplacementTimes.DrainIsSerial(rollout, plan);
        double rounds = Math.Ceiling((double)nodes / slots), drain = rollout.DrainBudgetSeconds;
        double inRound = ReplacementTimes.BesidesDrainSeconds(rollout, plan) + (drainIsSerial ? drain : 0);
        double seconds = rounds * inRound + drain;
        return 1 + cluster.Workloads
            .Select((w, i) => cluster.OpenConnectionsOf(i) + cluster.ExposuresOf(i) * w.OpenedPerSecond * seconds)
            .Sum();
    }

    private sealed record Effort(Engine Engine, ulong Seed, double Connections, int Threads);

    /// <inheritdoc/>
    public override string ToString() => CheckText.Line(this);
}

/// <summary>What a <see cref="TheoryCheck"/> found for one grace period.</summary>
public sealed record CheckedCandidate
{
    internal CheckedCandidate(GracePeriod gracePeriod) => GracePeriod = gracePeriod;

    /// <summary>T.</summary>
    public GracePeriod GracePeriod { get; }

    /// <summary>How many rollouts were simulated.</summary>
    public int Replications { get; internal init; }

    /// <summary>
    /// With which share of the scenario's traffic, above 0 and at most 1. Theory was asked about the same, and both are scaled up to all
    /// traffic here.
    /// </summary>
    public double TrafficShare { get; internal init; }

    /// <summary>The resets that theory expects of the compared workloads in one rollout.</summary>
    public double Predicted { get; internal init; }

    /// <summary>The mean of the simulated resets, with its interval of 95 %.</summary>
    public Estimate Simulated { get; internal init; }

    /// <summary>How many standard errors the simulated mean lies above the expected one.</summary>
    public double ZScore { get; internal init; }

    /// <summary>The two-sided p-value: the larger one of Student's t and of Poisson's law for the sum.</summary>
    public double PValue { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => CheckText.Candidate(this);
}

/// <summary>What a <see cref="TheoryCheck"/> comes to.</summary>
public enum CheckVerdict
{
    /// <summary>The difference is no larger than chance makes it.</summary>
    Agrees,

    /// <summary>The difference is larger than chance makes it in one of a thousand checks.</summary>
    Disagrees,

    /// <summary>Too few resets, expected or simulated, to tell.</summary>
    TooFewResets,

    /// <summary>
    /// Theory is a first-order answer here: all clients come back, a node never gets Ready or has times of its own, or a surge with
    /// minReadySeconds waits until its controller is woken.
    /// </summary>
    NotCovered,
}
