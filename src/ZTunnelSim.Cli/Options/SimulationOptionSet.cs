using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>The options of every command that simulates.</summary>
internal sealed class SimulationOptionSet
{
    private readonly Option<ulong?> _seed = CommonOptions.Seed();
    private readonly Option<int?> _replications = CommonOptions.Replications("The largest number of replications.", usual: 200);
    private readonly Option<Precision?> _precision = CommonOptions.Precision(
        "Stop once the 95% intervals of resets and durations are within this share of their means, or of 10 resets,", Precision.None);

    private readonly Option<Engine> _engine = OptionValues.Choice<Engine>(
        "--engine", "How connections are simulated: auto, events, boundary, sessions or boundarySessions.").Or(Engine.Auto);

    private readonly Option<int?> _threads = CommonOptions.Threads();

    public IEnumerable<Option> All => [_seed, _replications, _precision, _engine, _threads];

    /// <summary>
    /// The precision that was given, or else the scenario's; null: neither was, and each study takes what is usual for it.
    /// </summary>
    public Precision? PrecisionOf(ParseResult parsed, Scenario scenario) => parsed.GetValue(_precision) ?? scenario.Simulation.Precision;

    /// <summary>What was given, and what the scenario says where nothing was.</summary>
    public SweepOptions Read(ParseResult parsed, Scenario scenario) => new()
    {
        Seed = parsed.GetValue(_seed) ?? scenario.Simulation.Seed,
        Replications = parsed.GetValue(_replications) ?? scenario.Simulation.Replications ?? new SweepOptions().Replications,
        Precision = PrecisionOf(parsed, scenario)?.Share,
        Engine = parsed.GetValue(_engine),
        Threads = parsed.GetValue(_threads),
        KeepsPartWhenCancelled = true,
    };
}
