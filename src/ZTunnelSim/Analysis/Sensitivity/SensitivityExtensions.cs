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
    /// overlap and newShare. Inputs that move together are not told apart.
    /// </remarks>
    /// <example><c>rollout.WithGracePeriod(300).Sensitivity().Inputs[0]</c></example>
    public static SensitivityResult Sensitivity(
        this Rollout rollout, SensitivityOptions? options = null, CancellationToken cancellationToken = default) =>
        rollout.Sensitivity(options, progress: null, cancellationToken);

    /// <summary>The same, with word of how many values of inputs have been looked at.</summary>
    internal static SensitivityResult Sensitivity(
        this Rollout rollout, SensitivityOptions? options, IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        options ??= new();
        options.Validate();
        options.Limits?.RequireWorkloadsOf(rollout.Cluster);
        RollingUpdate plan = rollout.RequireRollingUpdate();

        bool byTheory = RolloutTheory.HasDuration(rollout, new ResetTheory(rollout));
        var all = new SensitivityInputs(rollout, plan, options.Range).All().ToArray();
        StudyProgress done = new(progress);
        done.Expect(2 * all.Length + 1);
        InputSensitivity[] inputs =
        [
            .. all.Select(input => new InputSensitivity(
                input.Workload is { } w ? rollout.Cluster.WorkloadNames[w] : null, input.Input, input.Low, input.High,
                input.Assumed, At(input.AtLow), At(input.AtHigh))),
        ];
        return new SensitivityResult(rollout, At(rollout), inputs.OrderByDescending(i => i.Swing(o => o.Resets)))
        {
            Limits = options.Limits,
            IsDurationTheory = byTheory,
        };

        SensitivityOutcome At(Rollout varied)
        {
            SensitivityOutcome outcome = Outcome(varied, options, byTheory, cancellationToken);
            done.Report();
            return outcome;
        }
    }

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
