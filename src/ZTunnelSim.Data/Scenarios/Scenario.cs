namespace ZTunnelSim.Data;

/// <summary>What a scenario file says: a rollout, the grace periods to compare, and how to simulate them.</summary>
/// <example><c>Scenario scenario = Scenario.Load("scenario.yaml");</c></example>
public sealed record Scenario
{
    /// <summary>Reads a scenario file, and the data files that it names.</summary>
    /// <param name="path">The file; data files are looked up relative to it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">Something is wrong: the message says where, what was given, what is accepted.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Scenario Load(string path, CancellationToken cancellation = default) =>
        ScenarioReader.Draft(path).Resolve(progress: null, cancellation);

    /// <summary>Reads a scenario from a text, and the data files that it names.</summary>
    /// <param name="yaml">The text. Its keys are described in <c>data/scenario.schema.json</c>.</param>
    /// <param name="path">The file that it stands for: data files are looked up relative to it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <inheritdoc cref="Load"/>
    public static Scenario Parse(
        string yaml, string path = "scenario.yaml", CancellationToken cancellation = default) =>
        ScenarioReader.Read(SyntaxReader.Read(yaml, path)).Resolve(progress: null, cancellation);

    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>Its text.</summary>
    internal string Text { get; init; } = "";

    /// <summary>The files that it names, as it names them.</summary>
    internal IReadOnlyList<string> FileNames { get; init; } = [];

    /// <summary>What was assumed where the scenario was made from data: a sentence each.</summary>
    internal IReadOnlyList<string> Assumptions { get; init; } = [];

    /// <summary>The rollout, with the first candidate as its grace period.</summary>
    public required Rollout Rollout { get; init; }

    /// <summary>The candidate grace periods, as listed.</summary>
    public required IReadOnlyList<GracePeriod> Candidates { get; init; }

    /// <summary>The strategies to compare: those listed or, where none are, the rollout's own and the usual alternatives.</summary>
    public required IReadOnlyList<NamedStrategy> Strategies { get; init; }

    /// <summary>
    /// The T that the running pods have, by which the rollout that sets another one still drains: as the file says, else that of the pods
    /// that kubectl shows, else that of the manifest; null: not known.
    /// </summary>
    internal GracePeriod? PresentGracePeriod { get; init; }

    /// <summary>The memory of one ztunnel process that holds as many connections as a node in the mean, in bytes; null: not said.</summary>
    public long? ZTunnelMemoryBytes => Rollout.Memory.IsAssumed ? null : MemoryText.BytesAtMean(Rollout);

    /// <summary>How to simulate; what the file leaves open has its default.</summary>
    internal SimulationSettings Simulation { get; init; } = new();

    /// <summary>For each workload whose lifetimes come from a file, what was read.</summary>
    internal IReadOnlyList<LifetimeData> LifetimeData { get; init; } = [];

    /// <summary>What the manifest says that <c>ztunnel.from</c> names; null where none is named.</summary>
    internal ZTunnelSettings? ZTunnel { get; init; }

    /// <summary>For each file that the scenario names, what was taken from it or skipped in it: a sentence each.</summary>
    public IReadOnlyList<string> SkippedLines { get; init; } = [];

    /// <summary>
    /// Why its rolling update never gets done with all nodes: a sentence that names those it waits for; null where it does.
    /// </summary>
    public string? Standstill { get; init; }

    /// <summary>Why its rollout can't be swept over the candidates, or null where it can.</summary>
    internal SweepObstacle? SweepObstacle { get; init; }

    /// <summary>Makes sure that <see cref="SweepExtensions"/> and theory cover the rollout.</summary>
    /// <exception cref="InputException">They do not: it is no rolling update, or nodes fail. The message names the key.</exception>
    public void RequireSweepable()
    {
        if (SweepObstacle is { } obstacle) throw obstacle.Place.Error(obstacle.Message);
    }
}

/// <summary>How a scenario asks to be simulated.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Replications">At most so many, at least 2; null where the scenario leaves it to what is done with it.</param>
/// <param name="Precision">How precise results have to be; null: it does not say, and each study takes what is usual for it.</param>
internal sealed record SimulationSettings(ulong Seed = 1, int? Replications = null, Precision? Precision = null);
