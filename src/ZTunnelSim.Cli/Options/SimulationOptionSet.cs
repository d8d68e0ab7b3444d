using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>The options of every command that simulates.</summary>
internal sealed class SimulationOptionSet
{
    private readonly Option<ulong?> _seed = CommonOptions.Seed();
    private readonly Option<int?> _replications = CommonOptions.Replications("The largest number of replications.", usual: 200);
    private readonly Option<double?> _precision = OptionValues.Share(
        "--precision", "Stop once every 95% interval is within this share of its mean, such as 5%.",
        share => share is > 0 and < 1, "above 0 and below 1, such as 5% or 0.05");

    private readonly Option<Engine> _engine = OptionValues.Choice<Engine>(
        "--engine", "How connections are simulated: auto, events, boundary or sessions.").Or(Engine.Auto);

    private readonly Option<int?> _threads = CommonOptions.Threads();

    public IEnumerable<Option> All => [_seed, _replications, _precision, _engine, _threads];

    /// <summary>What was given, and what the scenario says where nothing was.</summary>
    public SweepOptions Read(ParseResult parsed, Scenario scenario) => new()
    {
        Seed = parsed.GetValue(_seed) ?? scenario.Simulation.Seed,
        Replications = parsed.GetValue(_replications) ?? scenario.Simulation.Replications ?? new SweepOptions().Replications,
        Precision = parsed.GetValue(_precision) ?? scenario.Simulation.Precision,
        Engine = parsed.GetValue(_engine),
        Threads = parsed.GetValue(_threads),
        KeepsPartWhenCancelled = true,
    };
}
