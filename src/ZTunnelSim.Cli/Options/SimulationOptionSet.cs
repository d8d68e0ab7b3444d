using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>The options of every command that simulates.</summary>
internal sealed class SimulationOptionSet
{
    private readonly Option<ulong?> _seed = CommonOptions.Seed();
    private readonly Option<int?> _replications = CommonOptions.Replications("The largest number of replications.", usual: 200);
    private readonly Option<double?> _precision = new Option<double?>("--precision")
    {
        Description = "Stop once every 95% interval is within this share of its mean, such as 0.05.",
    }.Require(share => share is null or (> 0 and < 1), "takes a number above 0 and below 1, such as 0.05.");

    private readonly Option<Engine> _engine = new("--engine")
    {
        Description = "How connections are simulated: auto, events, boundary or sessions.",
        DefaultValueFactory = _ => Engine.Auto
    };
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
