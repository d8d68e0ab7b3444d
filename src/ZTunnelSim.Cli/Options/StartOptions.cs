using System.CommandLine;
using System.Globalization;

namespace ZTunnelSim.Cli;

/// <summary>When the rollout begins: shared by all commands that take a scenario.</summary>
/// <param name="zoneOf">What times the time zone is for; null: for the start alone.</param>
/// <param name="otherwise">When it begins where nobody says so; null: at any time.</param>
internal sealed class StartOptions(string? zoneOf = null, DateTimeOffset? otherwise = null)
{
    private readonly Option<ClockTime?> _at = OptionValues.Moment(
        "--at", "When the rollout begins, such as 2026-12-05T02:00+01:00: rates that change with the clock (profile:) are those of then. "
            + "Default: the scenario's start.");

    private readonly Option<TimeZoneInfo?> _zone = OptionValues.TimeZone(
        "--time-zone", zoneOf ?? "By whose clock --at is, where it has no offset, such as Europe/Berlin.");

    public IEnumerable<Option> All => [_at, _zone];

    /// <summary>The time zone that was given; null: none.</summary>
    public TimeZoneInfo? Zone(ParseResult parsed) => parsed.GetValue(_zone);

    /// <summary>The start that was given; null: none.</summary>
    /// <exception cref="InputException">
    /// It has no offset, and there is no time zone; or its clock does not show it once. Or there is a time zone for no time.
    /// </exception>
    public DateTimeOffset? At(ParseResult parsed) => parsed.GetValue(_at) is { } given ? given.In(_at.Name, Zone(parsed))
        : Zone(parsed) is null || zoneOf is not null ? null
        : throw new InputException("is for a time without an offset: add --at.", key: _zone.Name);

    /// <summary>The scenario with its start: the one given, or else its own.</summary>
    /// <inheritdoc cref="At" path="/exception"/>
    public Scenario Apply(ParseResult parsed, Scenario scenario) => (At(parsed) ?? scenario.Rollout.Start ?? otherwise) is not { } start
        ? scenario
        : scenario with
        {
            Rollout = scenario.Rollout with { Start = start },
            Strategies = [.. scenario.Strategies.Select(s => new NamedStrategy(s.Name, s.Rollout with { Start = start }))],
        };

    /// <summary>The scenario, whose data are read, with a sentence that tells of a start that was given.</summary>
    /// <inheritdoc cref="At" path="/exception"/>
    public Scenario Tell(ParseResult parsed, Scenario scenario) => At(parsed) is not { } at ? scenario : scenario with
    {
        Assumptions =
        [
            .. scenario.Assumptions,
            string.Create(CultureInfo.InvariantCulture, $"The rollout begins at {at:ddd yyyy-MM-dd HH:mm zzz}")
                + (StartStudy.Change(scenario.Rollout) ? "." : ", which changes nothing: no workload's rate changes with the clock."),
        ],
    };
}
