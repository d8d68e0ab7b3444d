using System.CommandLine;
using System.CommandLine.Parsing;

namespace ZTunnelSim.Cli;

/// <summary>The options of a canary's rule, which planning it and deciding by it share.</summary>
/// <param name="before">What stands before their descriptions.</param>
internal sealed class CanaryOptions(string before = "")
{
    private static readonly CanaryRule Usual = new();

    private readonly Option<double?> _factor = OptionValues.Number(
        "--factor", $"{before}How many times the predicted cuts it is to find.", CanaryRule.LeastFactor, CanaryRule.MostFactor)
        .Or(Usual.Factor);

    private readonly Option<double?> _power = OptionValues.Share(
        "--power", $"{before}With which probability it is to find them.",
        power => power is >= CanaryRule.LeastPower and <= CanaryRule.MostPower,
        "from 50% to 99.99%, such as 90% or 0.9").Or(Usual.Power);

    private readonly Option<double?> _level = OptionValues.Share(
        "--level", $"{before}With which probability it may stop a rollout that is as predicted.",
        level => level is >= CanaryRule.LeastLevel and <= CanaryRule.MostLevel, "from 0.01% to 50%, such as 5% or 0.05").Or(Usual.Level);

    public IEnumerable<Option> All => [_factor, _power, _level];

    public CanaryRule Read(ParseResult parsed) => new()
    {
        Factor = parsed.GetValue(_factor)!.Value,
        Power = parsed.GetValue(_power)!.Value,
        Level = parsed.GetValue(_level)!.Value,
    };

    /// <summary>Refuses them where there is no canary that they would be for.</summary>
    /// <exception cref="InputException">One is given.</exception>
    public void Refuse(CommandResult result, string canary)
    {
        if (All.FirstOrDefault(result.IsGiven) is { } given)
            throw new InputException($"{given.Name} is for a canary: give {canary} as well.");
    }
}
