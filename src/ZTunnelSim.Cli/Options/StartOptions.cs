using System.CommandLine;
using System.Globalization;

namespace ZTunnelSim.Cli;

/// <summary>When the rollout begins: shared by the commands that predict it.</summary>
internal sealed class StartOptions
{
    private readonly Option<GivenTime?> _at = OptionValues.Moment(
        "--at", "When the rollout begins, such as 2026-12-05T02:00+01:00: rates that change with the clock (profile:) are those of then. "
            + "Default: the scenario's start.");

    private readonly Option<TimeZoneInfo?> _zone = OptionValues.TimeZone(
        "--time-zone", "By whose clock a time without an offset is, such as Europe/Berlin.");

    public IEnumerable<Option> All => [_at, _zone];

    /// <summary>Refuses a time zone that there is no time for.</summary>
    public void Check(Command command) => command.Validators.Add(result =>
    {
        if (result.IsGiven(_zone) && !result.IsGiven(_at)) result.AddError("--time-zone is for a time: add --at.");
    });

    /// <summary>The start that was given; null: none.</summary>
    /// <exception cref="InputException">It has no offset, and no time zone was given; or the clock does not show it once.</exception>
    public DateTimeOffset? At(ParseResult parsed) => parsed.GetValue(_at)?.In(_at.Name, Zone(parsed));

    /// <summary>The time zone that was given; null: none.</summary>
    public TimeZoneInfo? Zone(ParseResult parsed) => parsed.GetValue(_zone);

    /// <summary>The scenario with the start that was given, and a sentence that says so; itself where none was.</summary>
    /// <inheritdoc cref="At" path="/exception"/>
    public Scenario Apply(ParseResult parsed, Scenario scenario)
    {
        if (At(parsed) is not { } at) return scenario;
        string said = string.Create(CultureInfo.InvariantCulture, $"The rollout begins at {at:ddd yyyy-MM-dd HH:mm zzz}")
            + (StartStudy.Change(scenario.Rollout) ? "." : ", which changes nothing: no workload's rate changes with the clock (profile:).");
        return scenario with
        {
            Rollout = scenario.Rollout with { Start = at },
            Strategies = [.. scenario.Strategies.Select(s => new NamedStrategy(s.Name, s.Rollout with { Start = at }))],
            Assumptions = [.. scenario.Assumptions, said],
        };
    }
}
