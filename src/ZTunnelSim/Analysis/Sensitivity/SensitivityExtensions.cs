namespace ZTunnelSim;

/// <summary>Which input moves the answer most: each is varied alone, everything else being as given.</summary>
public static class SensitivityExtensions
{
    /// <summary>Varies every input of a rollout.</summary>
    /// <param name="rollout">The rollout, at the grace period to look at.</param>
    /// <param name="options">How far inputs are varied, and what is looked at; null: the defaults.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    /// <exception cref="ArgumentException">An option is outside its range, or a limit names an unknown workload.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <remarks>
    /// A workload's traffic (arrivals or open connections, as it was given), its mean lifetime and its tail at a given mean; or, where the
    /// lifetimes come from data, the laws at the 5 % and 95 % points of what these leave open. Then the replacement's startup, ready,
    /// overlap and newShare. Inputs that move together are not told apart. Connections count until their end or until their peer is gone
    /// (<see cref="Workload.LiveLifetime"/>), for the duration as well.
    /// </remarks>
    /// <example><c>rollout.WithGracePeriod(300).Sensitivity().Inputs[0]</c></example>
    public static SensitivityResult Sensitivity(
        this Rollout rollout, SensitivityOptions? options = null, CancellationToken cancellationToken = default) =>
        rollout.Sensitivity(options, progress: null, cancellationToken);

    /// <summary>The same, with word of how many values of inputs have been looked at.</summary>
    internal static SensitivityResult Sensitivity(
        this Rollout rollout, SensitivityOptions? options, IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        options ??= new();
        rollout = rollout.Live;
        VariedInput[] all = Inputs(rollout, options);
        bool byTheory = HasDuration(rollout);
        StudyProgress done = new(progress);
        done.Expect(2 * all.Length + 1);
        List<SensitivityOutcome> outcomes = [];
        ReplicationsOf(rollout, all, options, byTheory).Run(Take, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<InputSensitivity> inputs = all.Select((input, i) => new InputSensitivity(
            input.Workload is { } w ? rollout.Cluster.WorkloadNames[w] : null, input.Input, input.Low, input.High,
            input.Assumed, outcomes[2 * i], outcomes[2 * i + 1]));
        return new SensitivityResult(rollout, outcomes[^1], inputs.OrderByDescending(i => i.Swing(o => o.Resets)))
        {
            Limits = options.Limits,
            IsDurationTheory = byTheory,
        };

        bool Take(SensitivityOutcome outcome)
        {
            outcomes.Add(outcome);
            done.Report();
            return true;
        }
    }

    /// <summary>
    /// What is looked at, to look at a part of it: each input at its low value and at its high one, and then all inputs as given. It stands
    /// in the place of replications.
    /// </summary>
    /// <inheritdoc cref="Sensitivity(Rollout, SensitivityOptions, CancellationToken)" path="/exception"/>
    internal static StudyReplications SensitivityReplications(this Rollout rollout, SensitivityOptions options) =>
        ReplicationsOf(rollout.Live, Inputs(rollout.Live, options), options, HasDuration(rollout.Live));

    private static StudyReplications<SensitivityOutcome> ReplicationsOf(
        Rollout rollout, VariedInput[] inputs, SensitivityOptions options, bool byTheory)
    {
        // One value at a time: the threads are for the rollouts that are simulated of it.
        return new(2 * inputs.Length + 1, threads: 1, options.Records, At, Record, Read);

        SensitivityOutcome At(int number, CancellationToken cancellationToken)
        {
            Rollout varied = number == 2 * inputs.Length ? rollout
                : number % 2 == 0 ? inputs[number / 2].AtLow()
                : inputs[number / 2].AtHigh();
            return Outcome(varied, options, byTheory, cancellationToken);
        }

        static ReplicationRecord Record(SensitivityOutcome outcome) =>
            new([outcome.Resets, outcome.DurationSeconds], outcome.GracePeriod is { } t ? [t.Seconds] : []);

        static SensitivityOutcome Read(ReplicationRecord record)
        {
            double[] numbers = record.WithRows(numbers: 2).Row(0, 2);
            GracePeriod? t = record.Row(1, 0, 1) is [var seconds] ? new GracePeriod(checked((int)seconds)) : null;
            return new(numbers[0], numbers[1], t);
        }
    }

    private static VariedInput[] Inputs(Rollout rollout, SensitivityOptions options)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        options.Validate();
        options.Limits?.RequireWorkloadsOf(rollout.Cluster);
        return [.. new SensitivityInputs(rollout, rollout.RequireRollingUpdate(), options.Range).All()];
    }

    private static bool HasDuration(Rollout rollout) => RolloutTheory.HasDuration(rollout, new ResetTheory(rollout));

    private static SensitivityOutcome Outcome(
        Rollout rollout, SensitivityOptions options, bool byTheory, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RolloutPrediction predicted = rollout.Predict();
        // A closed form for some inputs and not for others would compare unlike things.
        double duration = byTheory && predicted.DurationSeconds is { } mean
            ? mean
            : Simulated(rollout, options, cancellationToken);
        GracePeriod? t = options.Limits is { } limits
            ? RecommendExtensions.Smallest(rollout, limits, options, cancellationToken)
            : null;
        return new(predicted.Resets, duration, t);
    }

    private static double Simulated(Rollout rollout, StudyOptions options, CancellationToken cancellationToken)
    {
        SimulatedRollouts simulated = SimulatedRollouts.Run(rollout, [rollout.GracePeriod], options, cancellationToken);
        return Enumerable.Range(0, simulated.Count).Average(i => simulated.Duration(i, 0));
    }
}
