namespace ZTunnelSim;

/// <summary>Simulates rollouts.</summary>
public static class RolloutSimulation
{
    /// <summary>Simulates one rollout once.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="seed">The seed: one seed gives one result, bit for bit.</param>
    /// <param name="options">The engine and what to record; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the run before its end; it is looked at every few thousand events.</param>
    /// <exception cref="ArgumentException">The options ask for what their engine can't record.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="InsufficientMemoryException">
    /// So many connections are open at once that those of an engine which simulates each have no room.
    /// </exception>
    public static RolloutResult Simulate(
        this Rollout rollout, ulong seed, SimulationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        options ??= new();
        bool records = options.Trace || options.SeriesStep is not null;
        Engine engine = EngineChoice.Resolve(options.Engine, rollout, records);
        RunRecorder? recorder = records ? new(options.Trace, options.SeriesStep?.TotalSeconds, options.TraceLimit) : null;
        RunContext run = new(rollout, seed, options.Replication, recorder, cancellationToken)
        {
            RecordedPlacement = options.RecordedPlacement,
            RecordedKubectlStart = options.RecordedKubectlStart,
        };
        return new RolloutRun(run, engine).Play();
    }
}
