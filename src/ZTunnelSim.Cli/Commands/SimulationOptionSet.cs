using System.CommandLine;
using System.CommandLine.Parsing;
using ZTunnelSim.Analysis;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Results;

namespace ZTunnelSim.Cli.Commands;

/// <summary>The options of every command that simulates.</summary>
internal sealed class SimulationOptionSet
{
    private readonly Option<ulong?> _seed = new("--seed") { Description = "The seed; one seed gives one result. Default: the scenario's, or 1." };
    private readonly Option<int?> _replications = new("--replications") { Description = "The largest number of replications. Default: the scenario's, or 200." };
    private readonly Option<double?> _precision = new("--precision") { Description = "Stop once every 95% interval is within this share of its mean, such as 0.05." };
    private readonly Option<Engine> _engine = new("--engine") { Description = "How connections are simulated: auto, events, boundary or sessions.", DefaultValueFactory = _ => Engine.Auto };
    private readonly Option<int?> _threads = new("--threads") { Description = "How many threads. Default: one for each processor. Results do not depend on it." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _replications.Validators.Add(result => Check(result.GetValue(_replications) is not < 2, result, "--replications takes a whole number of at least 2."));
        _precision.Validators.Add(result => Check(result.GetValue(_precision) is null or (> 0 and < 1), result, "--precision takes a number above 0 and below 1, such as 0.05."));
        _threads.Validators.Add(result => Check(result.GetValue(_threads) is not < 1, result, "--threads takes a whole number of at least 1."));
        foreach (Option option in new Option[] { _seed, _replications, _precision, _engine, _threads }) command.Options.Add(option);
    }

    /// <summary>What was given, and what the scenario says where nothing was.</summary>
    public SweepOptions Read(ParseResult parsed, Scenario scenario) => new()
    {
        Seed = parsed.GetValue(_seed) ?? scenario.Simulation.Seed,
        Replications = parsed.GetValue(_replications) ?? scenario.Simulation.Replications ?? new SweepOptions().Replications,
        Precision = parsed.GetValue(_precision) ?? scenario.Simulation.Precision,
        Engine = parsed.GetValue(_engine),
        Threads = parsed.GetValue(_threads),
    };

    private static void Check(bool holds, SymbolResult result, string message)
    {
        if (!holds) result.AddError(message);
    }
}
